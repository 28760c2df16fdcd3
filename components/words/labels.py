"""The names that fields and values have on the screen, and what each control's help says."""

from __future__ import annotations

from typing import Any

from components.i18n import N_, _
from components.words.choices import CHOICES
from components.words.numbers import format_number, with_percent_sign
from models.experiment import Experiment
from models.layers import format_layers

LABELS = {
    "dataset": N_("Dataset"),
    "examples": N_("Examples"),
    "validation_share": N_("Validation share"),
    "label_noise": N_("Label noise"),
    "seed": N_("Seed"),
    "layers": N_("Layers and units"),
    "activation": N_("Activation"),
    "initializer": N_("Initializer"),
    "init_std": N_("Init std"),
    "batch_norm": N_("Batch norm"),
    "dropout": N_("Dropout rate"),
    "l1": N_("L1 lambda"),
    "l2": N_("L2 lambda"),
    "input_batch_norm": N_("Input batch norm"),
    "input_dropout": N_("Input dropout"),
    "optimizer": N_("Optimizer"),
    "learning_rate": N_("Learning rate"),
    "momentum": N_("Momentum"),
    "rho": N_("Rho"),
    "beta_1": N_("Beta 1"),
    "beta_2": N_("Beta 2"),
    "batch_size": N_("Batch size"),
    "epochs": N_("Epochs"),
    "steps_per_epoch": N_("Steps per epoch"),
    "schedule": N_("Schedule"),
    "decay_factor": N_("Decay factor"),
    "decay_epochs": N_("Decay epochs"),
    "early_stopping": N_("Early stopping"),
    "patience": N_("Patience"),
    "restore_best": N_("Restore best weights"),
    "checkpoint": N_("Keep the best model"),
    "stop_when_met": N_("Stop when training accuracy reaches validation accuracy"),
    "inputs": N_("Inputs"),
    "compared": N_("Networks"),
    "depth": N_("Layers"),
    "width": N_("Units per layer"),
    "bias": N_("Bias"),
    "compare": N_("Compare A | B"),
    "own_scale": N_("Each layer on its own scale"),
    "speed": N_("Speed"),
    "log_loss": N_("Logarithmic loss"),
    "penalty": N_("Penalty beside the loss"),
    "layer": N_("Layer"),
    "unit": N_("Unit"),
    "gamma": N_("Scale γ"),
    "beta": N_("Shift β"),
    "surface": N_("Surface"),
    "formula": N_("Formula"),
    "optimizers": N_("Optimizers"),
    "noise": N_("Gradient noise"),
    "x": N_("Start x"),
    "y": N_("Start y"),
    "two_starts": N_("Two starting points"),
    "x2": N_("Second start x"),
    "y2": N_("Second start y"),
    "steps": N_("Steps"),
    "selected": N_("Show the rule of"),
    "model": N_("Model"),
    "second": N_("Compare with"),
    "fit": N_("Crop or squeeze"),
    "average": N_("Average crops and scales"),
    "sample": N_("Sample picture"),
    "part": N_("Look closer"),
    "rank": N_("Class"),
    "pixel_x": N_("Pixel, across"),
    "pixel_y": N_("Pixel, down"),
    "patch_x": N_("Patch, across"),
    "patch_y": N_("Patch, down"),
    "patch_size": N_("Patch size"),
    "per_class": N_("Training photos per class"),
    "augmentation": N_("Augmentation"),
    "variants": N_("Variants of each photo"),
    "photo_size": N_("Photo size"),
    "network": N_("Pretrained network"),
    "strategy": N_("Strategy"),
    "block": N_("Trained from block"),
    "pooling": N_("Pooling before the head"),
    "head": N_("Head"),
    "base_rate": N_("Learning rate of the base"),
    "dense_layers": N_("Depth"),
    "skip": N_("Skip connections"),
    "joining": N_("How the skip joins"),
    "head_epochs": N_("Epochs of the head alone"),
    "test_picture": N_("Test picture"),
    "picture": N_("Picture"),
    "digit": N_("Digit"),
    "drawing": N_("Drawing"),
    "kernel": N_("Kernel"),
    "kernel_size": N_("Kernel size"),
    "cells": N_("Cells of the kernel"),
    "filter": N_("Learnt filter"),
    "stride": N_("Stride"),
    "padding": N_("Padding"),
    "pool": N_("Pooling"),
    "pool_size": N_("Pooling size"),
    "pool_stride": N_("Pooling stride"),
    "next_kernel": N_("Second convolution"),
    "place": N_("Place"),
    "channels": N_("Channels"),
    "place_x": N_("Place, across"),
    "place_y": N_("Place, down"),
    "module": N_("Module"),
    "bottlenecks": N_("1 × 1 bottlenecks"),
    "one": N_("1 × 1"),
    "before_three": N_("Before 3 × 3"),
    "three": N_("3 × 3"),
    "before_five": N_("Before 5 × 5"),
    "five": N_("5 × 5"),
    "behind_pool": N_("Behind pooling"),
    "auxiliary": N_("Auxiliary heads"),
    "head_weight": N_("Weight of the auxiliary heads"),
    "weights_seed": N_("Seed of the weights"),
    "picture_size": N_("Picture size"),
    "last_channels": N_("Channels of the last map"),
    "animals": N_("Animals"),
    "first_drawing": N_("Which drawings"),
    "gap": N_("Ground around the animals"),
    "architecture": N_("Network"),
    "measure": N_("Accuracy"),
    "cost": N_("Against"),
}

