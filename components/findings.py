"""Findings in words: one or two plain sentences each, with the numbers in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.i18n import _
from components.numbers import number, percent, superscript
from models.findings import Finding

Values = dict[str, Any]


def sentences(findings: list[Finding]) -> list[str]:
    """The findings as Markdown sentences in the reader's language, in the same order."""
    return [_WORDS[finding.kind](finding.values) for finding in findings]


def _diverged(values: Values) -> str:
    return _(
        "**The training diverged** in epoch {epoch}: the loss is no longer a number. With a learning rate of {rate} "
        "every step overshoots. Try a rate ten times smaller."
    ).format(epoch=values["epoch"], rate=number(values["rate"]))


def _overflow(values: Values) -> str:
    if values["what"] == "gradients":
        text = _(
            "**The gradients overflow** in layer {layer}: they are too large for a computer's numbers. Try smaller "
            "initial weights (He or Glorot) or batch norm."
        )
    else:
        text = _(
            "**The activations overflow** in layer {layer}: they are too large for a computer's numbers. Try smaller "
            "initial weights (He or Glorot) or batch norm."
        )
    return text.format(layer=values["layer"])


def _alike(values: Values) -> str:
    if values["zeros"]:
        return _(
            "**All units of a layer are alike:** every weight started at 0, so each unit of a layer gets the same "
            "gradient and they never become different. Try a random initializer."
        )
    return _(
        "**All weights of layer {layer} are equal**, so its units all compute the same. Try a random initializer."
    ).format(layer=values["layer"])


def _rate_too_high(values: Values) -> str:
    text = {
        "grows": _(
            "**The learning rate is probably too high:** at {rate} the training loss grows, to {loss} now. "
            "Try a rate three to ten times smaller."
        ),
        "jumps": _(
            "**The learning rate is probably too high:** at {rate} the training loss jumps up and down from epoch to "
            "epoch. Try a rate three to ten times smaller, or larger batches."
        ),
        "guesses": _(
            "**The learning rate is probably too high:** at {rate} the first steps threw the weights so far off that "
            "the loss stays at {loss}, which is guessing. Reset with a rate ten times smaller."
        ),
    }[values["manner"]]
    return text.format(rate=number(values["rate"]), loss=number(values["loss"]))


def _rate_too_low(values: Values) -> str:
    return _(
        "**The learning rate is probably too low:** at {rate} the training loss went from {first} to only {last} in "
        "{epochs} epochs. Try a rate ten times larger."
    ).format(
        rate=number(values["rate"]),
        first=number(values["first"]),
        last=number(values["last"]),
        epochs=values["epochs"],
    )


def _stuck(values: Values) -> str:
    text = _(
        "**The network only guesses so far:** the loss stands at {loss}, and guessing among {classes} classes costs "
        "ln {classes}."
    ).format(loss=number(values["loss"]), classes=values["classes"])
    if values["cause"] == "size":
        return text + " " + _("Try another initializer or activation, or another learning rate.")
    return text + " " + _remedy(values["cause"])


def _dead(values: Values) -> str:
    return _(
        "**Layer {layer}: {share} of the units are dead.** They answer the same to every example and learn nothing. "
        "Try He initialization, a smaller learning rate or leaky ReLU."
    ).format(layer=values["layer"], share=percent(values["share"]))


def _vanishing(values: Values) -> str:
    if values["exponent"] is None:
        text = _("**The gradient vanishes:** none reaches layer 1.")
    else:
        text = _(
            "**The gradient vanishes:** what reaches layer 1 is {ratio} of what the output layer gets, so the first "
            "layers hardly learn."
        ).format(ratio="10" + superscript(values["exponent"]))
    if values["scaled"]:
        return text + " " + _("Try ReLU or batch norm.")
    return text + " " + _("Try He or Glorot initialization, ReLU or batch norm.")


def _growing(values: Values) -> str:
    return _(
        "**The activations grow with depth:** their spread rises from {first} in layer 1 to {last} in layer {layer}. "
        "Try smaller initial weights (He or Glorot) or batch norm."
    ).format(first=number(values["first"]), last=number(values["last"]), layer=values["layer"])


def _exploding(values: Values) -> str:
    if values["layer"] == values["layers"]:
        text = _(
            "**The gradient explodes:** in the output layer its values spread by {spread}. Try smaller initial "
            "weights, batch norm or a smaller learning rate."
        )
    else:
        text = _(
            "**The gradient explodes:** in layer {layer} its values spread by {spread}. Try smaller initial weights, "
            "batch norm or a smaller learning rate."
        )
    return text.format(layer=values["layer"], spread=number(values["spread"]))


def _saturated(values: Values) -> str:
    return _(
        "**Layer {layer}: {share} of the activations are saturated.** They sit where the activation function is flat "
        "and pass hardly any gradient on. Try smaller initial weights (Glorot) or batch norm."
    ).format(layer=values["layer"], share=percent(values["share"]))


def _indistinct(values: Values) -> str:
    if values["shrinks"]:
        text = _(
            "**The activations shrink with depth:** their spread falls from {first} in layer 1 to {last} in layer "
            "{layer}, so the deep layers hardly tell one example from another. Try He or Glorot initialization."
        )
    else:
        text = _(
            "**The activations are all nearly equal:** in layer {layer} they spread by only {last}, so it hardly tells "
            "one example from another. Try larger initial weights (He or Glorot)."
        )
    return text.format(first=number(values["first"]), last=number(values["last"]), layer=values["layer"])


def _memorised(values: Values) -> str:
    return _(
        "**Wrong labels are learnt by heart:** only {honest} of the training labels are right, yet the training "
        "accuracy is {accuracy}. Try fewer epochs, dropout or L2."
    ).format(honest=percent(values["honest"]), accuracy=percent(values["accuracy"]))


