"""What a fresh network's layers say, in words."""

from __future__ import annotations

from components.findings import Values
from components.i18n import _
from components.initialization.owned import KEPT, NETWORK, VIEW
from components.initialization.picture import propagated
from components.numbers import number, percent, superscript
from models.fresh_network import FreshNetwork
from models.propagation_findings import propagation_findings


def network_sentences() -> list[str]:
    """What the network of the controls shows, most important first; in a comparison what each of the two shows."""
    if not VIEW.current.compare:
        return _sentences(NETWORK.current)
    return [f"{name} · {_sentences(network)[0]}" for name, network in (("A", KEPT.current), ("B", NETWORK.current))]


def _sentences(network: FreshNetwork) -> list[str]:
    return [_WORDS[found.kind](found.values) for found in propagation_findings(network, propagated(network))]


def _overflow(values: Values) -> str:
    text = {
        "activations": _(
            "**The activations overflow** in layer {layer}: they are too large for a computer's numbers, and what "
            "follows is no number any more. Try a smaller std, He, Glorot or batch norm."
        ),
        "gradients": _(
            "**The gradients overflow** in layer {layer} on their way back: they are too large for a computer's "
            "numbers. Try a smaller std, He, Glorot or batch norm."
        ),
    }[values["what"]]
    return text.format(layer=values["layer"])


def _underflow(values: Values) -> str:
    text = {
        "activations": _(
            "**The signal is lost** in layer {layer}: its values are so close together that a computer's numbers "
            "cannot tell them apart. Try a larger std, He, Glorot or batch norm."
        ),
        "gradients": _(
            "**The gradients are lost** in layer {layer} on their way back: they are rounded to 0, so the layers "
            "before it cannot learn. Try a larger std, He, Glorot or batch norm."
        ),
    }[values["what"]]
    return text.format(layer=values["layer"])


def _alike(values: Values) -> str:
    return _(
        "**All units of a layer are identical:** with zeros as weights each of them computes the same and gets the "
        "same gradient, so they can never become different. This symmetry is what random weights break."
    )


def _dead(values: Values) -> str:
    return _("**Layer {layer}: {share} of the units are dead**, they answer the same to every input.").format(
        layer=values["layer"], share=percent(values["share"])
    )


def _saturated(values: Values) -> str:
    return _(
        "**Layer {layer}: {share} of the values are saturated**, they lie where the activation is flat and hardly a "
        "gradient gets through. Smaller weights bring them back."
    ).format(layer=values["layer"], share=percent(values["share"]))


def _activations_vanish(values: Values) -> str:
    return _(
        "**The signal fades:** its spread falls from {first} in layer 1 to {last} in layer {layer}, so the last layers "
        "see hardly a difference between the inputs."
    ).format(first=number(values["first"]), last=number(values["last"]), layer=values["layer"])


def _activations_explode(values: Values) -> str:
    return _(
        "**The signal grows** from layer to layer: its spread is {first} in layer 1 and {last} in layer {layer}."
    ).format(first=number(values["first"]), last=number(values["last"]), layer=values["layer"])


def _half(values: Values) -> str:
    return _(
        "**All values crowd around {mean}:** in layer {layer} they spread by only {spread}, so every unit says nearly "
        "the same to every input, and the layer can express little."
    ).format(mean=number(values["mean"]), layer=values["layer"], spread=number(values["spread"]))


def _gradients_vanish(values: Values) -> str:
    if values["exponent"] is None:
        return _("**No gradient arrives at layer 1:** it cannot learn.")
    return _(
        "**The gradients vanish:** what reaches layer 1 is 10{exponent} of what left layer {layer}, so the first "
        "layers learn very slowly."
    ).format(exponent=superscript(values["exponent"]), layer=values["layer"])


def _gradients_explode(values: Values) -> str:
    return _(
        "**The gradients explode:** what reaches layer 1 is 10{exponent} times what left layer {layer}; no learning "
        "rate suits both."
    ).format(exponent=superscript(values["exponent"]), layer=values["layer"])


def _batch_norm_repairs(values: Values) -> str:
    return _(
        "**Batch norm holds the signal:** over a wide range of weights, the spread stays between {low} and {high} "
        "from the first layer to the last."
    ).format(low=number(values["low"]), high=number(values["high"]))


def _balanced(values: Values) -> str:
    return _(
        "**The signal gets through:** the spread stays between {low} and {high} from the first layer to the last. "
        "A good start."
    ).format(low=number(values["low"]), high=number(values["high"]))


def _state(values: Values) -> str:
    return _("Layer {layer} passes on values with a std of {spread}.").format(
        layer=values["layer"], spread=number(values["spread"])
    )


_WORDS = {
    "overflow": _overflow,
    "underflow": _underflow,
    "alike": _alike,
    "dead": _dead,
    "saturated": _saturated,
    "activations_vanish": _activations_vanish,
    "activations_explode": _activations_explode,
    "half": _half,
    "gradients_vanish": _gradients_vanish,
    "gradients_explode": _gradients_explode,
    "batch_norm_repairs": _batch_norm_repairs,
    "balanced": _balanced,
    "state": _state,
}
