"""When a sentence on a layer of the lab's network is false. A rule gives the reason, or "" where it finds none.

Values may be called as they are in `components.training.findings`; a number that a sentence does not have is not
looked at.
"""

from __future__ import annotations

import math

import numpy as np

from benchmarks.truth.evidence import LATER, LayerFacts, Moment, Run, Said, close

_CLEAR = 0.3  # so far above guessing an accuracy must be to show that examples are told apart
_SAME = 4.0  # spreads within this factor, two either way from their middle, are "about the same"
_LARGE = 0.5  # a gradient's spread below it is no explosion
_NOTHING = 1e-12  # a gradient that changes no weight


def diverged(run: Run, said: Said) -> str:
    """False if every loss was a number, if it happened in another epoch, or if wide initial weights are said to make
    the values grow from layer to layer and the last hidden layer's do not spread twice as far as the first's.
    """
    if run.reason != "diverged":
        return f"the run ended for another reason: {run.reason}"
    told = said.values.get("epoch", run.end + 1)
    if abs(told - (run.end + 1)) > 1:
        return f"it was epoch {run.end + 1}"
    fresh = run.moment(0)
    if said.values.get("wide") and fresh is not None and len(fresh.layers) > 1:
        first, last = fresh.layers[0].spread, fresh.layers[-1].spread
        if last < 2 * first:  # what is no number is not below
            return f"before training layer 1 spreads by {first:.3g} and the last hidden layer by {last:.3g}"
    return ""


def alike(run: Run, said: Said) -> str:
    """False if two units of a layer that the sentence is about have different weights, now or within the next twenty
    epochs, since both sentences say that nothing will change that; or if a gradient reaches the layers that none is
    said to reach.
    """
    now = _now(run, said)
    hidden = len(now.layers)
    named = said.values.get("layer")
    about = range(said.values.get("first", named or 1) - 1, said.values.get("last", named or hidden))
    if any(now.columns_differ[place] for place in about):
        return "the units' weights differ already"
    if said.values.get("nothing") and any(now.gradients[place] > _NOTHING for place in about):
        return f"their gradients spread by {max(now.gradients[place] for place in about):.2g}"
    for epoch, later in run.moments.items():
        if said.epoch < epoch <= said.epoch + LATER and any(later.columns_differ[place] for place in about):
            return f"by epoch {epoch} they differ"
    return ""


def dead(run: Run, said: Said) -> str:
    """False if another share of the layer's units gives the same for every one of 500 training examples, or, where it
    says so, 0.
    """
    layer, share = _layer(run, said), said.values["share"]
    real = layer.silent if "are 0" in said.sentence else layer.constant
    if not close(share, real, 0.0, 0.1):
        return f"over 500 examples {real:.0%} are"
    return _many(run, said, [max(layer.silent, layer.constant) for layer in _now(run, said).layers])


def vanishing(run: Run, said: Said) -> str:
    """False if the first kernel's gradient is not as small beside the last one's as told, or if the first layer learns
    all the same: its weights move by a tenth in ten epochs, while the accuracy rises well above guessing.
    """
    now = _now(run, said)
    first, last = now.gradients[0], now.gradients[-1]
    times = said.values.get("times")
    if times is None:
        return "" if first <= 1e-30 else f"the first gradient is {first:.1e}"
    if not _near(1 / times, first / last if last > 0 else math.inf):
        return f"the ratio is {first / last:.2g}"
    later = run.moment(said.epoch + 10)
    if later is not None and "hardly learn" in said.sentence:
        moved = _moved(now.first_kernel, later.first_kernel)
        if moved > 0.1 and later.accuracy > now.accuracy + 0.2:
            return f"ten epochs later layer 1 has moved by {moved:.0%} and the accuracy went to {later.accuracy:.2f}"
    return ""


def growing(run: Run, said: Said) -> str:
    """False if the spreads are others than told, or if the last is not three times the first."""
    return _spreads(run, said) or _grows(said, 3.0)


def exploding(run: Run, said: Said) -> str:
    """False if the named kernel's gradient has another spread, or one below a half; or if training goes on as if
    nothing were: the loss of the next ten epochs falls steadily by a tenth.
    """
    now = _now(run, said)
    layer = said.values["layer"]
    real = now.gradients[layer - 1]
    if not _near(said.values["spread"], real):
        return f"its gradients spread by {real:.3g}"
    if real < _LARGE:
        return f"{real:.3g} is not large"
    after = run.loss[said.epoch : said.epoch + 10]
    calm = len(after) == 10 and (np.diff(after) < 0).mean() >= 0.8
    if calm and after[-1] < 0.9 * after[0] and math.isfinite(after[-1]):
        return f"the loss fell calmly from {after[0]:.3g} to {after[-1]:.3g} in the next ten epochs"
    return ""


