"""Do auxiliary heads help? The gradient at every depth of a deep network, with two heads on the way and without."""

from __future__ import annotations

import numpy as np

from components.architectures.depth_fresh import read_out
from components.architectures.question import question
from components.architectures.settings import HEADS
from components.browser.live_figure import Chart, Line, Words
from components.charts.base import Spec
from components.charts.named_lines import lines_data, lines_spec
from components.charts.palette import run_color
from components.controls import Controls
from components.following_figure import FollowingFigure
from components.i18n import N_, _
from components.picture import Picture
from components.words.numbers import count, number
from models.architectures.counts import counts
from models.architectures.heads import AuxiliaryHeads, HeadGradients, head_gradients

CASES = (
    (N_("6 sigmoid layers: the heads reach layer 1"), AuxiliaryHeads(depth=6)),
    (N_("40 sigmoid layers: too far for them, too"), AuxiliaryHeads(depth=40)),
    (N_("ReLU: little to gain"), AuxiliaryHeads(activation="relu")),
)
_NAMES = (N_("Last head alone"), N_("With two auxiliary heads"))
# The gradient at layer 1, in terms of that behind the last layer.
_VANISHED, _SMALL = 0.01, 0.1
_MUCH = 10.0  # times as large is more than little


def heads_part() -> None:
    """Draw the question, its controls, and the picture that follows them."""
    place = question(
        _("Do auxiliary heads help?"),
        _(
            "GoogLeNet learns with two more heads on the way, whose losses count 0.3 each. Here Dense layers of 64 "
            "units, before any training and with Glorot’s weights (He’s for ReLU), have a softmax at their end, and "
            "two more after one and two thirds of the way. What comes back to each layer?"
        ),
        HEADS,
        CASES,
        _controls,
    )
    with place:
        _FIGURE.show(
            (Chart("gradient", _spec(HEADS.current)), Words(_("What you see")), Line("parameters")),
        )


def _controls(controls: Controls) -> None:
    shown = HEADS.current.auxiliary
    controls.number("depth", live=True)
    controls.switch("auxiliary")
    controls.number("head_weight", live=True, disabled=not shown)
    controls.choice("activation")
    controls.number("weights_seed")


def _spec(heads: AuxiliaryHeads) -> Spec:
    names = _NAMES if heads.auxiliary else _NAMES[:1]
    lines = tuple((_(name), run_color(place)) for place, name in enumerate(names))
    before = _("before training")
    return lines_spec(
        _("Gradient on its way back"), before, _("behind Dense layer"), _("root mean square"), lines, "log"
    )


def heads_picture(heads: AuxiliaryHeads) -> Picture:
    """What is drawn and said of a network with auxiliary heads and without."""
    gradients = head_gradients(heads)
    layers = np.arange(1, heads.depth + 1)
    values = (gradients.alone, gradients.together) if heads.auxiliary else (gradients.alone,)
    words = [_alone_words(gradients.share_alone), *(_together_words(heads, gradients) if heads.auxiliary else [])]
    return {
        "tables": {
            "gradient": lines_data([(_(name), layers, line) for name, line in zip(_NAMES, values, strict=False)])
        },
        "lines": {"parameters": _parameters(heads)},
        "words": words,
        "alt": {"gradient": read_out(*words)},
    }


def _alone_words(share: float) -> str:
    if share < _VANISHED:
        text = _(
            "**{name}:** the gradient at layer 1 is {share} times that behind the last layer: it vanishes on its way."
        )
    elif share < _SMALL:
        text = _(
            "**{name}:** the gradient at layer 1 is {share} times that behind the last layer: most of it is lost on "
            "its way."
        )
    else:
        text = _("**{name}:** the gradient at layer 1 is {share} times that behind the last layer: it gets through.")
    return text.format(name=_(_NAMES[0]), share=number(share))


def _together_words(heads: AuxiliaryHeads, gradients: HeadGradients) -> list[str]:
    if not heads.head_weight:
        return [_("With weight 0 the auxiliary heads count for nothing: both lines are the same.")]
    first, second = heads.places
    told = _(
        "**{name},** behind layers {first} and {second}, the gradient at layer 1 is {share} times that behind the last "
        "layer, and {factor} times as large as without them."
    )
    if number(gradients.factor) == "1":
        told = _(
            "**{name},** behind layers {first} and {second}, the gradient at layer 1 is {share} times that behind the "
            "last layer, about as large as without them."
        )
    told = told.format(
        name=_(_NAMES[1]),
        first=first,
        second=second,
        share=number(gradients.share_together),
        factor=number(gradients.factor),
    )
    way = _(
        "On its way to layer 1 the gradient of the last head has {n} layers to pass, that of the first auxiliary head "
        "{fewer}."
    ).format(n=heads.depth - 1, fewer=first - 1)
    if heads.activation == "relu":
        return [f"{told} {_verdict(gradients)}", way]
    return [f"{told} {_verdict(gradients)}", way, _relu_words(heads.replace(activation="relu"))]


def _verdict(gradients: HeadGradients) -> str:
    if gradients.share_together < _VANISHED:
        return _("That is too little all the same: it vanishes.")
    if gradients.share_together < _SMALL:
        return _("Most of it is lost, but it does not vanish.")
    if _is_little_to_gain(gradients):
        return _("It gets through without them, too, so there is little to gain.")
    return _("Now it gets through.")


def _relu_words(heads: AuxiliaryHeads) -> str:
    """The same network with ReLU."""
    gradients = head_gradients(heads)
    text = _(
        "**With ReLU and He’s weights** in its place, the gradient at layer 1 is {share} times that behind the last "
        "layer without auxiliary heads, and {more} times with them."
    ).format(share=number(gradients.share_alone), more=number(gradients.share_together))
    return text + " " + _("There is little to gain.") if _is_little_to_gain(gradients) else text


def _is_little_to_gain(gradients: HeadGradients) -> bool:
    return gradients.share_alone >= _SMALL and gradients.factor < _MUCH


def _parameters(heads: AuxiliaryHeads) -> str:
    counted = counts()
    return _(
        "This network has {n} parameters, and its two auxiliary heads {more}. They are for training only and are "
        "thrown away afterwards: GoogLeNet has {training} parameters with both heads while it learns, and {without} "
        "without them."
    ).format(
        n=count(heads.parameters),
        more=count(heads.parameters_of_heads),
        training=count(counted["googlenet_in_training"].parameters),
        without=count(counted["googlenet"].parameters),
    )


_FIGURE = FollowingFigure("auxiliary heads", HEADS, heads_picture)
