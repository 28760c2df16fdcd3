"""The networks that the training benchmark measures: textbook experiments without their callbacks."""

from __future__ import annotations

from models.experiment import Experiment
from models.training.presets import PRESETS


def _bare(key: str, **changes: object) -> Experiment:
    """A preset's experiment that trains to its last epoch at a constant rate."""
    bare = {"schedule": "constant", "early_stopping": "off", "checkpoint": "off", "stop_when_met": False}
    return PRESETS[key].experiment.replace(**bare, **changes)


EXPERIMENTS: dict[str, Experiment] = {
    "mlp": _bare("B1", epochs=5),
    "bn_dropout": _bare("B6", epochs=5, optimizer="adam", learning_rate=0.001),
    # 9,600 pictures to train on.
    "cnn": _bare("C1", epochs=2, examples=12_000),
}

# Those that are watched, the default one among them.
WATCHED: dict[str, Experiment] = {"default": Experiment(epochs=200), **EXPERIMENTS}
