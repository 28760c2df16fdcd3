"""What the board draws of a race, and what stands in its place where there is none."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from threading import Condition

from cachetools import LRUCache, cached

from components.browser.race_board.board import BoardData, MovingData, RacePath, Racer, packed
from components.charts.palette import HUES
from components.i18n import _
from components.optimizers.rules import rule_of
from components.process import one_large_at_a_time
from components.words.labels import choice
from components.words.quoting import quote
from models.experiment import OPTIMIZERS
from models.limits import LIMITS
from models.optimizers.formulas import Formula, FormulaError
from models.optimizers.race import Path, Race, formula_of, run_race
from models.optimizers.surfaces import SURFACES, contour_levels, grid

_CELLS = (120, 120)
_RACES_KEPT = 64


# Once for the board and the words, which may ask at the same time.
@cached(LRUCache(_RACES_KEPT), condition=Condition())
def raced(race: Race) -> dict[str, list[Path]]:
    """See `models.optimizers.race.run_race`."""
    with one_large_at_a_time(race.seconds):
        return run_race(race)


def can_run(race: Race) -> bool:
    """Whether somebody takes part, and the formula is one."""
    with suppress(FormulaError):
        return bool(race.optimizers and formula_of(race))
    return False


def board_data(race: Race) -> BoardData:
    """All that the board draws of a race."""
    surface, formula = SURFACES[race.surface], formula_of(race)
    with one_large_at_a_time(race.seconds):
        values, levels = _surface(formula, race.surface)
    return {
        **moving_data(race),
        "x": surface.x,
        "y": surface.y,
        "surface": {"columns": _CELLS[1], "rows": _CELLS[0], "values": values},
        "levels": levels,
        "minima": list(surface.minima),
        "selected": _selected(race),
    }


def moving_data(race: Race) -> MovingData:
    """What a slider changes of it."""
    paths, selected = raced(race), _selected(race)
    return {
        "starts": [(float(x), float(y)) for x, y in race.starts],
        "steps": race.steps,
        "optimizers": [_racer(name, ways) for name, ways in paths.items()],
        "rule": rule_of(race, selected, paths[selected][0]),
    }


def formula_fault(error: FormulaError) -> str:
    """What is wrong with the reader's formula, and what it may hold."""
    part = quote(error.part)
    text = {
        "empty": _("**Formula** is empty."),
        "too_long": _("**Formula** is too long: {most} characters at most.").format(most=LIMITS.formula_signs),
        "syntax": _("**Formula** cannot be read at {part}."),
        "unknown_name": _("**Formula** has a name that is not known: {part}."),
        "not_allowed": _("**Formula** contains a character that is not allowed: {part}."),
        "too_deep": _("**Formula** has too many brackets within each other."),
    }[error.reason]
    help = _(
        "Write the loss in `x` and `y` with numbers, `+ - * / ^`, brackets, `pi`, `e`, `sin cos tan sinh cosh tanh exp "
        "log sqrt abs`; for example `x^2 / 20 + y^2`."
    )
    return text.format(part=part) + " " + help


@lru_cache(maxsize=32)
def _surface(formula: Formula, name: str) -> tuple[str, list[float]]:
    """The packed grid of a surface, and its levels."""
    values = grid(formula, SURFACES[name].x, SURFACES[name].y, _CELLS)
    return packed(values), contour_levels(values).tolist()


def _selected(race: Race) -> str:
    """Whose rule is shown."""
    return race.selected if race.selected in race.optimizers else race.optimizers[0]


def _racer(name: str, ways: list[Path]) -> Racer:
    paths: list[RacePath] = [{"points": packed(way.points), "losses": packed(way.losses)} for way in ways]
    return {
        "name": name,
        "label": choice("optimizer", name),
        "color": HUES[OPTIMIZERS.index(name)],
        "paths": paths,
    }