HELP = {
    "dataset": N_(
        "What the network learns to tell apart; MNIST, Fashion-MNIST and CIFAR-10 have to be downloaded once."
    ),
    "examples": N_("How many pictures or points there are to learn from, those held out for validation included."),
    "validation_share": N_(
        "The part of the examples that is held out to check what the network has learnt; "
        "if it is 0, the test set is used for that."
    ),
    "label_noise": N_("The part of the training examples that is given a wrong label on purpose."),
    "seed": N_("The number all chance starts from: the same seed gives the same run again."),
    "activation": N_("The function that each unit applies to its weighted sum before passing it on."),
    "initializer": N_("How the weights are drawn at random before training begins."),
    "init_std": N_("How widely the first weights are spread around zero (their standard deviation)."),
    "batch_norm": N_(
        "Shifts and scales each unit's values over a batch to mean 0 and spread 1, before or after the activation."
    ),
    "dropout": N_("The share of each layer's units that is switched off at random in each training step."),
    "l1": N_(
        "Adds this number times the sum of the absolute weights of the hidden layers to the loss, which drives small "
        "weights to zero."
    ),
    "l2": N_(
        "Adds this number times the sum of the squared weights of the hidden layers to the loss, which keeps weights "
        "small."
    ),
    "input_batch_norm": N_("Shifts and scales each input to mean 0 and spread 1 before the first layer."),
    "input_dropout": N_("The share of the inputs that is set to zero at random in each training step."),
    "optimizer": N_("The rule that turns gradients into changes of the weights."),
    "learning_rate": N_("How far the weights move in each step; it can be changed while the network trains."),
    "momentum": N_("The share of the last step that is carried on into the next."),
    "rho": N_("How slowly old gradients are forgotten: closer to 1 remembers longer."),
    "beta_1": N_("How slowly the running mean of the gradients forgets: closer to 1 remembers longer."),
    "beta_2": N_("How slowly the running mean of the squared gradients forgets: closer to 1 remembers longer."),
    "batch_size": N_("How many examples share one step of the weights."),
    "epochs": N_("How many times the network sees all training examples."),
    "steps_per_epoch": N_(
        "How many batches make an epoch: all of them show each example once; with fewer, the next epoch goes on where "
        "the last one stopped."
    ),
    "schedule": N_("How the learning rate changes over the epochs; the slider above sets where it starts."),
    "decay_factor": N_("What the learning rate is multiplied by each time it falls."),
    "decay_epochs": N_(
        "Step: it falls once every this many epochs; exponential: it falls each epoch, after this many."
    ),
    "early_stopping": N_("Ends the training when this figure has not got better for a while."),
    "patience": N_("How many epochs without improvement to wait before training ends early."),
    "restore_best": N_("Goes back to the weights of the best epoch when training was ended early."),
    "checkpoint": N_("Keeps the weights of the epoch in which this figure was best, and tests with those."),
    "stop_when_met": N_("Ends the training as soon as the two curves meet."),
    "inputs": N_("What is sent through the network: 100 random values each, or the 784 pixels of real digits."),
    "compared": N_("Which networks are compared; all have about the same number of parameters."),
    "depth": N_("How many layers follow one another."),
    "width": N_("How many units each layer has."),
    "bias": N_("A number that is added to every unit's weighted sum."),
    "compare": N_("Keeps this setting as A; the controls then change B, which stands beside it."),
    "own_scale": N_("Stretches every layer's histogram over the whole width; its range is then told in its text."),
    "speed": N_("How fast a run may go: slower shows more of the way, to the same result."),
    "log_loss": N_("Shows small differences late in the training."),
    "penalty": N_("A thin line for the L1 and L2 penalty, which training lowers together with the loss."),
    "layer": N_("Which layer's batch normalization is looked at."),
    "unit": N_("Which unit of the layer is looked at."),
    "gamma": N_("What the normalized value is multiplied by; training learns it, beginning at 1."),
    "beta": N_("What is added after that; training learns it, beginning at 0."),
    "surface": N_("The loss as a function of two weights, x and y."),
    "formula": N_("A loss of your own in x and y, such as (x² − 1)² + y² or sin(3x) + x^2/4 + y^2."),
    "optimizers": N_("Which rules race against one another."),
    "noise": N_("How widely random errors of the gradient spread, as if each step saw another batch."),
    "x": N_("Where the race begins; a click on the surface sets it too."),
    "y": N_("Where the race begins; a click on the surface sets it too."),
    "two_starts": N_("Lets every optimizer start from a second place as well."),
    "x2": N_("Where the second race begins."),
    "y2": N_("Where the second race begins."),
    "steps": N_("How many steps each optimizer takes."),
    "selected": N_("The optimizer whose rule is shown with its numbers."),
    "model": N_("The pretrained network that looks at the photo."),
    "second": N_("Another network that looks at the same photo, side by side."),
    "fit": N_("Networks take square pictures: the middle is cut out, or the whole photo is squeezed."),
    "average": N_("Asks the network about 30 parts and sizes of the photo and averages what it says."),
    "sample": N_("A built-in picture to try; choosing another one shows it, also while you look at a photo of yours."),
    "part": N_("What is shown below the answer."),
    "rank": N_("Which of the answers is explained."),
    "pixel_x": N_("Which pixel's numbers are followed into the network."),
    "pixel_y": N_("Which pixel's numbers are followed into the network."),
    "patch_x": N_("Where the grey square hides the photo."),
    "patch_y": N_("Where the grey square hides the photo."),
    "patch_size": N_("How much of the photo's side the grey square covers."),
    "per_class": N_("How many photos of each class the network learns from, at most."),
    "augmentation": N_("Changes the training photos at random in these ways, so that the network sees more of them."),
    "variants": N_("How many of each training photo there are with augmentation, the photo itself among them."),
    "photo_size": N_("Every photo is squeezed to a square of this size; smaller ones are faster and show less."),
    "network": N_("The network that has learnt from ImageNet's 1.3 million photos and is used again."),
    "strategy": N_("What to do with the pretrained network: how much of it is trained further."),
    "block": N_("The first block of the network that is trained; all before it stay as they are."),
    "pooling": N_("How the base's last feature maps become one list of numbers for the head."),
    "head": N_("The new layers that stand on the base and name the classes."),
    "dense_layers": N_("How many Dense layers stand between the first one and the softmax, in blocks of two."),
    "skip": N_("What each block is given goes past it, too, so that it has to learn only what is missing."),
    "joining": N_(
        "How what goes past a block is joined to what the block makes, and what the second layer of each block begins "
        "with."
    ),
    "base_rate": N_("How far the pretrained weights move in each step; smaller than the head's rate, as a rule."),
    "head_epochs": N_("So many of the epochs, the first ones, train the new head on the frozen base; then both."),
    "test_picture": N_("Which of the first hundred pictures of the test set the filters look at."),
    "picture": N_("What the window runs over: 28 × 28 pixels, or a photo of 224 × 224."),
    "digit": N_("Which of a hundred handwritten digits."),
    "kernel": N_("The weights of the window; changing a cell below makes it your own."),
    "kernel_size": N_("How many pixels the window's side has."),
    "filter": N_("One of the 32 filters that a small network found for itself while it learnt digits."),
    "stride": N_("How many pixels the window moves on from place to place."),
    "padding": N_(
        "Whether the window stays inside the picture, or zeros are added around it so that nothing gets smaller."
    ),
    "pool": N_("What a second window hands on of the values that it sees: the largest one, or their average."),
    "pool_size": N_("How many values the side of the pooling window has."),
    "pool_stride": N_("How many values the pooling window moves on."),
    "next_kernel": N_("A convolution of 3 × 3 behind the first one, with stride 1."),
    "channels": N_("How many channels each of the layers takes and hands on."),
    "place_x": N_("Which pixel of the last layer's answer is looked at."),
    "place_y": N_("Which pixel of the last layer's answer is looked at."),
    "module": N_("Which of GoogLeNet's nine modules it is; choosing one sets all channels as published."),
    "bottlenecks": N_("Convolutions of 1 × 1 that hand fewer channels to the larger ones."),
    "one": N_("How many channels the convolution of 1 × 1 hands on."),
    "before_three": N_("How many channels the bottleneck leaves for the convolution of 3 × 3."),
    "three": N_("How many channels the convolution of 3 × 3 hands on."),
    "before_five": N_("How many channels the bottleneck leaves for the convolution of 5 × 5."),
    "five": N_("How many channels the convolution of 5 × 5 hands on."),
    "behind_pool": N_("How many channels the convolution of 1 × 1 behind the pooling hands on."),
    "auxiliary": N_("Two more softmax layers on the way, whose losses are added to that of the last head."),
    "head_weight": N_("What the loss of each auxiliary head is multiplied by; GoogLeNet takes 0.3."),
    "weights_seed": N_("The number that the random weights start from, and the choice of the digits."),
    "picture_size": N_("How many pixels the picture is wide and high; the last map has one for every 32."),
    "last_channels": N_("How many channels the last convolution hands on."),
    "animals": N_("Which animals stand side by side on the picture."),
    "first_drawing": N_(
        "Which of the 100 test drawings of its kind the first animal is; the others are the next ones."
    ),
    "gap": N_("Pixels between the animals and around them."),
    "architecture": N_("The network that is taken apart below the chart."),
    "measure": N_("Whether the right class was the first answer, or among the first five."),
    "cost": N_("What the accuracy is held against."),
}

