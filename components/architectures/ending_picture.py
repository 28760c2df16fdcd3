"""What is drawn and said of the end of a network."""

from __future__ import annotations

from collections.abc import Sequence

from components.architectures.photo import photo_pixels
from components.architectures.weights_chart import weights_data, weights_spec
from components.charts.base import Spec
from components.i18n import _
from components.picture import Picture, Table
from components.words.numbers import count, number
from models.architectures.endings import (
    AS_CONVOLUTIONS,
    CLASSES,
    STRIDE,
    Ending,
    largest_difference,
    mobilenet_parameters,
)
from models.architectures.series import series

_SIDE = 128  # of the photo, in pixels
_UNITS = 64  # in which a dense layer is held against the convolution that it is
_KERNEL = AS_CONVOLUTIONS[0].side  # of the first dense layer, on the last map


def ending_weights_spec() -> Spec:
    """Weights against the picture's size, a Vega-Lite spec without data."""
    return weights_spec(
        _("Weights against the picture's size"),
        _("A dense layer behind flatten needs more weights for a larger picture; average pooling has none."),
        _("picture size (pixels)"),
        (_("average pooling"), _("flatten and dense")),
        tuple(ending.picture_size for ending in series(Ending(), "picture_size"))[::3],
    )


def ending_picture(ending: Ending) -> Picture:
    """What is drawn and said of the end of a network."""
    return {
        "pixels": {"photo": photo_pixels(_SIDE)},
        "marks": {"photo": _answers(ending)},
        "tables": {"weights": _weights(ending)},
        "lines": {
            "ends": "**" + _("Flatten and dense, or average pooling") + "**",
            "dense": "**" + _("VGG16's dense layers, and the convolutions that they are") + "**",
            "same": _(
                "Both were given the same map of random numbers: {n} answers, which differ by {difference} at most."
            ).format(n=_UNITS, difference=number(largest_difference(_UNITS))),
            "mobile": "**" + _("MobileNet with Dense {n} on top, without pooling and with it").format(n=CLASSES) + "**",
        },
        "sheets": {"ends": _ends(ending), "dense": _dense(ending), "mobile": _mobile(ending)},
        "words": [_weights_said(ending), _answers_said(ending), _mobile_said(ending)],
    }


def _weights(ending: Ending) -> Table:
    endings = series(ending, "picture_size")
    sizes = [one.picture_size for one in endings]
    return weights_data(sizes, ending.picture_size, [0] * len(endings), [one.dense_weights for one in endings])


def _answers(ending: Ending) -> list[tuple[float, float, float, float, str]]:
    """The squares in the middle of what each answer is about, and all that the first one is about."""
    scale = _SIDE / ending.picture_size
    cell, whole = STRIDE * scale, _KERNEL * STRIDE * scale
    if not ending.answers:
        return []
    first = (_KERNEL // 2) * cell
    places = range(ending.answers)
    cells = [(first + row * cell, first + column * cell, cell, cell, "window") for row in places for column in places]
    return [(0.0, 0.0, whole, whole, "field"), *cells]


def _ends(ending: Ending) -> list[Sequence[str]]:
    side, channels = ending.side, count(ending.last_channels)
    units = _("Flatten, Dense {n}").format(n=channels)
    return [
        ("", units, _("Average pooling")),
        (_("Last map"), *(f"{side} × {side} × {channels}",) * 2),
        (_("Behind it"), *(channels,) * 2),
        (_("Weights"), f"{side} · {side} · {channels} · {channels} = **{count(ending.dense_weights)}**", "**0**"),
        (_("A picture of another size"), _("needs other weights"), _("needs nothing else")),
    ]


def _dense(ending: Ending) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [
        (
            _("Layer"),
            _("as a dense layer"),
            _("as a convolution"),
            _("on {n} × {n} pixels").format(n=ending.picture_size),
        )
    ]
    for one in AS_CONVOLUTIONS:
        inputs, filters, parameters = one.side**2 * one.channels, count(one.filters), count(one.parameters)
        rows.append(
            (
                f"Dense {filters}",
                f"{count(inputs)} · {filters} + {filters} = {parameters}",
                f"{one.side} · {one.side} · {count(one.channels)} · {filters} + {filters} = {parameters}",
                f"{ending.answers} × {ending.answers} × {filters}" if ending.answers else "–",
            )
        )
    return rows


def _mobile(ending: Ending) -> list[Sequence[str]]:
    base, head = mobilenet_parameters()
    side = ending.side
    answer = f"({side}, {side}, {CLASSES})"
    return [
        (_("Layer"), _("Shape without pooling"), _("Shape with pooling"), _("Parameters")),
        (_("MobileNet's base"), *(f"({side}, {side}, 1024)",) * 2, count(base)),
        (_("Average pooling"), "–", "(1024)", "0"),
        (f"Dense {CLASSES}", f"**{answer}**", f"**({CLASSES})**", f"1024 · {CLASSES} + {CLASSES} = {count(head)}"),
        (_("Together"), "", "", f"**{count(base + head)}**"),
    ]


def _weights_said(ending: Ending) -> str:
    return _(
        "Behind a map of {side} × {side} × {channels}, flatten and a dense layer take {n} weights; average pooling, "
        "which gives as many values, takes none. It gives up where on the map something was."
    ).format(side=ending.side, channels=count(ending.last_channels), n=count(ending.dense_weights))


def _answers_said(ending: Ending) -> str:
    size, side, answers = ending.picture_size, ending.side, ending.answers
    if not answers:
        text = _(
            "VGG16 makes a map of {side} × {side} of a picture of {size} × {size}. The kernel of {kernel} × {kernel}, "
            "which its first dense layer is, does not fit into it: the picture is too small."
        )
    elif answers == 1:
        text = _("VGG16 gives one answer for a picture of {size} × {size}, with dense layers as with convolutions.")
    else:
        text = _(
            "As convolutions, VGG16's dense layers give {answers} × {answers} answers for a picture of "
            "{size} × {size}, one for each square; their average is the network's. As dense layers they would not fit."
        )
    return text.format(size=size, side=side, answers=answers, kernel=_KERNEL)


def _mobile_said(ending: Ending) -> str:
    side = ending.side
    if side == 1:
        return _(
            "MobileNet with Dense {classes} on top and no pooling answers a picture of {size} × {size} with the shape "
            "(1, 1, {classes}): one answer, but not of the shape ({classes}) that its labels have."
        ).format(classes=CLASSES, size=ending.picture_size)
    return _(
        "MobileNet with Dense {classes} on top and no pooling gives a map of {side} × {side} answers, of the shape "
        "({side}, {side}, {classes}): a dense layer on a map is a convolution of 1 × 1."
    ).format(classes=CLASSES, side=side)
