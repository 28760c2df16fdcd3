"""What a fresh network's layers say, in words."""

from __future__ import annotations

from collections.abc import Sequence

from components.i18n import N_, _
from components.initialization.picture import propagated
from components.initialization.settings import KEPT, NETWORK, VIEW
from components.words.findings import Values, Words, advised, say
from components.words.numbers import count, number, percent
from models.initialization.findings import propagation_findings
from models.initialization.fresh_network import FreshNetwork

_GROWN = 2.0  # factors of the gradient below it, either way, leave it about as it was


def network_sentences() -> list[str]:
    """What the network of the controls shows, most important first; in a comparison what each of the two shows."""
    if not VIEW.current.compare:
        return _sentences(NETWORK.current)
    both = (("A", KEPT.current), ("B", NETWORK.current))
    return [f"{name} · {' '.join(_sentences(network))}" for name, network in both]


def _sentences(network: FreshNetwork) -> list[str]:
    """Each advice once: what follows from the same cause needs no second one."""
    findings = propagation_findings(network, propagated(network))
    given = [finding.remedies for finding in findings]
    return [
        say(finding, WORDS, None if finding.remedies in given[:place] else _advice)
        for place, finding in enumerate(findings)
    ]


def _overflow(values: Values) -> str:
    text = {
        "activations": _(
            "**The activations overflow** in layer {layer}: they are too large for a computer's numbers, and what "
            "follows is no number any more."
        ),
        "gradients": _(
            "**The gradients overflow** in layer {layer} on their way back: they are too large for a computer's "
            "numbers."
        ),
    }[values["what"]]
    return text.format(layer=values["layer"])


def _underflow(values: Values) -> str:
    text = {
        "activations": _(
            "**The signal is lost** in layer {layer}: its values are so close together that a computer's numbers "
            "cannot tell them apart."
        ),
        "gradients": _(
            "**The gradients are lost** in layer {layer} on their way back: they are rounded to 0, so the layers "
            "before it cannot learn."
        ),
    }[values["what"]]
    return text.format(layer=values["layer"])


def _alike(values: Values) -> str:
    return _(
        "**All units of a layer are identical:** with zeros as weights each of them computes the same and gets the "
        "same gradient, so they can never become different. This symmetry is what random weights break."
    )


def _dead(values: Values) -> str:
    return _(
        "**Layer {layer}: {share} of the units are dead:** they give 0 for every one of the {examples} inputs."
    ).format(layer=values["layer"], share=percent(values["share"]), examples=count(values["examples"]))


def _saturated(values: Values) -> str:
    if values["layers"] == values["of"] > 1:
        text = _(
            "**All {depth} layers are saturated:** up to {share} of a layer's values lie where the activation is flat, "
            "and those units get almost no gradient."
        )
    else:
        text = _(
            "**Layer {layer}: {share} of the values are saturated:** they lie where the activation is flat, and those "
            "units get almost no gradient."
        )
    text = text.format(depth=values["of"], layer=values["layer"], share=percent(values["share"]))
    return text + _way_back(values["factor"], values["of"])


def _way_back(factor: float | None, depth: int) -> str:
    """What the saturated units leave of the gradient."""
    if factor is None:
        return ""
    if factor > _GROWN:
        text = _(
            "But the few others pass on what arrives times large weights, so layer 1 gets {factor} times what left "
            "layer {depth}: the gradient does not vanish, it grows."
        )
    elif factor > 1 / _GROWN:
        text = _(
            "But the others pass on what arrives times large weights, so layer 1 still gets {factor} times what left "
            "layer {depth}: the gradient does not vanish, it comes through a part of the units only."
        )
    else:
        text = _("Layer 1 gets {factor} times what left layer {depth}.")
    return " " + text.format(factor=number(factor), depth=depth)


def _activations_vanish(values: Values) -> str:
    return _(
        "**The signal fades:** its std falls from {first} in layer 1 to {last} in layer {layer}, so little is left of "
        "the differences between the inputs."
    ).format(first=number(values["first"]), last=number(values["last"]), layer=values["layer"])


