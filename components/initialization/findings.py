"""What a fresh network's layers say, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from components.i18n import N_, _
from components.initialization.passes import propagated
from components.words.findings import Sentences, Values, Words, advised, either, joined, written_as
from components.words.numbers import count, number, percent
from models.initialization.findings import propagation_findings
from models.initialization.fresh_network import FreshNetwork

_GROWN = 2.0  # factors of the gradient below it, either way, leave it about as it was


def sentences(networks: Mapping[str, FreshNetwork]) -> list[str]:
    """What a network shows, most important first; of several, by their names, what each of them shows."""
    said = {name: _sentences(network) for name, network in networks.items()}
    if len(said) == 1:
        return next(iter(said.values()))
    return [f"{name} · {' '.join(texts)}" for name, texts in said.items()]


def _sentences(network: FreshNetwork) -> list[str]:
    """Each advice once: what follows from the same cause needs no second one."""
    findings = propagation_findings(network, propagated(network))
    given = [finding.remedies for finding in findings]
    return [
        WORDS.say(replace(finding, remedies=()) if finding.remedies in given[:place] else finding)
        for place, finding in enumerate(findings)
    ]


def _way_back(values: Values) -> str:
    """What the saturated units leave of the gradient."""
    if values["factor"] is None:
        return ""
    if values["factor"] > _GROWN:
        return _(
            "But the few others pass on what arrives times large weights, so layer 1 gets {factor} times what left "
            "layer {depth}: the gradient does not vanish, it grows."
        )
    if values["factor"] > 1 / _GROWN:
        return _(
            "But the others pass on what arrives times large weights, so layer 1 still gets {factor} times what left "
            "layer {depth}: the gradient does not vanish, it comes through a part of the units only."
        )
    return _("Layer 1 gets {factor} times what left layer {depth}.")


def _state(values: Values) -> str:
    if values["layer"] == 1:
        return _("The values of layer 1 have a std of {last}; one unit's, over the inputs, {inputs}.")
    text = _(
        "The std of the activations goes from {first} in layer 1 to {last} in layer {layer}; one unit's, over the "
        "inputs, is {inputs} there."
    )
    back = _("Layer 1 gets {factor} times the gradient that left layer {layer}.")
    return text if values["factor"] is None else joined(text, back)


def _forwards(values: Values) -> bool:
    """Whether the signal is lost on its way through the layers, not the gradient on its way back."""
    return values["what"] == "activations"


_REMEDIES = {
    "he": N_("He initialization"),
    "glorot": N_("Glorot initialization"),
    "random_weights": N_("any other initializer"),
    "batch_norm": N_("batch norm before the activation"),
    "tanh": N_("tanh with Glorot"),
    "relu": N_("ReLU with He"),
    "leaky_relu": N_("leaky ReLU"),
    "fewer_layers": N_("fewer layers"),
    "smaller_bias": N_("a bias of 0"),
    "larger_batches": N_("a larger batch"),
}
_SENTENCES: Sentences = {
    "overflow": either(
        _forwards,
        N_(
            "**The activations overflow** in layer {layer}: they are too large for a computer's numbers, and what "
            "follows is no number any more."
        ),
        N_(
            "**The gradients overflow** in layer {layer} on their way back: they are too large for a computer's "
            "numbers."
        ),
    ),
    "underflow": either(
        _forwards,
        N_(
            "**The signal is lost** in layer {layer}: its values are so close together that a computer's numbers "
            "cannot tell them apart."
        ),
        N_(
            "**The gradients are lost** in layer {layer} on their way back: they are rounded to 0, so the layers "
            "before it cannot learn."
        ),
    ),
    "alike": N_(
        "**All units of a layer are identical:** with zeros as weights each of them computes the same and gets the "
        "same gradient, so they can never become different. This symmetry is what random weights break."
    ),
    "dead": N_("**Layer {layer}: {share} of the units are dead:** they give 0 for every one of the {examples} inputs."),
    "saturated": (
        either(
            lambda values: values["layers"] == values["of"] > 1,
            N_(
                "**All {depth} layers are saturated:** up to {share} of a layer's values lie where the activation is "
                "flat, and those units get almost no gradient."
            ),
            N_(
                "**Layer {layer}: {share} of the values are saturated:** they lie where the activation is flat, and "
                "those units get almost no gradient."
            ),
        ),
        _way_back,
    ),
    "activations_vanish": N_(
        "**The signal fades:** its std falls from {first} in layer 1 to {last} in layer {layer}, so little is left of "
        "the differences between the inputs."
    ),
    "activations_explode": N_(
        "**The signal grows** from layer to layer: its std is {first} in layer 1 and {last} in layer {layer}."
    ),
    "half": N_(
        "**All values crowd around {mean}:** in layer {layer} their std is only {spread}, so every unit says nearly "
        "the same to every input, and the layer can express little."
    ),
    "gradients_vanish": either(
        lambda values: values["factor"] == 0,
        N_("**No gradient arrives at layer 1:** it cannot learn."),
        N_(
            "**The gradients vanish:** layer 1 gets only {factor} times what left layer {layer}, a factor of {each} a "
            "layer, so the first layers learn much more slowly than the last."
        ),
    ),
    "gradients_explode": N_(
        "**The gradients explode:** layer 1 gets {factor} times what left layer {layer}, a factor of {each} a layer. "
        "One learning rate hardly suits both."
    ),
    "indistinct": N_(
        "**The inputs look alike:** the values of layer {layer} have a std of {spread}, but one unit's values have a "
        "std of only {inputs} over the inputs. The units differ, what they say to different inputs hardly does."
    ),
    "pairs": N_(
        "**Batch norm over two inputs** turns the two values of a unit into about 1 and −1, however far apart they "
        "were: only which of them is larger is left."
    ),
    "batch_norm_repairs": either(
        lambda values: values["factor"] is None,
        N_(
            "**Batch norm holds the signal** on its way forward: its std stays between {low} and {high} from layer 1 "
            "to layer {layer}."
        ),
        N_(
            "**Batch norm holds the signal:** its std stays between {low} and {high} from layer 1 to layer {layer}, "
            "and layer 1 gets {factor} times the gradient that left layer {layer}."
        ),
    ),
    "balanced": N_(
        "**The signal gets through, both ways:** its std stays between {low} and {high} from layer 1 to layer {layer}, "
        "the inputs stay different, and layer 1 gets {factor} times the gradient that left layer {layer}. A good start."
    ),
    "state": _state,
}
WORDS = Words(
    _SENTENCES,
    {
        **written_as(percent, "share"),
        **written_as(count, "examples"),
        "depth": lambda values: values["of"],
        "each": lambda values: number(values["factor"] ** (1 / (values["layer"] - 1))),
    },
    partial(advised, names=_REMEDIES),
)
