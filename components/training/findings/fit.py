"""Words for what training and validation say of each other."""

from __future__ import annotations

from components.i18n import _
from components.training.findings.causes import cause
from components.words.findings import Values, Words, joined
from components.words.numbers import number, percent


def _memorised(values: Values) -> str:
    return _(
        "**Wrong labels are learnt by heart:** only {honest} of the training labels are right, yet the training "
        "accuracy is {accuracy}."
    ).format(honest=percent(values["honest"]), accuracy=percent(values["accuracy"]))


def _overfitting(values: Values) -> str:
    return _(
        "**Overfitting since epoch {epoch}:** the validation loss rose from {best} to {now} while the training loss "
        "went on falling."
    ).format(epoch=values["epoch"], best=number(values["best"]), now=number(values["now"]))


def _underfitting(values: Values) -> str:
    text = _(
        "**Underfitting:** the accuracy no longer rises, at {accuracy} on the training and {validation} on the "
        "validation examples."
    ).format(accuracy=percent(values["accuracy"]), validation=percent(values["validation"]))
    return joined(text, cause(values))


def _gap(values: Values) -> str:
    return _(
        "**A gap:** {accuracy} accuracy on the training examples, {validation} on the validation examples. The network "
        "does much better on the examples it has seen than on new ones."
    ).format(accuracy=percent(values["accuracy"]), validation=percent(values["validation"]))


def _lag(values: Values) -> str:
    """Why validation lies behind in the first steps of a network with batch normalization."""
    return _(
        "**Validation lags behind:** it uses batch normalization's running averages, and after {steps} steps these "
        "still hold {share} of the values they began with. Keep training before you call it overfitting."
    ).format(steps=values["steps"], share=percent(values["share"]))


def _train_below_validation(values: Values) -> str:
    reasons = {
        "dropout": _(
            "That is normal with dropout: units are switched off in training, but all work together in validation."
        ),
        "input_dropout": _(
            "That is normal with input dropout: inputs are switched off in training, but not in validation."
        ),
        "noise": _("That is normal with label noise: some training labels are wrong, validation labels are not."),
        "average": _(
            "The training figure is the mean over the whole epoch; the validation figure is taken at its end, when the "
            "network is better."
        ),
    }
    text = _("**Training accuracy {accuracy} is below validation accuracy {validation}.**").format(
        accuracy=percent(values["accuracy"]), validation=percent(values["validation"])
    )
    return joined(text, *(reasons[name] for name in values["causes"]))


FIT_WORDS: Words = {
    "lag": _lag,
    "memorised": _memorised,
    "overfitting": _overfitting,
    "underfitting": _underfitting,
    "gap": _gap,
    "train_below_validation": _train_below_validation,
}
