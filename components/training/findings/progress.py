"""Words for whether the training gets on."""

from __future__ import annotations

from components.i18n import N_, _
from components.training.findings.causes import cause, collapse
from components.words.findings import Sentences, Values, either, joined
from components.words.labels import format_value
from components.words.numbers import number


def _rate_too_high(values: Values) -> str:
    return {
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
    }[values["manner"]]


def _usual_rate(values: Values) -> str:
    """How far the learning rate lies above the usual one of its optimizer, if it does."""
    if values["times"] is None:
        return ""
    return _("That is {times} times what {optimizer} usually needs.").format(
        times=number(round(values["times"])), optimizer=format_value("optimizer", values["optimizer"])
    )


def _improving(values: Values) -> str:
    return _("**Still improving:** both losses fall, to {loss} in training and {validation} in validation.").format(
        loss=number(values["loss"]), validation=number(values["validation"])
    )


def _state(values: Values) -> str:
    if "epoch" in values:
        return _("After epoch {epoch}: {accuracy} accuracy in training, {validation} in validation.")
    if "rate" in values:
        text = _("**A large learning rate:** {rate}.")
        return joined(text, _usual_rate(values), _("Train to see what it does to the loss."))
    first, last = number(values["spreads"][0]), number(values["spreads"][-1])
    if not values["hidden"]:
        return _("Before training the probabilities in the output have a std of {spread}.").format(spread=first)
    if len(values["spreads"]) == 1:
        return _("The activations of the hidden layer have a std of {spread}.").format(spread=first)
    return _("The activations have a std of {first} in layer 1 and of {last} in the last hidden layer.").format(
        first=first, last=last
    )


PROGRESS_SENTENCES: Sentences = {
    "diverged": (
        N_("**The training diverged** in epoch {epoch}: the loss is no longer a number."),
        either(
            lambda values: values["wide"],
            N_(
                "The initial weights are so wide that the values grow from layer to layer, and with them the "
                "gradients: at a learning rate of {rate} the steps overshoot."
            ),
            N_("At a learning rate of {rate} the steps overshoot."),
        ),
    ),
    "rate_too_high": (_rate_too_high, _usual_rate),
    "rate_too_low": N_(
        "**The learning rate is probably too low:** at {rate} the training loss went from {first} in epoch {epoch} to "
        "only {last} in epoch {now}."
    ),
    "stuck": (
        N_(
            "**The network only guesses so far:** its loss is {loss}, and pure guessing among {classes} classes gives "
            "ln {classes} = {guessing}."
        ),
        lambda values: collapse(values) or cause(values),
    ),
    "early_stopped": either(
        lambda values: not values["best_epoch"],
        N_("**Stopped early** after epoch {epoch}: the validation figure no longer got better."),
        N_(
            "**Stopped early** after epoch {epoch}: the validation figure no longer got better. The weights of epoch "
            "{best_epoch}, the best one, are kept."
        ),
    ),
    "met": N_(
        "**Stopped after epoch {epoch}:** the training accuracy caught up with the validation accuracy. Here the two "
        "curves cross; whether more epochs would help shows in the validation loss: does it still fall?"
    ),
    "improving": _improving,
    "state": _state,
}
