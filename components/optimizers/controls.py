"""The controls of a race."""

from __future__ import annotations

import streamlit as st

from components.controls import Controls, more_settings
from components.optimizers.settings import RACE, open_surface
from models.experiment import OPTIMIZER_VALUES
from models.optimizers.race import Race
from models.optimizers.surfaces import SURFACES


def race_controls() -> None:
    """Draw every control; the board follows the sliders while they are dragged."""
    controls, race = Controls(RACE, on_channel=True), RACE.current
    with st.container(horizontal=True, gap="small"):
        controls.restore_button()
        controls.undo_button()
    controls.choice("surface", on_move=open_surface)
    if race.surface == "own":
        controls.text("formula", placeholder="x^2 / 20 + y^2")
    controls.choice("optimizers")
    controls.number("learning_rate", live=True)
    with more_settings():
        for field in _values_in_use(race):
            controls.number(field, live=True)
        controls.number("noise", live=True)
        controls.number("steps", live=True)
        _start(controls, race, "x", "y")
        controls.switch("two_starts")
        if race.two_starts:
            _start(controls, race, "x2", "y2")
        controls.number("seed")


def _start(controls: Controls, race: Race, x: str, y: str) -> None:
    surface = SURFACES[race.surface]
    for field, (low, high) in ((x, surface.x), (y, surface.y)):
        controls.number(field, live=True, low=low, high=high)


def _values_in_use(race: Race) -> list[str]:
    """The values that the optimizers of the race read, each once."""
    return list(dict.fromkeys(field for name in race.optimizers for field in OPTIMIZER_VALUES[name]))
