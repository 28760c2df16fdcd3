"""Dense layers as convolutions: one network's map of answers on a picture that it would not take otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.architectures.answers_picture import ANIMALS, MAP, answers_picture
from components.architectures.lite0_map import lite0_part
from components.architectures.question import question
from components.architectures.settings import ANSWERS
from components.browser.channel import Watch, moved_in
from components.browser.live_figure import Column, Line, Pixels, Sheet, Words, live_figure, place_text
from components.controls import Controls
from components.i18n import N_, _
from components.live.source import OVER, Instant, register
from components.picture import Picture
from models.architectures.animal_row import AnimalRow

_SOURCE = "map of answers"
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
        live_figure(
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
            ),
            answers_picture(ANSWERS.current),
            stage=OVER,
            watch=Watch(_SOURCE, ANSWERS.to_args()),
            follows=ANSWERS.follows | {"place": _POINTED},
            on_point=_point_at,
            key="answers",
        )
        lite0_part()


def _controls(controls: Controls) -> None:
    controls.choice("animals")
    for field in ("first_drawing", "gap"):
        controls.number(field, live=True)


def _point_at(name: str, row: int, column: int) -> None:
    ANSWERS.change(place=place_text(name, row, column))


@dataclass(frozen=True)
class _Asked:
    """What a browser asks for; of a picture that it has, only what another place changes."""

    row: AnimalRow
    only_place: bool


class _Answers(Instant[_Asked]):
    """Makes the pictures."""

    def read(self, args: Mapping[str, Any], viewer: str) -> _Asked:
        moved = moved_in(args)
        return _Asked(ANSWERS.asked_for(args, moved), moved == {"place"})

    def picture(self, asked: _Asked) -> Picture:
        return answers_picture(asked.row, only_place=asked.only_place)


register(_SOURCE, _Answers())
