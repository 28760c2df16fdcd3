"""Made-up evidence: a calm run whose every sentence would be right or wrong as a test makes it."""

import numpy as np

from benchmarks.truth.evidence import LayerFacts, Moment, Run, Said
from models.experiment import Experiment

LAYER = LayerFacts(spread=1.0, apart=0.8, between=0.8, within=0.8, constant=0.0, silent=0.0, flat=0.0, alike=False)


def layer(**facts):
    return LayerFacts(**{**vars(LAYER), **facts})


def moment(layers=(LAYER, LAYER), **facts):
    kernels = len(layers) + 1
    usual = {
        "gradients": np.full(kernels, 0.01),
        "columns_differ": np.ones(kernels, bool),
        "first_kernel": np.ones(4, np.float32),
        "loss": 0.5,
        "accuracy": 0.8,
        "clean": 0.8,
        "repeated": np.nan,
    }
    return Moment(layers=tuple(layers), **{**usual, **facts})


def run(end=20, loss=None, accuracy=None, val_loss=None, val_accuracy=None, moments=None, **facts):
    """A run of 40 epochs, twenty of them later; a curve is an array of 40 or one number."""
    return Run(
        loss=_curve(loss, 0.5),
        accuracy=_curve(accuracy, 0.8),
        val_loss=_curve(val_loss, 0.6),
        val_accuracy=_curve(val_accuracy, 0.75),
        rate=np.full(40, 0.05),
        end=end,
        moments=moments or {20: moment()},
        **{"extra": {"settings": Experiment()}} | facts,
    )


def _curve(curve, default):
    return np.broadcast_to(np.asarray(default if curve is None else curve, float), 40).copy()


def said(kind, sentence="", **values):
    return Said(kind, values, (), sentence, 20)


def slope(start, stop):
    return np.linspace(start, stop, 40)
