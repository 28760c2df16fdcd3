"""The map of answers of a network that ends with average pooling: EfficientNet-Lite0's, asked of a worker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from components.architectures.settings import ANSWERS, PAGE
from components.browser.live_figure import Pixels, Words, live_figure
from components.charts.pixels import signed
from components.i18n import _
from components.picture import Picture
from components.runs.failures import ANSWER_FAILURES, failure_text
from components.runs.scheduler import scheduler
from components.runs.status import waiting_text
from components.runs.waiting import draw_again_when
from components.session.identity import owner
from components.session.keys import session_key
from components.words.numbers import probability
from models.architectures.animal_row import AnimalRow
from models.architectures.answer_map import SIDE, STRIDE
from models.imagenet.networks import BUILT_IN
from models.jobs import Answer
from models.photo_sets.side_by_side import side_by_side
from models.place import NOWHERE

_ASKED = session_key(PAGE, "Lite0's map")
# Lite0 has a place for every 32 pixels, the small network one for every 8: so much larger, both have as many steps.
_LARGER = 4
_PATIENCE = 1.0  # seconds for which the page waits for an answer before it shows that it waits


@dataclass(frozen=True)
class _Asked:
    """What was asked last: of which row, and what comes of it."""

    row: AnimalRow
    answer: Answer


def lite0_part() -> None:
    """A button that asks, and what was answered last for this row of animals."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Ask EfficientNet-Lite0"), icon=":material/grid_on:", on_click=_ask, key="ask_lite0")
        st.caption(
            _(
                "It ends with average pooling, so it takes the larger picture as it is. Its dense layer, at each place "
                "of its last map, gives a map as well."
            )
        )
    asked: _Asked | None = st.session_state.get(_ASKED)
    if asked is None or asked.row != _without_place(ANSWERS.current):
        return
    answer = asked.answer
    if not answer.is_over:
        st.info(waiting_text(_("The network is at work.")), icon=":material/hourglass_top:")
        draw_again_when(lambda: answer.is_over, "Lite0's map")
    elif answer.failure is not None:
        st.error(failure_text(answer.failure, ANSWER_FAILURES), icon=":material/error:")
    elif answer.value is not None:
        live_figure(
            (
                Pixels("lite0", _("EfficientNet-Lite0's answers: blue for cats, orange for dogs")),
                Words(_("What you see")),
            ),
            lite0_picture(asked.row, answer.value["cats"], answer.value["dogs"]),
            key="lite0_map",
        )


def lite0_picture(row: AnimalRow, cats: np.ndarray, dogs: np.ndarray) -> Picture:
    """What is drawn and said of Lite0's map.

    Args:
        cats, dogs: (rows, columns) probabilities of all kinds of them together.
    """
    side, step, first = (length // STRIDE for length in (SIDE, SIDE + row.gap, row.gap))
    squares = [(first, first + step * at, side, side) for at in range(len(row.kinds))]
    return {
        "pixels": {"lite0": signed(cats - dogs)},
        "marks": {"lite0": [(*square, "window") for square in squares]},
        "words": [_animals_said(row, squares, cats, dogs), _others_said(cats + dogs)],
    }


def _animals_said(row: AnimalRow, squares: list[tuple[int, int, int, int]], cats: np.ndarray, dogs: np.ndarray) -> str:
    told = []
    for kind, (top, left, rows, columns) in zip(row.kinds, squares, strict=True):
        cat, dog = (float(map_[top : top + rows, left : left + columns].max()) for map_ in (cats, dogs))
        text = _("{kind}: cats {cat}, dogs {dog}")
        kind = {"cat": _("cat"), "dog": _("dog")}[kind]
        told.append(text.format(kind=kind, cat=probability(cat), dog=probability(dog)))
    return _("The highest probabilities over each drawing (framed), from left to right: {told}.").format(
        told="; ".join(told)
    )


def _others_said(both: np.ndarray) -> str:
    return _(
        "It knows 1,000 classes and learnt from photos, not from drawings: over the whole picture all kinds of cats "
        "and dogs together get {share} on average, everything else the rest."
    ).format(share=probability(float(both.mean())))


def _ask() -> None:
    row = _without_place(ANSWERS.current)
    picture = side_by_side(row.kinds, row.first_drawing - 1, _LARGER * row.gap, _LARGER * SIDE)
    answer = scheduler().ask("cat_dog_map", {"picture": picture}, owner(), f"{BUILT_IN} ")
    answer.wait(_PATIENCE)
    st.session_state[_ASKED] = _Asked(row, answer)


def _without_place(row: AnimalRow) -> AnimalRow:
    return row.replace(place=NOWHERE)
