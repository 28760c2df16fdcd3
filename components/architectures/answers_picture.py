"""What is drawn and said of a map of answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from components.charts.pixels import shown, signed
from components.i18n import _
from components.picture import Picture
from components.words.numbers import accuracy, count, number, percent, probability
from models.architectures.animal_row import AnimalRow
from models.architectures.answer_map import SIDE, STRIDE, UNITS, AnswerNetwork, answer_network, map_side, multiply_adds
from models.photo_sets.side_by_side import side_by_side
from models.place import read_place

ANIMALS, MAP = "animals", "answers"  # names of the two pictures


@dataclass(frozen=True, eq=False)
class _Answered:
    """A row of animals, and what the network makes of it.

    Attributes:
        picture: (height, width, 3), from 0 to 1. answers: (rows, columns) P(cat) of each window.
        exact: row and column of the windows that lie exactly over an animal, from left to right.
        place: row and column of the answer that is looked at.
    """

    row: AnimalRow
    picture: np.ndarray
    answers: np.ndarray
    exact: Sequence[tuple[int, int]]
    place: tuple[int, int]

    @property
    def cut_out(self) -> np.ndarray:
        """What the window at the place sees."""
        top, left = (STRIDE * at for at in self.place)
        return self.picture[top : top + SIDE, left : left + SIDE]


def answers_picture(row: AnimalRow, *, only_place: bool = False) -> Picture:
    """What is drawn and said of a row of animals.

    Args:
        only_place: leave out what stays the same when the reader points elsewhere.
    """
    network, answered = answer_network(), _answered(row)
    down, across = answered.place
    squares = [(*at, 1, 1, "field") for at in answered.exact]
    picture: Picture = {
        "marks": {
            ANIMALS: [(STRIDE * down, STRIDE * across, SIDE, SIDE, "window")],
            MAP: [*squares, (down, across, 1, 1, "place")],
        },
        "pointed": {"name": MAP, "row": down, "column": across},
        "lines": {"here": _here(answered, network), "layers": "**" + _("The same weights, read in two ways") + "**"},
    }
    if only_place:
        return picture
    told = (_animals_said(answered), _others_said(answered), _ground_said(answered), _cost_said(answered))
    return picture | {
        "pixels": {ANIMALS: shown(answered.picture), MAP: signed(2 * answered.answers - 1)},
        "sheets": {"layers": _layers(answered, network)},
        "words": [*filter(None, told), _learnt_said(network)],
    }


def _answered(row: AnimalRow) -> _Answered:
    picture, answers = _picture_and_answers(row.kinds, row.first_drawing, row.gap)
    step, first = (SIDE + row.gap) // STRIDE, row.gap // STRIDE
    exact = [(first, first + step * at) for at in range(len(row.kinds))]
    return _Answered(row, picture, answers, exact, _place_in(row.place, answers.shape) or exact[0])


@lru_cache(maxsize=32)
def _picture_and_answers(kinds: tuple[str, ...], first_drawing: int, gap: int) -> tuple[np.ndarray, np.ndarray]:
    picture = side_by_side(kinds, first_drawing - 1, gap, SIDE) / np.float32(255)
    return picture, answer_network().answers(picture)


def _place_in(text: str, shape: Sequence[int]) -> tuple[int, int] | None:
    """The answer that is pointed at, in the map or as the one whose window has its centre nearest in the picture."""
    try:
        name, row, column = read_place(text)
    except ValueError:
        return None
    if name == ANIMALS:
        row, column = (round((pixel - SIDE / 2) / STRIDE) for pixel in (row, column))
    down, across = (max(0, min(at, places - 1)) for at, places in zip((row, column), shape, strict=True))
    return down, across


def _here(answered: _Answered, network: AnswerNetwork) -> str:
    """The answer at the place, and that of the network with flatten and dense to the window alone."""
    of_map, alone = float(answered.answers[answered.place]), float(network.answer(answered.cut_out[None])[0])
    return _(
        "**Row {row}, column {column} of the answers:** {answer}. The window, cut out and given to the network with "
        "flatten and dense: {alone}. The two differ by {difference}."
    ).format(
        row=answered.place[0] + 1,
        column=answered.place[1] + 1,
        answer=_said(of_map),
        alone=_said(alone),
        difference=number(abs(of_map - alone)),
    )


def _said(cat: float) -> str:
    """An answer in words: the likelier kind, and how likely."""
    kind = _kinds()["cat" if cat >= 0.5 else "dog"]
    return f"{kind} ({probability(max(cat, 1 - cat))})"


def _kinds() -> dict[str, str]:
    return {"cat": _("cat"), "dog": _("dog")}


def _layers(answered: _Answered, network: AnswerNetwork) -> list[Sequence[str]]:
    side, _side, channels = network.map_shape
    rows, columns = answered.answers.shape
    height, width = answered.picture.shape[:2]
    inputs, parameters = side**2 * channels, [count(kernel.size + bias.size) for kernel, bias in network.dense]
    here = " × ".join(str(map_side(length)) for length in (height, width))
    return [
        (
            _("Layer"),
            _("as a dense layer"),
            _("as a convolution"),
            _("on {height} × {width} pixels").format(height=height, width=width),
        ),
        (
            _("Last map"),
            f"{side} × {side} × {channels} → {inputs}",
            f"{side} × {side} × {channels}",
            f"{here} × {channels}",
        ),
        (
            f"Dense {UNITS}",
            f"{inputs} · {UNITS} + {UNITS} = {parameters[0]}",
            f"{side} · {side} · {channels} · {UNITS} + {UNITS} = {parameters[0]}",
            f"{rows} × {columns} × {UNITS}",
        ),
        (
            "Dense 1",
            f"{UNITS} · 1 + 1 = {parameters[1]}",
            f"1 · 1 · {UNITS} · 1 + 1 = {parameters[1]}",
            f"{rows} × {columns} × 1",
        ),
    ]


def _animals_said(answered: _Answered) -> str:
    told = [float(answered.answers[at]) for at in answered.exact]
    right = sum((cat >= 0.5) == (kind == "cat") for cat, kind in zip(told, answered.row.kinds, strict=True))
    return _(
        "With its window exactly over each animal it answers, from left to right: {answers}. Of these, {right} of {n} "
        "are right. They are test drawings, which it did not learn from."
    ).format(answers=", ".join(map(_said, told)), right=right, n=len(told))


def _others_said(answered: _Answered) -> str:
    others = np.ones(answered.answers.shape, bool)
    for at in answered.exact:
        others[at] = False
    cats = float((answered.answers[others] >= 0.5).mean())
    return _(
        "At the other {n} places the window is not exactly over an animal. Still the network has no answer but cat and "
        "dog: at {share} of them it says cat, at the others dog."
    ).format(n=count(int(others.sum())), share=percent(cats, 0))


def _ground_said(answered: _Answered) -> str:
    """What it says of windows that no animal reaches into; "" where there are none."""
    ground = np.ones(answered.answers.shape, bool)
    reach = SIDE // STRIDE - 1  # windows so many places away still share pixels with the animal's
    for down, across in answered.exact:
        ground[max(0, down - reach) : down + reach + 1, max(0, across - reach) : across + reach + 1] = False
    if not ground.any():
        return ""
    return _(
        "In {n} of these windows there is nothing but ground, which it never had to judge when it learnt: at {share} "
        "of them it says cat."
    ).format(n=count(int(ground.sum())), share=percent(float((answered.answers[ground] >= 0.5).mean()), 0))


def _cost_said(answered: _Answered) -> str:
    height, width = answered.picture.shape[:2]
    together, each = multiply_adds(height, width), multiply_adds(SIDE, SIDE)
    return _(
        "All {n} answers at once take {together} multiply-adds. Window by window they would take {n} times {each}, "
        "{times} times as many: what neighbours share is computed once."
    ).format(
        n=count(answered.answers.size),
        together=count(together),
        each=count(each),
        times=number(answered.answers.size * each / together),
    )


def _learnt_said(network: AnswerNetwork) -> str:
    return _(
        "The network tells {accuracy} of {n} test drawings right. It takes {side} × {side} pixels; one step in the map "
        "of answers is {stride} pixels of the picture, since pooling halves the sides three times."
    ).format(accuracy=accuracy(network.accuracy, network.tested), n=network.tested, side=SIDE, stride=STRIDE)
