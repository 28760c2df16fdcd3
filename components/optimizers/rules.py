"""The optimizers' rules as lines of formulas, and with the numbers of a step put in."""

from __future__ import annotations

from components.browser.race_board.board import Rule, RuleLine, packed
from components.i18n import N_, _
from models.experiment import OPTIMIZER_VALUES
from models.optimizers.race import Path, Race
from models.optimizers.rules import EPSILON

_Line = tuple[str, str, str]
_GRADIENT: _Line = (N_("Gradient"), "g", "{gradient}")
_POINT: _Line = (N_("New place"), "w ← w + Δ", "{point} + {move} = {point_after}")
_VELOCITY: _Line = (
    N_("Velocity"),
    "v ← μ·v − η·g",
    "{momentum}·{velocity_before} − {rate}·{gradient} = {velocity}",
)
_SCALED_STEP: _Line = (N_("Move"), "Δ = −η·g / √(s + ε)", "−{rate}·{gradient} / √({squares} + ε) = {move}")

_LINES: dict[str, tuple[_Line, ...]] = {
    "sgd": ((N_("Move"), "Δ = −η·g", "−{rate}·{gradient} = {move}"),),
    "momentum": (_VELOCITY, (N_("Move"), "Δ = v", "{move}")),
    "nesterov": (
        _VELOCITY,
        (N_("Move"), "Δ = μ·v − η·g", "{momentum}·{velocity} − {rate}·{gradient} = {move}"),
    ),
    "adagrad": (
        (N_("Sum of squares"), "s ← s + g²", "{squares_before} + {gradient}² = {squares}"),
        _SCALED_STEP,
    ),
    "rmsprop": (
        (
            N_("Mean square"),
            "s ← ρ·s + (1 − ρ)·g²",
            "{rho}·{squares_before} + {rho_rest}·{gradient}² = {squares}",
        ),
        _SCALED_STEP,
    ),
    "adam": (
        (
            N_("Mean gradient"),
            "m ← β₁·m + (1 − β₁)·g",
            "{beta_1}·{first_moment_before} + {beta_1_rest}·{gradient} = {first_moment}",
        ),
        (
            N_("Mean square"),
            "s ← β₂·s + (1 − β₂)·g²",
            "{beta_2}·{second_moment_before} + {beta_2_rest}·{gradient}² = {second_moment}",
        ),
        (N_("Corrected rate"), "α = η·√(1 − β₂ᵗ) / (1 − β₁ᵗ)", "{corrected_rate}"),
        (N_("Move"), "Δ = −α·m / (√s + ε)", "−{corrected_rate}·{first_moment} / (√{second_moment} + ε) = {move}"),
    ),
}


def rule_of(race: Race, name: str, path: Path) -> Rule:
    """The rule of this optimizer with the numbers of its path."""
    lines: list[RuleLine] = [
        {"name": _(title), "formula": formula, "with_numbers": numbers}
        for title, formula, numbers in (_GRADIENT, *_LINES[name], _POINT)
    ]
    arrays = {"gradient": path.gradients, "point": path.points[:-1], "point_after": path.points[1:], **path.terms}
    values = {value: getattr(race, value) for value in OPTIMIZER_VALUES[name]}
    rests = {f"{value}_rest": 1.0 - number for value, number in values.items()}
    scalars = {"rate": race.learning_rate, "epsilon": EPSILON, **values, **rests}
    return {"lines": lines, "arrays": {term: packed(array) for term, array in arrays.items()}, "scalars": scalars}
