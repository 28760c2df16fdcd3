"""The textbook experiments in words: a title, one sentence, and the published figures with their data."""

from __future__ import annotations

from components.controls.labels import choice
from components.i18n import N_, _
from components.numbers import count, with_percent_sign
from models.presets import Preset, Published

TITLES = {
    "B1": N_("Sigmoid and plain SGD"),
    "B2": N_("ReLU and He initialization"),
    "B3": N_("Batch norm"),
    "B4": N_("Dropout on the input"),
    "B4+": N_("Dropout, a second time"),
    "B5": N_("Early stopping"),
    "B6": N_("L2, dropout and callbacks"),
    "C1": N_("Convolutions on Fashion-MNIST"),
    "C3": N_("Convolutions on CIFAR-10"),
}

SENTENCES = {
    "B1": N_("Three hidden layers learn digits slowly. Watch when the validation accuracy stops following."),
    "B2": N_("The same network with ReLU learns far faster, until it knows every training digit by heart."),
    "B3": N_("Normalising each batch between the layers reaches the same accuracy in half the epochs."),
    "B4": N_("A fifth of the input is switched off at random, so that no pixel can be relied upon."),
    "B4+": N_("Batch norm and dropout also behind the first hidden layer: the gap to validation narrows."),
    "B5": N_("Training ends when the validation loss has not improved for ten epochs, and the best weights return."),
    "B6": N_("Everything against overfitting at once, and a callback that stops when the two accuracies meet."),
    "C1": N_("Two convolutions, batch norm and dropout tell clothes apart; the learning rate decays late in training."),
    "C3": N_("Three convolutions and strong dropout on small colour photos, a much harder task than digits."),
}

_FIGURES = {
    "accuracy": N_("training accuracy {value}"),
    "val_accuracy": N_("validation accuracy {value}"),
    "test_accuracy": N_("test accuracy {value}"),
    "test_loss": N_("test loss {value}"),
    "val_loss": N_("validation loss {value}"),
    "parameters": N_("{value} parameters"),
    "trainable_parameters": N_("{value} of them trainable"),
}


def title(key: str) -> str:
    """The name of the preset ``key`` in the reader's language, its number left out."""
    return _(TITLES[key])


def sentence(key: str) -> str:
    """What the preset shows, in one sentence."""
    return _(SENTENCES[key])


def figure(published: Published) -> str:
    """One published figure in words, such as "test accuracy 97.06 %"."""
    if published.figure.endswith("accuracy"):
        value = with_percent_sign(f"{100 * published.value:.4g}")
    elif published.figure.endswith("loss"):
        value = f"{published.value:.4f}"
    else:
        value = count(round(published.value))
    return _(_FIGURES[published.figure]).format(value=value)


def published_line(preset: Preset) -> str:
    """What the textbook measured, and the data it was measured on; the counted parameters are left out."""
    measured = [item for item in preset.published if not item.figure.endswith("parameters")]
    if not measured:
        return _("The textbook gives no figure.")
    figures, data = ", ".join(map(figure, measured)), choice("dataset", measured[0].data)
    if measured[0].epoch is None:
        return _("Textbook: {figures}; on the {examples:,} examples of {data}.").format(
            figures=figures, examples=preset.experiment.examples, data=data
        )
    return _("Textbook: {figures} after {epochs} epochs; on the {examples:,} examples of {data}.").format(
        figures=figures, epochs=measured[0].epoch, examples=preset.experiment.examples, data=data
    )