def _activations_explode(values: Values) -> str:
    return _(
        "**The signal grows** from layer to layer: its std is {first} in layer 1 and {last} in layer {layer}."
    ).format(first=number(values["first"]), last=number(values["last"]), layer=values["layer"])


def _half(values: Values) -> str:
    return _(
        "**All values crowd around {mean}:** in layer {layer} their std is only {spread}, so every unit says nearly "
        "the same to every input, and the layer can express little."
    ).format(mean=number(values["mean"]), layer=values["layer"], spread=number(values["spread"]))


def _gradients_vanish(values: Values) -> str:
    if values["factor"] == 0:
        return _("**No gradient arrives at layer 1:** it cannot learn.")
    return _(
        "**The gradients vanish:** layer 1 gets only {factor} times what left layer {layer}, a factor of {each} a "
        "layer, so the first layers learn much more slowly than the last."
    ).format(**_factors(values))


def _gradients_explode(values: Values) -> str:
    return _(
        "**The gradients explode:** layer 1 gets {factor} times what left layer {layer}, a factor of {each} a layer. "
        "One learning rate hardly suits both."
    ).format(**_factors(values))


def _factors(values: Values) -> Values:
    each = values["factor"] ** (1 / (values["layer"] - 1))
    return {"factor": number(values["factor"]), "layer": values["layer"], "each": number(each)}


def _indistinct(values: Values) -> str:
    return _(
        "**The inputs look alike:** the values of layer {layer} have a std of {spread}, but one unit's values have a "
        "std of only {inputs} over the inputs. The units differ, what they say to different inputs hardly does."
    ).format(layer=values["layer"], spread=number(values["spread"]), inputs=number(values["inputs"]))


def _pairs(values: Values) -> str:
    return _(
        "**Batch norm over two inputs** turns the two values of a unit into about 1 and −1, however far apart they "
        "were: only which of them is larger is left."
    )


def _batch_norm_repairs(values: Values) -> str:
    low, high, layer = number(values["low"]), number(values["high"]), values["layer"]
    if values["factor"] is None:
        return _(
            "**Batch norm holds the signal** on its way forward: its std stays between {low} and {high} from layer 1 "
            "to layer {layer}."
        ).format(low=low, high=high, layer=layer)
    return _(
        "**Batch norm holds the signal:** its std stays between {low} and {high} from layer 1 to layer {layer}, and "
        "layer 1 gets {factor} times the gradient that left layer {layer}."
    ).format(low=low, high=high, layer=layer, factor=number(values["factor"]))


def _balanced(values: Values) -> str:
    return _(
        "**The signal gets through, both ways:** its std stays between {low} and {high} from layer 1 to layer {layer}, "
        "the inputs stay different, and layer 1 gets {factor} times the gradient that left layer {layer}. A good start."
    ).format(
        low=number(values["low"]),
        high=number(values["high"]),
        layer=values["layer"],
        factor=number(values["factor"]),
    )


def _state(values: Values) -> str:
    first, last, layer = number(values["first"]), number(values["last"]), values["layer"]
    inputs = number(values["inputs"])
    if layer == 1:
        return _("The values of layer 1 have a std of {last}; one unit's, over the inputs, {inputs}.").format(
            last=last, inputs=inputs
        )
    text = _(
        "The std of the activations goes from {first} in layer 1 to {last} in layer {layer}; one unit's, over the "
        "inputs, is {inputs} there."
    ).format(first=first, last=last, layer=layer, inputs=inputs)
    if values["factor"] is None:
        return text
    back = _("Layer 1 gets {factor} times the gradient that left layer {layer}.")
    return text + " " + back.format(factor=number(values["factor"]), layer=layer)


def _advice(remedies: Sequence[str]) -> str:
    return advised(remedies, _REMEDIES)


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
WORDS: Words = {
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
    "indistinct": _indistinct,
    "pairs": _pairs,
    "batch_norm_repairs": _batch_norm_repairs,
    "balanced": _balanced,
    "state": _state,
}
