"""Telling races: one click sets the controls."""

from __future__ import annotations

from functools import partial

from components.i18n import N_, _
from components.optimizers.owned import RACE
from components.page import try_this
from models.race import Race
from models.surfaces import SURFACES


def _on(surface: str, **changes: object) -> Race:
    shown = SURFACES[surface]
    (x, y), (x2, y2) = shown.start, shown.second_start
    race = Race(surface=surface, x=x, y=y, x2=x2, y2=y2, learning_rate=shown.learning_rate)
    return race.replace(**changes)


CASES = {
    N_("A rate too high for the valley"): Race(learning_rate=1.1, optimizers=("sgd", "momentum", "adam")),
    N_("Stuck on a saddle"): _on("saddle", steps=40),
    N_("Two starts: one ends in a local minimum"): _on("minima", two_starts=True),
    N_("Noisy gradients"): Race(noise=1.0),
}


def race_cases() -> None:
    """A button for each case."""
    try_this([(_(name), partial(RACE.replace, race)) for name, race in CASES.items()])
