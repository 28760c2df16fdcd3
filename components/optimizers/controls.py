"""The controls of a race."""

from __future__ import annotations

import streamlit as st

from components.controls.instant import InstantControls, more_settings
from components.i18n import _
from components.optimizers.settings import RACE, open_surface
from models.experiment import OPTIMIZER_VALUES
from models.optimizers.race import Race
from models.optimizers.surfaces import SURFACES


def race_controls() -> None:
    """Draw every control; the fragment they stand in follows them."""
    controls, race = InstantControls(RACE), RACE.current
    st.button(
        _("Restore defaults"),
        icon=":material/restart_alt:",
        type="tertiary",
        disabled=race == Race(),
        on_click=RACE.replace,
        args=(Race(),),
        key="race_defaults",
    )
    controls.select("surface", on_move=open_surface)
    if race.surface == "own":
        controls.text("formula", placeholder="x^2 / 20 + y^2")
    controls.several("optimizers")
    controls.slider("learning_rate")
    with more_settings():
        for field in _values_in_use(race):
            controls.slider(field)
        controls.slider("noise")
        controls.slider("steps")
        _start(controls, race, "x", "y")
        controls.switch("two_starts")
        if race.two_starts:
            _start(controls, race, "x2", "y2")
        controls.number("seed")


def _start(controls: InstantControls, race: Race, x: str, y: str) -> None:
    surface = SURFACES[race.surface]
    for field, (low, high) in ((x, surface.x), (y, surface.y)):
        controls.slider(field, low=low, high=high)


def _values_in_use(race: Race) -> list[str]:
    """The values that the optimizers of the race read, each once."""
    return list(dict.fromkeys(field for name in race.optimizers for field in OPTIMIZER_VALUES[name]))