def saturated(run: Run, said: Said) -> str:
    """False if the share of values on the activation's plateau is another, if fewer layers are, if the gradient's way
    back is another than told, or if hardly a gradient is said to pass while the first kernel's gradient is not smaller
    than the last one's.
    """
    now, layer = _now(run, said), _layer(run, said)
    if not close(said.values["share"], layer.flat, 0.1, 0.05):
        return f"{layer.flat:.1%} are"
    if wrong := _many(run, said, [layer.flat for layer in now.layers]):
        return wrong
    ratio = said.values.get("ratio")
    hidden = len(now.layers)
    if ratio is not None and ratio <= 0 and hidden > 1 and now.gradients[0] > _NOTHING:
        return f"the first layer's gradient is {now.gradients[0]:.2g}"
    # As for "vanishing": few values carry the gradient, and another batch has others.
    if ratio and hidden > 1 and not _near(ratio, now.gradients[0] / now.gradients[hidden - 1]):
        return f"the first layer's gradient is {now.gradients[0] / now.gradients[hidden - 1]:.2g} of the last one's"
    if "hardly a gradient gets through" in said.sentence or "pass hardly any gradient on" in said.sentence:
        ratio = now.gradients[0] / now.gradients[-1] if now.gradients[-1] > 0 else 0.0
        if ratio >= 0.5:
            return f"the first layer's gradient is {ratio:.2g} of the output's"
        if now.accuracy > 0.97:
            return f"it has learnt: {now.accuracy:.1%} accuracy"
    return ""


def indistinct(run: Run, said: Said) -> str:
    """False if the spreads are others, if what the output layer is given differs between examples by more than a
    twentieth, or if the network tells the training examples apart.
    """
    now = _now(run, said)
    wrong = _spreads(run, said)
    if wrong:
        return wrong
    if now.accuracy > run.chance + _CLEAR * (1 - run.chance):
        return f"{now.accuracy:.1%} of the training examples are told apart"
    for layer in (_layer(run, said), now.layers[-1]):
        if layer.between * layer.spread > 0.05:
            return f"between examples the std is {layer.between * layer.spread:.3g}"
    return ""


def balanced(run: Run, said: Said) -> str:
    """False if a hidden layer's spread lies beyond the range told, if the range is wider than a factor of four, or if
    the network's deepest layer hardly depends on the example.
    """
    now = _now(run, said)
    spreads = [layer.spread for layer in now.layers]
    low, high = said.values["low"], said.values["high"]
    if not (close(low, min(spreads), 0.25) and close(high, max(spreads), 0.25)):
        return f"the spreads go from {min(spreads):.3g} to {max(spreads):.3g}"
    if high > _SAME * low:
        return f"a factor of {high / low:.3g} is not about the same"
    if "signals" in said.sentence and now.layers[-1].between < 0.2:
        return f"only {now.layers[-1].between:.1%} of the last hidden layer's spread is between examples"
    return ""


def batch_norm(run: Run, said: Said) -> str:
    """As `balanced`, and false without batch norm."""
    if not any(layer.batch_norm != "off" for layer in run.extra["settings"].resolved_layers):
        return "there is no batch norm"
    return balanced(run, said)


def _now(run: Run, said: Said) -> Moment:
    now = run.moment(said.epoch)
    assert now is not None, "each sentence is said where the network was looked at"
    return now


def _layer(run: Run, said: Said) -> LayerFacts:
    return _now(run, said).layers[said.values["layer"] - 1]


def _many(run: Run, said: Said, shares: list[float]) -> str:
    """Whether as many layers as told have a share of a twentieth at least."""
    real = sum(share >= 0.05 for share in shares)
    return f"{real} layers are" if said.values.get("layers", 0) > real else ""


def _near(told: float, real: float) -> bool:
    """Whether two ratios differ by less than half a power of ten: another batch makes no more of it."""
    return real > 0 and math.isfinite(real) and abs(math.log10(told / real)) <= 0.5


def _moved(before: np.ndarray, after: np.ndarray) -> float:
    size = float(np.linalg.norm(before))
    return float(np.linalg.norm(after - before)) / size if size else math.inf


def _spreads(run: Run, said: Said) -> str:
    layers = _now(run, said).layers
    for name, place in (("first", 0), ("last", said.values["layer"] - 1)):
        if name in said.values and not close(said.values[name], layers[place].spread, 0.25, 1e-12):
            return f"layer {place + 1} spreads by {layers[place].spread:.3g}"
    return ""


def _grows(said: Said, factor: float) -> str:
    first, last = said.values["first"], said.values["last"]
    if first <= 0:
        return "what grows from 0 has no factor"
    return "" if last >= factor * first else f"by a factor of {last / first:.2g} only"


RULES = {
    rule.__name__: rule
    for rule in (diverged, alike, dead, vanishing, growing, exploding, saturated, indistinct, balanced)
} | {"batch_norm": batch_norm}
