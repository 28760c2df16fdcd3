"""A race: several optimizers from the same start on the same loss surface, with the same noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.experiment import OPTIMIZER_VALUES, OPTIMIZERS, Experiment
from models.optimizers.formulas import LONGEST, Formula, parse
from models.optimizers.rules import RULES
from models.optimizers.surfaces import SURFACES
from models.settings import SettingError, Settings, setting, setting_like

FARTHEST = 1e6  # a point beyond has left for infinity
_VALLEY = SURFACES["valley"]
_LAB = Experiment.FIELDS
_STEP_SECONDS, _SIGN_SECONDS = 6e-5, 4e-6


@dataclass(frozen=True)
class Race(Settings):
    """All settings of a race, checked when made.

    Attributes:
        formula: of the surface "own"; parsed only by `formula_of`, so that a half-typed one can be kept.
        optimizers: who takes part.
        momentum: for "momentum" and "nesterov". rho: for "rmsprop". beta_1, beta_2: for "adam".
        noise: standard deviation of what is added to each component of each gradient.
        x, y: the start. x2, y2: the second one, if ``two_starts``.
        selected: the optimizer whose formula is shown.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    surface: str = setting("valley", choices=tuple(SURFACES))
    formula: str = setting(SURFACES["own"].formula)  # as it is: the usual way would cut ".0" off its end
    optimizers: tuple[str, ...] = setting(OPTIMIZERS, choices=OPTIMIZERS)
    learning_rate: float = setting(_VALLEY.learning_rate, 1e-4, 10.0, scale="log")
    momentum: float = setting_like(_LAB["momentum"], 0.9)
    rho: float = setting_like(_LAB["rho"], 0.9)
    beta_1: float = setting_like(_LAB["beta_1"], 0.9)
    beta_2: float = setting_like(_LAB["beta_2"], 0.999)
    noise: float = setting(0.0, 0.0, 2.0)
    x: float = setting(_VALLEY.start[0], -10.0, 10.0)
    y: float = setting(_VALLEY.start[1], -10.0, 10.0)
    two_starts: bool = setting(False)
    x2: float = setting(_VALLEY.second_start[0], -10.0, 10.0)
    y2: float = setting(_VALLEY.second_start[1], -10.0, 10.0)
    steps: int = setting(100, 10, 500)
    seed: int = setting_like(_LAB["seed"], 1)
    selected: str = setting("momentum", choices=OPTIMIZERS)

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.formula) > LONGEST:
            raise SettingError("formula", self.formula[:40])

    def on_surface(self, surface: str) -> Race:
        """A copy on this surface, from where it shows most and with a learning rate that suits it.

        Raises:
            KeyError: there is no such surface.
        """
        shown = SURFACES[surface]
        (x, y), (x2, y2) = shown.start, shown.second_start
        return self.replace(surface=surface, x=x, y=y, x2=x2, y2=y2, learning_rate=shown.learning_rate)

    @property
    def seconds(self) -> float:
        """CPU time that it takes, about: the formula and its derivatives are computed at each step."""
        length = len(self.formula if self.surface == "own" else SURFACES[self.surface].formula)
        return self.steps * (_STEP_SECONDS + _SIGN_SECONDS * length)

    @property
    def starts(self) -> np.ndarray:
        """(1 or 2, 2): where paths begin."""
        return np.array([(self.x, self.y), (self.x2, self.y2)][: 1 + self.two_starts])


@dataclass(frozen=True)
class Path:
    """The way of one optimizer from one start; float64.

    Attributes:
        points: (steps + 1, 2), the start first.
        losses: (steps + 1,), without noise.
        gradients: (steps, 2), as the optimizer saw them.
        terms: name -> (steps, 2), what the rule computed at each step; see `models.optimizers.rules`.
        diverged: the path left for infinity, or for where the surface has no value, and is cut short there.
            Its first point is kept even if the surface has no value at it.
        beyond: (2,) the point that the cut left out, behind the last one; ``None`` if nothing was cut.
    """

    points: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    terms: dict[str, np.ndarray]
    diverged: bool
    beyond: np.ndarray | None


def formula_of(race: Race) -> Formula:
    """The function whose minimum is sought.

    Raises:
        FormulaError: the surface is "own" and its formula cannot be read.
    """
    return parse(race.formula if race.surface == "own" else SURFACES[race.surface].formula)


def run_race(race: Race) -> dict[str, list[Path]]:
    """Run all optimizers side by side.

    Returns:
        For each optimizer one path a start.

    Raises:
        FormulaError: the surface is "own" and its formula cannot be read.
    """
    formula = formula_of(race)
    starts = race.starts
    rules = [_rule(race, name, starts.shape) for name in race.optimizers]
    noise = race.noise * np.random.default_rng(race.seed).standard_normal((race.steps, 2))
    points = np.empty((race.steps + 1, len(rules), *starts.shape))
    gradients = np.empty((race.steps, len(rules), *starts.shape))
    terms: list[list[dict[str, np.ndarray]]] = [[] for _ in rules]
    points[0] = starts
    with np.errstate(all="ignore"):
        for step in range(race.steps):
            here, gradient = points[step], gradients[step]  # one look at the surface for all of them
            gradient[..., 0], gradient[..., 1] = formula.slopes(here[..., 0], here[..., 1])
            gradient += noise[step]
            for lane, rule in enumerate(rules):
                terms[lane].append(rule.step(gradient[lane]))
                np.add(here[lane], terms[lane][-1]["move"], out=points[step + 1, lane])
    losses = formula.value(points[..., 0], points[..., 1])
    paths: dict[str, list[Path]] = {}
    for lane, name in enumerate(race.optimizers):
        stacked = {term: np.array([step[term] for step in terms[lane]]) for term in terms[lane][0]}
        paths[name] = [
            _path(points[:, lane, start], losses[:, lane, start], gradients[:, lane, start], stacked, start)
            for start in range(len(starts))
        ]
    return paths


def _rule(race: Race, name: str, shape: tuple[int, ...]):
    return RULES[name](shape, race.learning_rate, **{value: getattr(race, value) for value in OPTIMIZER_VALUES[name]})


def _path(
    points: np.ndarray, losses: np.ndarray, gradients: np.ndarray, terms: dict[str, np.ndarray], start: int
) -> Path:
    """One path, up to where it leaves what can be drawn."""
    with np.errstate(invalid="ignore"):
        lost = ~(np.abs(points).max(axis=1) <= FARTHEST) | ~np.isfinite(losses)
    diverged = bool(lost.any())
    end = max(1, int(lost.argmax())) if diverged else len(points)
    return Path(
        points[:end],
        losses[:end],
        gradients[: end - 1],
        {name: values[: end - 1, start] for name, values in terms.items()},
        diverged,
        points[end] if diverged else None,
    )
