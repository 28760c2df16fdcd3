"""What an experiment of the lab learns from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.datasets import Split, load, prepare
from models.experiment import Experiment


def first_training_examples(experiment: Experiment, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first rows of `Split.x_train` and ``y_train``, without copying the rest of a large set.

    Raises:
        DatasetMissing, DatasetBroken: see `models.datasets.load`.
    """
    dataset = load(experiment.dataset)
    labels = replace(dataset, x_train=np.arange(len(dataset.x_train)))
    split = prepare(labels, experiment.examples, experiment.validation_share, experiment.label_noise, experiment.seed)
    return dataset.x_train[split.x_train[:count]], split.y_train[:count]


def split_for(experiment: Experiment) -> Split:
    """What this experiment learns from.

    Raises:
        DatasetMissing, DatasetBroken: see `models.datasets.load`.
    """
    return prepare(
        load(experiment.dataset),
        experiment.examples,
        experiment.validation_share,
        experiment.label_noise,
        experiment.seed,
    )
