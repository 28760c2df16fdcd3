"""The race on the board and in words: drawn with the page, and asked of the channel while a slider is dragged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components.browser.channel import Watch, moved_in
from components.browser.live_figure import Words, live_figure
from components.browser.race_board.board import draw_board
from components.i18n import _
from components.live.source import Instant, register
from components.optimizers.findings import race_sentences
from components.optimizers.picture import board_data, can_run, formula_fault, moving_data
from components.optimizers.settings import PAGE, RACE, start_at
from components.picture import Picture
from components.session.keys import session_key
from models.optimizers.formulas import FormulaError
from models.optimizers.race import Race, formula_of

_BOARD, _WORDS = "race", "race in words"
_LAST = session_key(PAGE, "last race that could be drawn")


def race_view() -> None:
    """Draw the race of the controls; where there is none the reason, and the last one while the reader corrects it."""
    race = RACE.current
    can_race = can_run(race)
    if can_race:
        st.session_state[_LAST] = race
    else:
        _say_why_not(race)
        if _LAST not in st.session_state:
            return
    draw_board(
        board_data(st.session_state[_LAST]),
        watch=Watch(_BOARD, RACE.to_args()) if can_race else None,
        follows=RACE.follows,
        key="race_board",
        on_start=start_at,
        on_select=lambda name: RACE.change(selected=name),
    )
    if can_race:
        live_figure(
            [Words(_("What you see"))],
            {"words": race_sentences(race)},
            stage="over",
            watch=Watch(_WORDS, RACE.to_args()),
            follows=RACE.follows,
            key="race_words",
        )


def _say_why_not(race: Race) -> None:
    if not race.optimizers:
        st.info(_("No optimizer is chosen: choose at least one."), icon=":material/info:")
        return
    try:
        formula_of(race)
    except FormulaError as error:
        st.error(formula_fault(error), icon=":material/error:")


class _Races(Instant[Race]):
    """Makes pictures of races.

    Args:
        draw: makes the picture of one.
    """

    def __init__(self, draw: Callable[[Race], Picture]) -> None:
        self._draw = draw

    def read(self, args: Mapping[str, Any], viewer: str) -> Race:
        race = RACE.asked_for(args, moved_in(args))
        if not race.optimizers:
            raise ValueError("no race")
        return race

    def seconds(self, race: Race) -> float:
        return race.seconds

    def picture(self, race: Race) -> Picture | None:
        return self._draw(race) if can_run(race) else None  # to read a formula would hold up the event loop


register(_BOARD, _Races(lambda race: {"board": moving_data(race)}))
register(_WORDS, _Races(lambda race: {"words": race_sentences(race)}))