# What a single layer has beside the settings that the experiment has too.
LAYER_LABELS = {
    "units": N_("Units"),
    "dense layers": N_("Hidden layers"),
    "convolutions": N_("Convolution blocks"),
}

_SHARES = {
    "validation_share",
    "label_noise",
    "pixel_x",
    "pixel_y",
    "patch_x",
    "patch_y",
    "patch_size",
    "place_x",
    "place_y",
}


def label(field: str) -> str:
    """The name of a field of a page's settings, or of a part of a `Layer`, in the reader's language."""
    return _(LABELS.get(field) or LAYER_LABELS.get(field, field))


def help_text(field: str) -> str:
    """One sentence on what the field does."""
    return _(HELP[field])


def choice(field: str, name: str) -> str:
    """The name of one of a field's choices: "he_normal" is "He normal"."""
    return _(CHOICES[field][name])


def format_value(field: str, value: Any) -> str:
    """A field's value as the reader sees it at its control."""
    if isinstance(value, str) and field not in CHOICES:
        return value
    if isinstance(value, bool):
        return _("On") if value else _("Off")
    if isinstance(value, tuple):
        names = format_layers(value) if field == "layers" else ", ".join(choice(field, name) for name in value)
        return names or "–"
    if field in CHOICES:
        return choice(field, value) if value in CHOICES[field] else str(value)
    if field in _SHARES:
        return with_percent_sign(format_number(float(f"{value * 100:.12g}")))
    if field == "steps_per_epoch" and not value:
        return _("All")
    # A seed is a name more than an amount: no thousands separator.
    return str(value) if field in {"seed", "weights_seed"} else format_number(value)


assert set(Experiment.FIELDS) <= set(LABELS)
