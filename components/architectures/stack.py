"""What does a stack see? Small convolutions above one another, and the large one that sees as much."""

from __future__ import annotations

from collections.abc import Sequence

from components.architectures.measured import measure_forward_pass
from components.architectures.photo import photo_pixels
from components.architectures.question import question
from components.architectures.settings import STACK
from components.architectures.weights_chart import weights_data, weights_spec
from components.browser.live_figure import Chart, Pixels, Row, Sheet, Words
from components.charts.base import Spec
from components.controls import Controls
from components.following_figure import FollowingFigure
from components.i18n import N_, _, ngettext
from components.picture import Picture, Table
from components.words.numbers import count, percent
from models.architectures.series import series
from models.architectures.stacks import SMALL, Stack
from models.convolution.windows import Window, seen_by

_SIDE = 48  # of the photo, in pixels: few enough to be told apart
CASES = (
    (N_("Three layers, or one of 7 × 7"), Stack()),
    (N_("Five layers, or one of 11 × 11"), Stack(kernel_size=11)),
    (N_("In the corner of the photo"), Stack(place_x=0.0, place_y=0.0)),
)


def stack_part() -> None:
    """Draw the question, its controls, and the picture that follows them."""
    place = question(
        _("What does a stack see?"),
        _(
            "Convolutions of 3 × 3 above one another see as far as a single large one. What do they cost, and what do "
            "they gain?"
        ),
        STACK,
        CASES,
        _controls,
    )
    with place:
        _FIGURE.show(
            (
                Row(
                    (Pixels("photo", _("What the last layer's pixel sees")), Chart("weights", stack_weights_spec())),
                    (2, 3),
                ),
                Words(_("What you see")),
                Sheet("both"),
            )
        )
        measure_forward_pass()


def _controls(controls: Controls) -> None:
    for field in ("kernel_size", "channels", "place_x", "place_y"):
        controls.number(field, live=True)


def stack_weights_spec() -> Spec:
    """Weights against what is seen, a Vega-Lite spec without data."""
    return weights_spec(
        _("Weights against what is seen"),
        _(
            "The weights of a single convolution grow with the square of its size, those of a stack of 3 × 3 by one "
            "layer for every two pixels more."
        ),
        _("receptive field (pixels)"),
        (_("3 × 3, stacked"), _("one convolution")),
        tuple(size.kernel_size for size in series(Stack(), "kernel_size")),
    )


def stack_picture(stack: Stack) -> Picture:
    """What is drawn and said of a stack and the one convolution."""
    return {
        "pixels": {"photo": photo_pixels(_SIDE)},
        "marks": {"photo": _fields(stack)},
        "tables": {"weights": _weights(stack)},
        "sheets": {"both": _sheet(stack)},
        "words": _words(stack),
    }


def _weights(stack: Stack) -> Table:
    sizes = series(stack, "kernel_size")
    return weights_data(
        [size.kernel_size for size in sizes],
        stack.kernel_size,
        [size.weights_of_stack for size in sizes],
        [size.weights_of_one for size in sizes],
    )


def _fields(stack: Stack) -> list[tuple[int, int, int, int, str]]:
    """What one pixel of the last layer sees of each layer before it, and of the photo: the largest square."""
    layer = (Window(SMALL, padding="same"), _SIDE)
    marks: list[tuple[int, int, int, int, str]] = []
    for layers in range(1, stack.layers + 1):
        (top, bottom), (left, right) = (
            seen_by(round(share * (_SIDE - 1)), [layer] * layers) for share in (stack.place_y, stack.place_x)
        )
        role = "field" if layers == stack.layers else "window"
        marks.append((top, left, bottom - top + 1, right - left + 1, role))
    return marks


def _sheet(stack: Stack) -> list[Sequence[str]]:
    size, layers, channels = stack.kernel_size, stack.layers, count(stack.channels)
    small, large = SMALL**2 * layers, size**2
    return [
        ("", ngettext("one layer of 3 × 3", "{n} layers of 3 × 3", layers).format(n=layers), f"{size} × {size}"),
        (_("Receptive field"), f"1 + {layers} · 2 = {size}", f"{size}"),
        (
            _("Weights"),
            f"{layers} · 3² · C² = {small} C² = {small} · {channels}² = **{count(stack.weights_of_stack)}**",
            f"{size}² · C² = {large} C² = {large} · {channels}² = **{count(stack.weights_of_one)}**",
        ),
        (_("Multiply-adds at each pixel"), count(stack.weights_of_stack), count(stack.weights_of_one)),
        (_("Activation functions on the way"), f"{layers}", "1"),
    ]


def _words(stack: Stack) -> list[str]:
    if stack.layers == 1:
        told = _("One layer of 3 × 3 is the large convolution itself: nothing is saved, nothing gained.")
    else:
        told = _(
            "Both see {size} × {size} pixels, but the stack has {share} fewer weights, and {n} activation functions in "
            "place of one."
        ).format(size=stack.kernel_size, share=percent(stack.saved, 0), n=stack.layers)
    *_inner, (_top, _left, rows, columns, _role) = _fields(stack)
    if rows == columns == stack.kernel_size:
        return [told]
    edge = _("Here at the edge only {rows} × {columns} of them lie on the photo; the others are padding.")
    return [told, edge.format(rows=rows, columns=columns)]


_FIGURE = FollowingFigure("stack of convolutions", STACK, stack_picture)
