"""Telling races: one click sets the controls."""

from __future__ import annotations

from functools import partial

from components.i18n import N_, _
from components.optimizers.settings import RACE
from components.page import try_this
from models.optimizers.race import Race

CASES = {
    N_("A rate too high for the valley"): Race(learning_rate=1.1, optimizers=("sgd", "momentum", "adam")),
    N_("Stuck on a saddle"): Race(steps=40).on_surface("saddle"),
    N_("Two starts: one ends in a local minimum"): Race(two_starts=True).on_surface("minima"),
    N_("Noisy gradients"): Race(noise=1.0),
}


def race_cases() -> None:
    """A button for each case."""
    try_this([(_(name), partial(RACE.replace, race, _(name))) for name, race in CASES.items()])
