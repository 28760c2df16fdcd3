"""Words for what one frame says about the layers."""

from __future__ import annotations

from components.i18n import _
from components.training.findings.causes import collapse
from components.words.findings import Values, Words, joined
from components.words.numbers import number, percent


def _alike(values: Values) -> str:
    first, last = values["first"], values["last"]
    one, several = _("in layer {first}"), _("in layers {first} to {last}")
    where = (one if first == last else several).format(first=first, last=last)
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
    return joined(text.format(where=where), collapse(values))


def _dead(values: Values) -> str:
    text = _(
        "**Layer {layer}: {share} of the units are dead.** They are 0 for every example looked at, so that their "
        "weights get no gradient."
    )
    if values["layers"] > 1:
        text = _(
            "**Dead units** in {layers} of {of} hidden layers, {share} in layer {layer}: they are 0 for every example "
            "looked at, so that their weights get no gradient."
        )
    told = text.format(layer=values["layer"], share=percent(values["share"]), layers=values["layers"], of=values["of"])
    return joined(told, collapse(values))


def _vanishing(values: Values) -> str:
    if values["times"] is None:
        text = _("**The gradient vanishes:** none reaches layer 1.")
    else:
        text = _(
            "**The gradient vanishes:** that of layer 1 is {times} times smaller than the output layer's, so the first "
            "layers hardly learn."
        ).format(times=number(_rounded(values["times"])))
    return joined(text, collapse(values))


def _growing(values: Values) -> str:
    text = _("**The activations grow with depth:** their std rises from {first} in layer 1 to {last} in layer {layer}.")
    return text.format(first=number(values["first"]), last=number(values["last"]), layer=values["layer"])


def _exploding(values: Values) -> str:
    if values["layer"] == values["layers"]:
        text = _("**The gradient explodes:** in the output layer its std is {spread}.")
    else:
        text = _("**The gradient explodes:** in layer {layer} its std is {spread}.")
    return text.format(layer=values["layer"], spread=number(values["spread"]))


def _saturated(values: Values) -> str:
    text = _(
        "**Layer {layer}: {share} of the activations are saturated:** they lie where the activation function is flat, "
        "with a slope near 0."
    )
    if values["layers"] > 1:
        text = _(
            "**Saturated activations** in {layers} of {of} hidden layers, {share} in layer {layer}: they lie where the "
            "activation function is flat, with a slope near 0."
        )
    told = text.format(layer=values["layer"], share=percent(values["share"]), layers=values["layers"], of=values["of"])
    return joined(told, _passed_on(values["ratio"], values["of"]))


def _rounded(times: float) -> float:
    """To two digits: another batch would give another third one."""
    return float(f"{times:.2g}")


def _passed_on(ratio: float | None, layers: int) -> str:
    """What becomes of the gradient all the same, between the last hidden layer and the first."""
    if ratio is None or layers < 2:
        return ""
    if ratio >= 0.3:
        text = _(
            "The others pass on what arrives times large weights: the gradient of layer 1 is {times} times that of "
            "layer {layer}."
        )
        return text.format(times=number(_rounded(ratio)), layer=layers)
    if ratio <= 0:
        return _("None of it arrives at layer 1.")
    text = _("The gradient of layer 1 is {times} times smaller than that of layer {layer}.")
    return text.format(times=number(_rounded(1 / ratio)), layer=layers)


def _indistinct(values: Values) -> str:
    text = _(
        "**The activations are all nearly equal:** in layer {layer} their std is only {last}, so the output layer is "
        "given nearly the same for every example."
    ).format(last=number(values["last"]), layer=values["layer"])
    return joined(text, collapse(values))


def _balanced(values: Values) -> str:
    return _(
        "**Well balanced:** the activations of all hidden layers have about the same std, {low} to {high}, so signals "
        "neither fade nor blow up on their way through."
    ).format(low=number(values["low"]), high=number(values["high"]))


def _batch_norm(values: Values) -> str:
    return _(
        "**Well balanced:** with batch norm the activations of all hidden layers have about the same std, {low} to "
        "{high}."
    ).format(low=number(values["low"]), high=number(values["high"]))


LAYER_WORDS: Words = {
    "alike": _alike,
    "dead": _dead,
    "vanishing": _vanishing,
    "growing": _growing,
    "exploding": _exploding,
    "saturated": _saturated,
    "indistinct": _indistinct,
    "batch_norm": _batch_norm,
    "balanced": _balanced,
}
