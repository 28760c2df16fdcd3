"""Words for what training and validation say of each other."""

from __future__ import annotations

from components.i18n import N_, _
from components.training.findings.causes import cause
from components.words.findings import Sentences, Values, joined


def _reasons(values: Values) -> str:
    """Why the training accuracy can be the lower one."""
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
    return joined(*(reasons[name] for name in values["causes"]))


FIT_SENTENCES: Sentences = {
    "lag": N_(
        "**Validation lags behind:** it uses batch normalization's running averages, and after {steps} steps these "
        "still hold {share} of the values they began with. Keep training before you call it overfitting."
    ),
    "memorised": N_(
        "**Wrong labels are learnt by heart:** only {honest} of the training labels are right, yet the training "
        "accuracy is {accuracy}."
    ),
    "overfitting": N_(
        "**Overfitting since epoch {epoch}:** the validation loss rose from {best} to {now} while the training loss "
        "went on falling."
    ),
    "underfitting": (
        N_(
            "**Underfitting:** the accuracy no longer rises, at {accuracy} on the training and {validation} on the "
            "validation examples."
        ),
        cause,
    ),
    "gap": N_(
        "**A gap:** {accuracy} accuracy on the training examples, {validation} on the validation examples. The network "
        "does much better on the examples it has seen than on new ones."
    ),
    "train_below_validation": (
        N_("**Training accuracy {accuracy} is below validation accuracy {validation}.**"),
        _reasons,
    ),
}