def _overfitting(values: Values) -> str:
    if values["regularized"]:
        text = _(
            "**Overfitting since epoch {epoch}:** the validation loss rose from {best} to {now} while the training "
            "loss still falls. Try stronger dropout or L2, more examples, or stop about there (early stopping)."
        )
    else:
        text = _(
            "**Overfitting since epoch {epoch}:** the validation loss rose from {best} to {now} while the training "
            "loss still falls. Try L2, dropout, more examples or fewer epochs (early stopping)."
        )
    return text.format(epoch=values["epoch"], best=number(values["best"]), now=number(values["now"]))


def _underfitting(values: Values) -> str:
    text = _(
        "**Underfitting:** the accuracy no longer rises, at {accuracy} on the training and {validation} on the "
        "validation examples."
    )
    return (
        text.format(accuracy=percent(values["accuracy"]), validation=percent(values["validation"]))
        + " "
        + _remedy(values["cause"])
    )


def _remedy(cause: str) -> str:
    return {
        "dropout": _("So much dropout leaves too few units to learn with: try a lower rate."),
        "penalty": _("The L1 or L2 penalty holds the weights down: try a smaller lambda."),
        "linear": _("With linear activations the whole network is one linear map: try ReLU or tanh."),
        "size": _("Try more units or layers, another learning rate or another optimizer."),
    }[cause]


def _gap(values: Values) -> str:
    text = _(
        "**A gap:** {accuracy} accuracy on the training examples, {validation} on the validation examples. The network "
        "knows its training examples better than the subject."
    ).format(accuracy=percent(values["accuracy"]), validation=percent(values["validation"]))
    if values["regularized"]:
        return text + " " + _("Try more examples, a smaller network, or more dropout or L2.")
    return text + " " + _("Try more examples, dropout or L2.")


def lag_text(values: Values) -> str:
    """Why validation lies behind in the first steps of a network with batch normalization."""
    return _(
        "**Validation lags behind:** it uses batch normalization's running averages, and after {steps} steps these "
        "still hold {share} of the values they began with. Train on before you call it overfitting."
    ).format(steps=values["steps"], share=percent(values["share"]))


def _early_stopped(values: Values) -> str:
    if not values["best_epoch"]:
        return _("**Stopped early** after epoch {epoch}: the validation figure no longer got better.").format(
            epoch=values["epoch"]
        )
    return _(
        "**Stopped early** after epoch {epoch}: the validation figure no longer got better. The weights of epoch "
        "{best_epoch}, the best one, are kept."
    ).format(epoch=values["epoch"], best_epoch=values["best_epoch"])


def _met(values: Values) -> str:
    return _(
        "**Stopped after epoch {epoch}:** the training accuracy reached the validation accuracy. From here on it would "
        "mostly learn its examples by heart."
    ).format(epoch=values["epoch"])


def _train_below_validation(values: Values) -> str:
    reason = {
        "dropout": _(
            "That is normal with dropout: units are switched off in training, but all work together in validation."
        ),
        "noise": _("That is normal with label noise: some training labels are wrong, validation labels are not."),
        "average": _(
            "The training figure is the mean over the whole epoch; the validation figure is taken at its end, when the "
            "network is better."
        ),
    }[values["cause"]]
    text = _("**Training accuracy {accuracy} is below validation accuracy {validation}.**")
    return text.format(accuracy=percent(values["accuracy"]), validation=percent(values["validation"])) + " " + reason


def _improving(values: Values) -> str:
    return _(
        "**Still improving:** both losses fall, to {loss} in training and {validation} in validation. More epochs "
        "would help."
    ).format(loss=number(values["loss"]), validation=number(values["validation"]))


def _balanced(values: Values) -> str:
    return _(
        "**Well balanced:** the activations of all hidden layers spread by about the same, {low} to {high}, so signals "
        "neither fade nor blow up on their way through."
    ).format(low=number(values["low"]), high=number(values["high"]))


def _batch_norm(values: Values) -> str:
    return _(
        "**Well balanced:** with batch norm the activations of all hidden layers spread by about the same, {low} to "
        "{high}."
    ).format(low=number(values["low"]), high=number(values["high"]))


def _state(values: Values) -> str:
    if "epoch" in values:
        return _("After epoch {epoch}: {accuracy} accuracy in training, {validation} in validation.").format(
            epoch=values["epoch"],
            accuracy=percent(values["accuracy"]),
            validation=percent(values["validation"]),
        )
    first, last = number(values["spreads"][0]), number(values["spreads"][-1])
    if not values["hidden"]:
        return _("Before training the probabilities in the output spread by {spread}.").format(spread=first)
    if len(values["spreads"]) == 1:
        return _("The activations of the hidden layer spread by {spread}.").format(spread=first)
    return _("The activations spread by {first} in layer 1 and by {last} in the last hidden layer.").format(
        first=first, last=last
    )


_WORDS: dict[str, Callable[[Values], str]] = {
    "diverged": _diverged,
    "overflow": _overflow,
    "alike": _alike,
    "rate_too_high": _rate_too_high,
    "dead": _dead,
    "vanishing": _vanishing,
    "growing": _growing,
    "exploding": _exploding,
    "rate_too_low": _rate_too_low,
    "stuck": _stuck,
    "memorised": _memorised,
    "overfitting": _overfitting,
    "saturated": _saturated,
    "indistinct": _indistinct,
    "underfitting": _underfitting,
    "gap": _gap,
    "lag": lag_text,
    "early_stopped": _early_stopped,
    "met": _met,
    "train_below_validation": _train_below_validation,
    "improving": _improving,
    "batch_norm": _batch_norm,
    "balanced": _balanced,
    "state": _state,
}
