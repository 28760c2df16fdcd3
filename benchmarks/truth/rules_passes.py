"""When a sentence on a fresh network is false. A rule gives the reason, or "" where it finds none."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.truth.evidence import Said, close
from benchmarks.truth.passes import Passed

_FADED, _GREW = 1 / 3, 2.0  # of half a spread nobody says that little is left
_LEAST_BETWEEN = 0.3
_MANY = 10.0  # a factor that "vanish" and "explode" need at least


def overflow(done: Passed, said: Said) -> str:
    """False if all values of the layer named are finite."""
    finite = done.finite_gradients if said.values["what"] == "gradients" else done.finite
    return f"layer {said.values['layer']} is finite" if finite[said.values["layer"] - 1] else ""


def underflow(done: Passed, said: Said) -> str:
    """False if the values of the layer named are not all equal, or if zeros as weights made them so."""
    equal = done.equal_gradients if said.values["what"] == "gradients" else done.equal
    if not equal[said.values["layer"] - 1]:
        return f"layer {said.values['layer']} has different values"
    return "the weights are zeros" if done.network.initializer == "zeros" else ""


def alike(done: Passed, said: Said) -> str:
    """False if two units of a layer give different values, or if the weights are not zeros."""
    if done.network.initializer != "zeros":
        return f"the weights are {done.network.initializer}"
    apart = [place + 1 for place, layer in enumerate(done.layers) if not layer.alike]
    return f"the units of layer {apart[0]} differ" if apart else ""


def dead(done: Passed, said: Said) -> str:
    """False if another share of the layer's units gives the same for every input, or, where it says so, 0."""
    layer = done.layers[said.values["layer"] - 1]
    real = layer.silent if "give 0" in said.sentence else layer.constant
    return "" if close(said.values["share"], real, 0.05, 0.02) else f"{real:.1%} are"


def indistinct(done: Passed, said: Said) -> str:
    """False if the spreads are others, or if more than three tenths of the layer's spread are between inputs."""
    layer = done.layers[said.values["layer"] - 1]
    if not close(said.values["spread"], layer.spread, 0.25):
        return f"the spread is {layer.spread:.3g}"
    if not close(said.values["inputs"], layer.within, 0.25, 1e-6):  # below it is rounding
        return f"over the inputs it is {layer.within:.3g}"
    return f"{layer.between:.0%} of the spread is between inputs" if layer.between > 0.35 else ""


def pairs(done: Passed, said: Said) -> str:
    """False without batch norm, or if more than two inputs go through."""
    if done.network.batch_norm == "off":
        return "there is no batch norm"
    return "" if done.examples == 2 else f"{done.examples} inputs go through"


def saturated(done: Passed, said: Said) -> str:
    """False if another share of the layer's values lies on the plateau; if all layers are said to be and one has less
    than a tenth there, or the share told is not the largest; if hardly a gradient is said to come through
    and the spread of the gradients at layer 1 is half of that at the last layer or more; or if a factor told is
    another."""
    real = done.layers[said.values["layer"] - 1].flat
    if not close(said.values["share"], real, 0.05, 0.03):
        return f"{real:.1%} are"
    shares = [layer.flat for layer in done.layers]
    if "**All" in said.sentence and (min(shares) < 0.1 or not close(said.values["share"], max(shares), 0.05, 0.03)):
        return f"from {min(shares):.1%} to {max(shares):.1%} of a layer's values are"
    factor = _factor(done)
    if wrong := _factor_told(done, said):
        return wrong
    if "hardly a" in said.sentence and factor >= 0.5:
        return f"layer 1 gets {factor:.3g} times what left the last layer"
    return ""


def activations_vanish(done: Passed, said: Said) -> str:
    """False if the spreads are others, or if more than a third of the first one is left."""
    first, last = done.spreads[0], done.spreads[said.values["layer"] - 1]
    return _told(done, said) or ("" if last < _FADED * first else f"from {first:.3g} to {last:.3g} is no fading")


def activations_explode(done: Passed, said: Said) -> str:
    """False if the spreads are others, or if the last is not twice the first."""
    first, last = done.spreads[0], done.spreads[-1]
    return _told(done, said) or ("" if last > _GREW * first else f"from {first:.3g} to {last:.3g} is no growth")


