"""What is shown of a run before it begins: the fresh network on real examples, computed by NumPy."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from models.datasets import Split
from models.experiment import Experiment
from models.runs.frames import Frame
from models.training.data import first_training_examples, split_for
from models.training.preview import preview, probe_size


@lru_cache(maxsize=200)
def first_frame(experiment: Experiment) -> Frame:
    """The frame of step 0, the same as the engine would draw: its weights come from the same seed."""
    return preview(experiment, *first_training_examples(experiment, probe_size(experiment)))


def plane_points(experiment: Experiment) -> Split:
    """The points that the experiment learns from and validates on."""
    names = ("dataset", "examples", "validation_share", "label_noise", "seed")
    return _points(**{name: getattr(experiment, name) for name in names})


@lru_cache(maxsize=50)
def _points(**data: Any) -> Split:
    return split_for(Experiment(layers=(), **data))
