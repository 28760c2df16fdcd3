"""The field table of `models.experiment.Experiment`: what each of its fields may be."""

from __future__ import annotations

from models.layers import (
    ACTIVATIONS,
    BATCH_NORMS,
    DROPOUT_RANGE,
    INIT_STD_RANGE,
    INITIALIZERS,
    PENALTY_RANGE,
    format_layers,
    parse_layers,
)
from models.settings import Field

IMAGE_DATASETS = ("digits", "mnist", "fashion_mnist", "cifar10")
PLANE_DATASETS = ("moons", "circles", "blobs", "xor", "spiral")
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
SCHEDULES = ("constant", "step", "exponential", "cosine")
MONITORS = ("off", "val_loss", "val_accuracy")
MOST_STEPS_PER_EPOCH = 2000


FIELDS: dict[str, Field] = {
    "dataset": Field(str, choices=IMAGE_DATASETS + PLANE_DATASETS),
    "examples": Field(int, 20, 60_000, scale="log"),
    "validation_share": Field(float, 0.0, 0.5),
    "label_noise": Field(float, 0.0, 0.5),
    "seed": Field(int, 0, 9999),
    "layers": Field(tuple, read=parse_layers, write=format_layers),
    "activation": Field(str, choices=ACTIVATIONS),
    "initializer": Field(str, choices=INITIALIZERS),
    "init_std": Field(float, *INIT_STD_RANGE, scale="log"),
    "batch_norm": Field(str, choices=BATCH_NORMS),
    "dropout": Field(float, *DROPOUT_RANGE, live=True),
    "l1": Field(float, *PENALTY_RANGE, scale="log", live=True),
    "l2": Field(float, *PENALTY_RANGE, scale="log", live=True),
    "input_batch_norm": Field(bool),
    "input_dropout": Field(float, *DROPOUT_RANGE, live=True),
    "optimizer": Field(str, choices=OPTIMIZERS),
    "learning_rate": Field(float, 1e-6, 10.0, scale="log", live=True),
    "momentum": Field(float, 0.0, 0.999),
    "rho": Field(float, 0.0, 0.9999),
    "beta_1": Field(float, 0.0, 0.9999),
    "beta_2": Field(float, 0.0, 0.99999),
    "batch_size": Field(int, 1, 1024, scale="log"),
    "epochs": Field(int, 1, 1000, scale="log"),
    "steps_per_epoch": Field(int, 0, MOST_STEPS_PER_EPOCH, scale="log"),
    "schedule": Field(str, choices=SCHEDULES),
    "decay_factor": Field(float, 0.01, 1.0),
    "decay_epochs": Field(int, 1, 500, scale="log"),
    "early_stopping": Field(str, choices=MONITORS),
    "patience": Field(int, 1, 100, scale="log"),
    "restore_best": Field(bool),
    "checkpoint": Field(str, choices=MONITORS),
    "stop_when_met": Field(bool),
}


# Which extra fields each optimizer reads.
OPTIMIZER_VALUES: dict[str, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("momentum",),
    "nesterov": ("momentum",),
    "adagrad": (),
    "rmsprop": ("rho",),
    "adam": ("beta_1", "beta_2"),
}

# The learning rate that each optimizer usually begins with on networks as small as these.
USUAL_RATE = {"sgd": 0.05, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.01, "rmsprop": 1e-3, "adam": 1e-3}


def usual_rate(optimizer: str, momentum: float) -> float:
    """The learning rate that an optimizer usually needs.

    Args:
        momentum: of those that have one; they are usually run with 0.9. A step in the same direction again and again
            comes to rate / (1 - momentum) (Sutskever et al. 2013), so a larger one needs a smaller rate.
    """
    if "momentum" not in OPTIMIZER_VALUES[optimizer]:
        return USUAL_RATE[optimizer]
    return USUAL_RATE[optimizer] * round(10 * (1 - momentum), 9)  # rounded: with 0.9 it is the usual one exactly
