"""The textbook experiments in words: a title, one sentence, the published figures, and a note on them."""

from __future__ import annotations

from collections.abc import Iterable

from components.i18n import N_, _
from components.words.labels import choice
from components.words.numbers import count, decimals, duration, percent
from models.experiment import Experiment
from models.jobs import Limits
from models.textbook import Figure, Preset, Published

TITLES = {
    "A1": N_("Three starting points"),
    "B1": N_("Sigmoid and plain SGD"),
    "B2": N_("ReLU and He initialization"),
    "B3": N_("Batch norm"),
    "B3-": N_("The same layers without batch norm"),
    "B4": N_("Dropout on the input"),
    "B4+": N_("Dropout, a second time"),
    "B5": N_("Early stopping"),
    "B6": N_("L2, dropout and callbacks"),
    "C1": N_("Convolutions on Fashion-MNIST"),
    "C2": N_("C1, training continued part by part"),
    "C3": N_("Convolutions on CIFAR-10"),
    "E1": N_("VGG16 as it is"),
    "E2": N_("VGG16 with a softmax head"),
    "E3": N_("Frozen VGG16 for dogs and cats"),
    "E4": N_("Fine-tuned VGG16 for sign language"),
}

SENTENCES = {
    "B1": N_("Three hidden layers learn digits slowly. Watch when the validation accuracy stops following."),
    "B2": N_("The same network with ReLU learns far faster, until it knows every training digit by heart."),
    "B3": N_("Three pairs of layers, and batch norm in the middle of each pair."),
    "B3-": N_("Train it beside B3: only batch norm is missing, so what differs is its doing."),
    "B4": N_("A fifth of the input is switched off at random, so that no pixel can be relied upon."),
    "B4+": N_("Batch norm and dropout also behind the first hidden layer: does the gap to validation narrow?"),
    "B5": N_("Training ends when the validation loss has not improved for ten epochs, and the best weights return."),
    "B6": N_("Everything against overfitting at once, and a callback that stops when the two accuracies meet."),
    "C1": N_("Two convolutions, batch norm and dropout tell clothes apart, until the validation loss stops falling."),
    "C3": N_("Three convolutions and strong dropout on small colour photos, a much harder task than digits."),
    "E1": N_("One photo, and the five likeliest classes."),
    "E2": N_("The base is frozen; its feature maps, flattened, go straight to two outputs."),
    "E3": N_("A dense layer, batch norm and dropout on the frozen base: few photos are enough."),
    "E4": N_("Hands look little like ImageNet: the last five layers are trained further, with a small rate."),
}

_B4_EVALUATED = 0.9758
# Where a figure was read, what the textbook leaves open, and what makes a comparison unfair.
NOTES = {
    "B1": N_("The training accuracy was read in the middle of an epoch, at step 875 of 1,875."),
    "B2": N_("The textbook says “some 200 epochs”. That its batches have 32 digits is inferred."),
    "B3": N_(
        "SGD and the 100 epochs are inferred. The textbook compares it with B2, which has three dense layers and "
        "batches of 32 where this has six and batches of 100. A fair comparison is B3-."
    ),
    "B3-": N_("It is not in the textbook."),
    "B4": N_("Both are of the progress line; a separate evaluation gave {accuracy}."),
    "B4+": N_("The textbook only asks whether it does: measure it."),
    "B5": N_("The epoch is chosen on the test digits, which are the validation data here."),
    "B6": N_(
        "The epoch is chosen on the test digits, which are the validation data here. The textbook stops where the two "
        "accuracies are equal, which they hardly ever are; here, where training has at least reached validation."
    ),
    "C1": N_(
        "Training ended after epoch 9, and the weights of epoch 6 were scored. The learning rate was to fall from "
        "epoch 11 on, so it never did. On all of Fashion-MNIST an epoch is 3,000 steps: on a slow machine the "
        "time that a run may take ({time}) can be over before the training is."
    ),
    "C3": N_("The textbook says “about 0.70”. Validation data are the test pictures."),
    "E2": N_("The textbook builds this network and does not train it; it is trained as E3 here."),
    "E3": N_(
        "In the textbook an epoch is four steps, 80 in all, so not all photos. Batches of 20 are ours: its size is "
        "illegible."
    ),
    "E4": N_(
        "In the textbook an epoch is 18 steps, 360 in all, and the photos are enlarged from 100 to 224 pixels. Batches "
        "of 32 are ours: its size is illegible. The weights at the end were scored, on 50 photos. It took less than 15 "
        "minutes; on a slow machine the time that a run may take here ({time}) can be over before."
    ),
}

_FIGURES: dict[Figure, str] = {
    "accuracy": N_("training accuracy {value}"),
    "val_accuracy": N_("validation accuracy {value}"),
    "test_accuracy": N_("test accuracy {value}"),
    "test_loss": N_("test loss {value}"),
    "val_loss": N_("validation loss {value}"),
    "probability": N_("probability of the right class {value}"),
    "parameters": N_("{value} parameters"),
    "trainable_parameters": N_("{value} of them trainable"),
}


def title(key: str) -> str:
    """The name of the preset ``key`` in the reader's language, its number left out."""
    return _(TITLES[key])


def sentence(key: str) -> str:
    """What the preset shows, in one sentence."""
    return _(SENTENCES[key])


def note(key: str) -> str:
    """What has to be known about the figures of the preset ``key``."""
    return _(NOTES[key]).format(accuracy=percent(_B4_EVALUATED, 2), time=longest_run())


def longest_run() -> str:
    """The time that a run may take here, such as "10 min"."""
    return duration(Limits().budget)


def learnt_from(experiment: Experiment) -> int:
    """How many examples the network learns from; those held out for validation are not among them."""
    return experiment.examples - round(experiment.examples * experiment.validation_share)


def figures_line(published: Iterable[Published]) -> str:
    """Published figures in words, such as "test accuracy 97.06 %, test loss 0.1008"."""
    return ", ".join(_(_FIGURES[item.figure]).format(value=figure_text(item.figure, item.value)) for item in published)


def figure_text(figure: Figure, value: float) -> str:
    """A figure as the textbook writes it, with no more decimals than it has."""
    if figure.endswith("loss"):
        return decimals(value, 4)
    return count(round(value)) if figure.endswith("parameters") else percent(value, figures=4)


def published_line(preset: Preset[Experiment]) -> str:
    """What the textbook measured, and the data it was measured on; the counted parameters are left out."""
    measured = [item for item in preset.published if not item.figure.endswith("parameters")]
    if not measured:
        return _("The textbook gives no figure.")
    figures, data = figures_line(measured), choice("dataset", preset.experiment.dataset)
    examples = learnt_from(preset.experiment)
    if measured[0].epoch is None:
        return _("Textbook: {figures}; learnt from {examples:,} examples of {data}.").format(
            figures=figures, examples=examples, data=data
        )
    return _("Textbook: {figures} after {epochs} epochs; learnt from {examples:,} examples of {data}.").format(
        figures=figures, epochs=measured[0].epoch, examples=examples, data=data
    )
