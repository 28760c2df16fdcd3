"""Words for whether the training gets on."""

from __future__ import annotations

import math

from components.i18n import _
from components.training.findings.causes import cause, collapse
from components.words.findings import Values, Words, joined
from components.words.labels import format_value
from components.words.numbers import number, percent


def _diverged(values: Values) -> str:
    text = _("**The training diverged** in epoch {epoch}: the loss is no longer a number.")
    reason = _("At a learning rate of {rate} the steps overshoot.")
    if values["wide"]:
        reason = _(
            "The initial weights are so wide that the values grow from layer to layer, and with them the gradients: at "
            "a learning rate of {rate} the steps overshoot."
        )
    return joined(text, reason).format(epoch=values["epoch"], rate=number(values["rate"]))


def _rate_too_high(values: Values) -> str:
    text = {
        "grows": _(
            "**The learning rate is probably too high:** at {rate} the training loss rose from {least} to {loss}."
        ),
        "jumps": _(
            "**The learning rate is probably too high:** at {rate} the training loss jumps up and down from epoch to "
            "epoch."
        ),
        "guesses": _(
            "**The learning rate is probably too high:** at {rate} the first steps threw the weights so far off that "
            "the loss stays at {loss}, which is guessing."
        ),
        "far": _("**The learning rate is probably too high:** at {rate} the training loss is still {loss}."),
    }[values["manner"]].format(rate=number(values["rate"]), loss=number(values["loss"]), least=number(values["least"]))
    return joined(text, usual_rate(values) if values["times"] else "")


def usual_rate(values: Values) -> str:
    """How far the learning rate lies above the usual one of its optimizer."""
    return _("That is {times} times what {optimizer} usually needs.").format(
        times=number(round(values["times"])), optimizer=format_value("optimizer", values["optimizer"])
    )


def _rate_too_low(values: Values) -> str:
    return _(
        "**The learning rate is probably too low:** at {rate} the training loss went from {first} in epoch {epoch} to "
        "only {last} in epoch {now}."
    ).format(
        rate=number(values["rate"]),
        first=number(values["first"]),
        last=number(values["last"]),
        epoch=values["epoch"],
        now=values["now"],
    )


def _stuck(values: Values) -> str:
    text = _(
        "**The network only guesses so far:** its loss is {loss}, and pure guessing among {classes} classes gives "
        "ln {classes} = {guessing}."
    ).format(loss=number(values["loss"]), classes=values["classes"], guessing=number(math.log(values["classes"])))
    return joined(text, collapse(values) or cause(values))


def _improving(values: Values) -> str:
    return _("**Still improving:** both losses fall, to {loss} in training and {validation} in validation.").format(
        loss=number(values["loss"]), validation=number(values["validation"])
    )


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
        "**Stopped after epoch {epoch}:** the training accuracy caught up with the validation accuracy. Here the two "
        "curves cross; whether more epochs would help shows in the validation loss: does it still fall?"
    ).format(epoch=values["epoch"])


def _state(values: Values) -> str:
    if "epoch" in values:
        return _("After epoch {epoch}: {accuracy} accuracy in training, {validation} in validation.").format(
            epoch=values["epoch"],
            accuracy=percent(values["accuracy"]),
            validation=percent(values["validation"]),
        )
    if "rate" in values:
        text = _("**A large learning rate:** {rate}.").format(rate=number(values["rate"]))
        return joined(text, usual_rate(values), _("Train to see what it does to the loss."))
    first, last = number(values["spreads"][0]), number(values["spreads"][-1])
    if not values["hidden"]:
        return _("Before training the probabilities in the output have a std of {spread}.").format(spread=first)
    if len(values["spreads"]) == 1:
        return _("The activations of the hidden layer have a std of {spread}.").format(spread=first)
    return _("The activations have a std of {first} in layer 1 and of {last} in the last hidden layer.").format(
        first=first, last=last
    )


PROGRESS_WORDS: Words = {
    "diverged": _diverged,
    "rate_too_high": _rate_too_high,
    "rate_too_low": _rate_too_low,
    "stuck": _stuck,
    "early_stopped": _early_stopped,
    "met": _met,
    "improving": _improving,
    "state": _state,
}
