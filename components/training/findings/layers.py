"""Words for what one frame says about the layers."""

from __future__ import annotations

from components.i18n import N_, _
from components.training.findings.causes import collapse
from components.words.findings import Sentences, Values, either
from components.words.numbers import number


def roughly(times: float) -> str:
    """With two digits: another batch would give another third one."""
    return number(float(f"{times:.2g}"))


def _alike(values: Values) -> str:
    where = _("in layer {first}") if values["first"] == values["last"] else _("in layers {first} to {last}")
    if values["nothing"]:
        text = _(
            "**All units are alike** {where}: they have the same weights, and no gradient reaches these that could "
            "change them."
        )
    else:
        text = _(
            "**All units are alike** {where}: they have the same weights and get the same gradient, so they never "
            "become different. Only the last hidden layer's units do, since the output layer starts at random."
        )
    return text.format(where=where)


def _passed_on(values: Values) -> str:
    """What becomes of the gradient all the same, between the last hidden layer and the first."""
    ratio, layers = values["ratio"], values["of"]
    if ratio is None or layers < 2:
        return ""
    if ratio >= 0.3:
        text = _(
            "The others pass on what arrives times large weights: the gradient of layer 1 is {times} times that of "
            "layer {layer}."
        )
        return text.format(times=roughly(ratio), layer=layers)
    if ratio <= 0:
        return _("None of it arrives at layer 1.")
    text = _("The gradient of layer 1 is {times} times smaller than that of layer {layer}.")
    return text.format(times=roughly(1 / ratio), layer=layers)


def _in_one(values: Values) -> bool:
    return values["layers"] == 1


LAYER_SENTENCES: Sentences = {
    "alike": (_alike, collapse),
    "dead": (
        either(
            _in_one,
            N_(
                "**Layer {layer}: {share} of the units are dead.** They are 0 for every example looked at, so that "
                "their weights get no gradient."
            ),
            N_(
                "**Dead units** in {layers} of {of} hidden layers, {share} in layer {layer}: they are 0 for every "
                "example looked at, so that their weights get no gradient."
            ),
        ),
        collapse,
    ),
    "vanishing": (
        either(
            lambda values: values["times"] is None,
            N_("**The gradient vanishes:** none reaches layer 1."),
            N_(
                "**The gradient vanishes:** that of layer 1 is {times} times smaller than the output layer's, so the "
                "first layers hardly learn."
            ),
        ),
        collapse,
    ),
    "growing": N_(
        "**The activations grow with depth:** their std rises from {first} in layer 1 to {last} in layer {layer}."
    ),
    "exploding": either(
        lambda values: values["layer"] == values["layers"],
        N_("**The gradient explodes:** in the output layer its std is {spread}."),
        N_("**The gradient explodes:** in layer {layer} its std is {spread}."),
    ),
    "saturated": (
        either(
            _in_one,
            N_(
                "**Layer {layer}: {share} of the activations are saturated:** they lie where the activation function "
                "is flat, with a slope near 0."
            ),
            N_(
                "**Saturated activations** in {layers} of {of} hidden layers, {share} in layer {layer}: they lie where "
                "the activation function is flat, with a slope near 0."
            ),
        ),
        _passed_on,
    ),
    "indistinct": (
        N_(
            "**The activations are all nearly equal:** in layer {layer} their std is only {last}, so the output layer "
            "is given nearly the same for every example."
        ),
        collapse,
    ),
    "batch_norm": N_(
        "**Well balanced:** with batch norm the activations of all hidden layers have about the same std, {low} to "
        "{high}."
    ),
    "balanced": N_(
        "**Well balanced:** the activations of all hidden layers have about the same std, {low} to {high}, so signals "
        "neither fade nor blow up on their way through."
    ),
}
