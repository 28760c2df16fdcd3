"""The confusion matrix: which class the network takes for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar
from unicodedata import east_asian_width

import altair as alt
import numpy as np

from components.charts.base import chart, draw, per_language
from components.charts.palette import BLUE, VERMILLION, tint
from components.i18n import _
from components.picture import Table

_INK = "#14202b"  # reads on every colour a cell may have, in either theme
_LABEL_ROOM = 280  # pixels for all labels under the matrix on a phone
_LETTER = 7  # pixels, about
_FEW_CLASSES, _WIDEST_CELL = 4, 70  # with so few classes cells would be stretched over the whole width

_Place = TypeVar("_Place", alt.X, alt.Y)


@per_language
def confusion_spec(classes: int, slanted: bool = False) -> alt.LayerChart:
    """The matrix as a Vega-Lite spec without data: right answers blue, wrong ones red, each on a square-root scale.

    Args:
        classes: number of classes; decides the height.
        slanted: lay the class names under the matrix aslant, for names too long to stand side by side.
    """
    cells = alt.Chart().encode(
        x=_axis(alt.X("answer:N"), _("answer of the network"), -40 if slanted else 0),
        y=_axis(alt.Y("truth:N"), _("truth"), 0),
        tooltip=[
            alt.Tooltip("truth:N", title=_("Truth")),
            alt.Tooltip("answer:N", title=_("Answer")),
            alt.Tooltip("count:Q", title=_("Examples")),
        ],
    )
    given = cells.transform_filter(alt.datum.count > 0)
    matrix = chart(
        _("Confusion matrix"),
        _("How many test examples of each class got which answer; right answers lie on the diagonal."),
        110 + max(classes * 30, 120),
        cells.mark_rect(opacity=0),
        _colored(given.transform_filter(alt.datum.right), BLUE),
        _colored(given.transform_filter(~alt.datum.right), VERMILLION),
        given.mark_text(fontSize=11, color=_INK).encode(text=alt.Text("count:Q", format="d")),
    ).resolve_scale(color="independent")
    return matrix.properties(width=110 + classes * _WIDEST_CELL) if is_small(classes) else matrix


def confusion_data(confusion: np.ndarray, names: Sequence[str]) -> Table:
    """The table for `confusion_spec`.

    Args:
        confusion: (classes, classes) counts, rows are truths, columns answers.
        names: the classes' names.

    Returns:
        One row a cell; columns truth, answer, count, right.
    """
    classes = len(confusion)
    return {
        "truth": np.repeat(names, classes),
        "answer": np.tile(names, classes),
        "count": confusion.ravel().astype(np.int32),
        "right": np.eye(classes, dtype=bool).ravel(),
    }


def draw_confusion(confusion: np.ndarray, names: Sequence[str], *, key: str) -> None:
    """Draw the matrix; see `confusion_data` for the arguments."""
    slanted = max(map(_letters, names)) * _LETTER * len(names) > _LABEL_ROOM
    width: Literal["content", "stretch"] = "content" if is_small(len(names)) else "stretch"
    draw(confusion_data(confusion, names), confusion_spec(len(names), slanted), key, width)


def is_small(classes: int) -> bool:
    """Whether the matrix has a width of its own, not that of the page."""
    return classes < _FEW_CLASSES


def _letters(name: str) -> float:
    """The length of a name in Latin letters; a Hangul syllable takes more than one and a half."""
    return sum(1.6 if east_asian_width(letter) in "FW" else 1 for letter in name)


def _axis(channel: _Place, title: str, angle: int) -> _Place:
    channel = channel.sort(None).title(title).scale(paddingInner=0.06, paddingOuter=0.02)
    return channel.axis(labelAngle=angle, labelLimit=84, labelOverlap=False, grid=False)


def _colored(cells: alt.Chart, color: str) -> alt.Chart:
    count = alt.Color("count:Q").scale(type="sqrt", range=[tint(color, 0.15), tint(color, 0.8)], zero=True)
    return cells.mark_rect(cornerRadius=3).encode(color=count.legend(None))
