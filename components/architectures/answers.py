"""Dense layers as convolutions: one network's map of answers on a picture that it would not take otherwise."""

from __future__ import annotations

from components.architectures.answers_picture import ANIMALS, MAP, answers_picture
from components.architectures.lite0_map import lite0_part
from components.architectures.question import question
from components.architectures.settings import ANSWERS
from components.browser.live_figure import Column, Line, Pixels, Sheet, Words
from components.controls import Controls
from components.following_figure import FollowingFigure
from components.i18n import N_, _
from models.architectures.animal_row import AnimalRow

_POINTED = ANSWERS.slider_name("place")
CASES = (
    (N_("A cat, a dog, a cat"), AnimalRow()),
    (N_("Without ground: a single row of answers"), AnimalRow(gap=0)),
    (N_("Far apart: what does it say of mere ground?"), AnimalRow(gap=48)),
)


def answers_part() -> None:
    """Draw the question, its controls, and the picture that follows them and the reader's pointing."""
    place = question(
        _("One answer, or a map of answers?"),
        _(
            "A small network with flatten and dense layers has learnt to tell the drawn cats from the drawn dogs. Its "
            "dense layers, read as convolutions, run over a larger picture and answer at every place."
        ),
        ANSWERS,
        CASES,
        _controls,
    )
    with place:
        _FIGURE.show(
            (
                Column(
                    (
                        Pixels(ANIMALS, _("The picture: point at it"), _POINTED),
                        Pixels(MAP, _("Its answers: blue for cat, orange for dog"), _POINTED),
                    )
                ),
                Line("here"),
                Words(_("What you see")),
                Line("layers"),
                Sheet("layers"),
            )
        )
        lite0_part()


def _controls(controls: Controls) -> None:
    controls.choice("animals")
    for field in ("first_drawing", "gap"):
        controls.number(field, live=True)


_FIGURE = FollowingFigure(
    "map of answers",
    ANSWERS,
    answers_picture,
    redraw=lambda row, moved: answers_picture(row, only_place=moved == {"place"}),
    also=("place",),
    pointed="place",
)