def half(done: Passed, said: Said) -> str:
    """False if mean or spread of the layer are others, or if its values depend on the input by a tenth of their
    size.
    """
    place = said.values["layer"] - 1
    if not close(said.values["mean"], float(done.means[place]), 0.05, 0.01):
        return f"the mean is {done.means[place]:.3g}"
    if not close(said.values["spread"], float(done.spreads[place]), 0.25):
        return f"the spread is {done.spreads[place]:.3g}"
    apart = done.layers[place].apart
    return f"{apart:.0%} of the values' size is between inputs" if apart > 0.1 else ""


def gradients_vanish(done: Passed, said: Said) -> str:
    """False if the ratio of the first layer's gradient to the last one's is another, or is not below a tenth."""
    factor = _factor(done)
    if said.values["factor"] == 0:
        return "" if factor == 0 or math.isnan(factor) else f"layer 1 gets {factor:.2g} of it"
    return _factor_told(done, said) or ("" if factor < 1 / _MANY else f"layer 1 gets {factor:.2g} of it")


def gradients_explode(done: Passed, said: Said) -> str:
    """False if the ratio of the first layer's gradient to the last one's is another, or is not above ten."""
    factor = _factor(done)
    return _factor_told(done, said) or ("" if factor > _MANY else f"layer 1 gets {factor:.2g} times it")


def batch_norm_repairs(done: Passed, said: Said) -> str:
    """False without batch norm, if a spread lies beyond the range told, if the range is wider than a factor of three,
    or if it looks at two inputs only.
    """
    if done.network.batch_norm == "off":
        return "there is no batch norm"
    wrong = _range(done, said, 3.0)
    return wrong or ("a batch of two holds no signal: each value is +1 or -1" if done.examples == 2 else "")


def balanced(done: Passed, said: Said) -> str:
    """False if a spread lies beyond the range told or the range is wider than a factor of five; and, where a good
    start is promised, if the last layer hardly tells inputs apart (less than three tenths of its spread are between
    inputs) or the gradient changes by more than a factor of ten on its way back.
    """
    wrong = _range(done, said, 5.0)
    if wrong or not any(word in said.sentence for word in ("good start", "gets through", "arrive")):
        return wrong
    between, factor = done.layers[-1].between, _factor(done)
    if between < _LEAST_BETWEEN:
        return f"only {between:.1%} of the last layer's spread is between inputs"
    if not 1 / _MANY <= factor <= _MANY and done.network.depth > 1:
        return f"layer 1 gets {factor:.2g} of the gradient"
    return ""


def _factor(done: Passed) -> float:
    first, last = float(done.gradients[0]), float(done.gradients[-1])
    return first / last if last > 0 else math.nan


def _told(done: Passed, said: Said) -> str:
    for name, place in (("first", 0), ("last", said.values["layer"] - 1)):
        if name in said.values and not close(said.values[name], float(done.spreads[place]), 0.1):
            return f"layer {place + 1} spreads by {done.spreads[place]:.3g}"
    return ""


def _factor_told(done: Passed, said: Said) -> str:
    told, real = said.values.get("factor"), _factor(done)
    # Through many layers the largest gradients are few: a sample of the values may hold more of them, or fewer.
    apart = 0.2 if told is None or 0.01 <= abs(told) <= 100 else 0.5
    is_other = told is not None and not close(float(told), real, apart)
    return f"layer 1 gets {real:.3g} times the last layer's gradient" if is_other else ""


def _range(done: Passed, said: Said, widest: float) -> str:
    low, high = said.values["low"], said.values["high"]
    if not (close(low, float(np.min(done.spreads)), 0.1) and close(high, float(np.max(done.spreads)), 0.1)):
        return f"the spreads go from {done.spreads.min():.3g} to {done.spreads.max():.3g}"
    if wrong := _factor_told(done, said):
        return wrong
    return f"from {low:.3g} to {high:.3g} is a factor of {high / low:.3g}" if high > widest * low else ""


RULES = {
    rule.__name__: rule
    for rule in (
        *(overflow, underflow, alike, dead, saturated, activations_vanish, activations_explode, half),
        *(indistinct, pairs, gradients_vanish, gradients_explode, batch_norm_repairs, balanced),
    )
}
