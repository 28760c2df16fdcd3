"""The names of what the lab's findings advise, of `models.training.findings.remedies`."""

from __future__ import annotations

from components.i18n import N_

REMEDY_WORDS = {
    "lower_rate": N_("a learning rate ten times smaller"),
    "usual_rate": N_("the usual learning rate of its optimizer"),
    "raise_rate": N_("a learning rate ten times larger"),
    "he": N_("He initialization"),
    "glorot": N_("Glorot initialization"),
    "smaller_weights": N_("smaller initial weights"),
    "larger_weights": N_("larger initial weights"),
    "random_weights": N_("a random initializer"),
    "batch_norm": N_("batch norm"),
    "relu": N_("ReLU"),
    "tanh": N_("tanh"),
    "leaky_relu": N_("leaky ReLU"),
    "add_dropout": N_("dropout"),
    "more_dropout": N_("more dropout"),
    "less_dropout": N_("less dropout"),
    "add_l2": N_("an L2 penalty"),
    "more_penalty": N_("a larger lambda"),
    "less_penalty": N_("a smaller lambda"),
    "more_examples": N_("more examples"),
    "more_units": N_("more units"),
    "more_layers": N_("more layers"),
    "smaller_network": N_("a smaller network"),
    "more_epochs": N_("more epochs"),
    "fewer_epochs": N_("fewer epochs (early stopping)"),
    "larger_batches": N_("larger batches"),
    "smaller_noise": N_("less label noise"),
    "other_optimizer": N_("another optimizer"),
}
