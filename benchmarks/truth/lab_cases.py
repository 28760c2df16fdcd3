"""Settings of the training lab: drawn over all its controls, and built for the kinds that chance rarely meets."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.truth.cases import Case
from models.datasets import PLANE_DATASETS
from models.experiment import Experiment
from models.layers import ACTIVATIONS, INITIALIZERS, Layer, LayerError
from models.network.shapes import kernel_shapes
from models.settings import SettingError

SETS = ("digits", *PLANE_DATASETS)
# A run must stay below fifteen seconds with what is trained on afterwards.
_MOST_STEPS = {"dense": 6000, "conv": 700}
_RATES = {"sgd": 0.05, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.02, "rmsprop": 1e-3, "adam": 1e-3}

SMALL = Experiment(examples=1000, epochs=40)
DEEP = SMALL.replace(layers=(Layer(64),) * 5)
WIDE = SMALL.replace(layers=(Layer(512),) * 6, activation="tanh", initializer="normal", learning_rate=1e-6, epochs=3)
POINTS = Experiment(dataset="moons", examples=400, epochs=60, layers=(Layer(16), Layer(16)))


def drawn(rng: np.random.Generator, count: int) -> list[Case]:
    """Settings drawn at random, every control of the lab among them."""
    cases: list[Case] = []
    while len(cases) < count:
        try:
            experiment = _draw(rng)
            kernel_shapes(experiment, (28, 28, 1), 10)
        except (SettingError, LayerError):
            continue
        cases.append(_with_change(rng, experiment))
    return cases


def _draw(rng: np.random.Generator) -> Experiment:
    def pick(*choices: Any) -> Any:
        return choices[rng.integers(len(choices))]

    def sometimes(share: float, value: Any, otherwise: Any) -> Any:
        return value if rng.random() < share else otherwise

    dataset = pick("digits", "digits", *SETS)
    conv = dataset == "digits" and rng.random() < 0.15
    units = [int(pick(4, 8, 16, 32, 64, 128)) for _ in range(int(rng.integers(0, 6)))]
    front = [Layer(int(pick(4, 8)), kernel=3, pool=int(pick(2, 3)), padding=pick("same", "valid"))] if conv else []
    optimizer = pick(*_RATES)
    batch = int(pick(8, 16, 32, 64, 128))
    examples = int(pick(40, 100, 300, 1000, 2000))
    steps = math.ceil(examples / batch)
    most = _MOST_STEPS["conv" if conv else "dense"] // steps - 20
    return Experiment(
        dataset=dataset,
        examples=examples,
        epochs=max(5, min(int(pick(20, 40, 60, 100)), most)),
        validation_share=float(pick(0.2, 0.2, 0.3, 0.5, 0.0)),
        label_noise=float(sometimes(0.2, pick(0.1, 0.3, 0.5), 0.0)),
        seed=int(rng.integers(1, 1000)),
        layers=tuple(front + [Layer(u) for u in units]),
        activation=pick(*ACTIVATIONS, "relu", "tanh"),
        initializer=pick(*INITIALIZERS, "he_normal", "normal"),
        init_std=float(pick(0.001, 0.01, 0.05, 0.1, 0.3, 1.0, 3.0)),
        batch_norm=sometimes(0.25, pick("before", "after"), "off"),
        dropout=float(sometimes(0.3, pick(0.1, 0.3, 0.5, 0.8), 0.0)),
        l1=float(sometimes(0.1, pick(1e-4, 1e-3, 1e-2), 0.0)),
        l2=float(sometimes(0.2, pick(1e-4, 1e-3, 1e-2, 0.1), 0.0)),
        input_batch_norm=rng.random() < 0.1,
        input_dropout=float(sometimes(0.1, 0.2, 0.0)),
        optimizer=optimizer,
        learning_rate=float(f"{_RATES[optimizer] * 10 ** rng.uniform(-2, 1.5):.2g}"),
        momentum=float(pick(0.5, 0.9, 0.99)),
        batch_size=batch,
        steps_per_epoch=int(sometimes(0.1, pick(4, 10, 20), 0)),
        schedule=sometimes(0.25, pick("step", "exponential", "cosine"), "constant"),
        decay_epochs=int(pick(5, 10, 20)),
        early_stopping=sometimes(0.15, pick("val_loss", "val_accuracy"), "off"),
        patience=int(pick(3, 5, 10)),
        restore_best=rng.random() < 0.7,
        checkpoint=sometimes(0.1, pick("val_loss", "val_accuracy"), "off"),
        stop_when_met=rng.random() < 0.1,
    )


def _with_change(rng: np.random.Generator, experiment: Experiment) -> Case:
    """One in ten is changed while it runs, as the sliders allow: dropout, a penalty or the rate."""
    if rng.random() > 0.1 or experiment.epochs < 20:
        return Case.of("lab", experiment)
    at = experiment.epochs // 2
    if experiment.dropout:
        return Case.of("lab", experiment, "", at, dropout=0.1 if experiment.dropout == 0.8 else 0.8)
    if experiment.l2:
        return Case.of("lab", experiment, "", at, l2=min(1.0, 30 * experiment.l2))
    return Case.of("lab", experiment, "", at, learning_rate=experiment.learning_rate / 10)


def built(seed: int) -> list[Case]:
    """Settings of which a kind of sentence must be said by the end; the seed makes them others of their sort."""
    kinds: dict[str, list[Experiment]] = {
        "diverged": [
            DEEP.replace(learning_rate=5.0),
            SMALL.replace(activation="linear", learning_rate=1.0, initializer="he_normal"),
            DEEP.replace(initializer="normal", init_std=1.0, learning_rate=0.05),
        ],
        "alike": [
            DEEP.replace(initializer="zeros", activation="sigmoid"),
            SMALL.replace(initializer="zeros", activation="tanh"),
            POINTS.replace(initializer="zeros", activation="relu"),
        ],
        "rate_too_high": [
            SMALL.replace(optimizer="adam", learning_rate=0.3),
            SMALL.replace(learning_rate=2.0),
            POINTS.replace(optimizer="adam", learning_rate=0.5, dataset="spiral"),
        ],
        "rate_too_low": [
            SMALL.replace(learning_rate=1e-4),
            SMALL.replace(optimizer="adam", learning_rate=2e-6),
            POINTS.replace(learning_rate=3e-4),
        ],
        "dead": [
            SMALL.replace(dropout=0.9),
            SMALL.replace(learning_rate=0.8, layers=(Layer(64),) * 3),
        ],
        "vanishing": [
            DEEP.replace(activation="sigmoid", initializer="glorot_normal"),
            DEEP.replace(activation="tanh", initializer="normal", init_std=0.01),
            DEEP.replace(activation="sigmoid", initializer="normal", init_std=0.1),
        ],
        "growing": [
            DEEP.replace(initializer="normal", init_std=1.0, learning_rate=1e-6),
            DEEP.replace(initializer="normal", init_std=0.7, learning_rate=1e-6, activation="linear"),
        ],
        "exploding": [
            WIDE.replace(init_std=20.0),
            WIDE.replace(init_std=10.0, examples=500),
        ],
        "saturated": [
            DEEP.replace(activation="tanh", initializer="normal", init_std=2.0, learning_rate=1e-3),
            DEEP.replace(activation="sigmoid", initializer="normal", init_std=3.0, learning_rate=1e-3),
        ],
        "indistinct": [
            DEEP.replace(initializer="normal", init_std=0.01),
            DEEP.replace(activation="tanh", initializer="normal", init_std=0.001),
        ],
        "stuck": [
            DEEP.replace(activation="sigmoid", initializer="normal", init_std=0.01, epochs=60),
            SMALL.replace(layers=(Layer(64, activation="sigmoid"),) * 4, initializer="glorot_normal"),
        ],
        "memorised": [
            SMALL.replace(label_noise=0.3, epochs=80, optimizer="adam", learning_rate=1e-3),
            SMALL.replace(label_noise=0.5, examples=300, epochs=100, optimizer="adam", learning_rate=2e-3),
        ],
        "overfitting": [
            SMALL.replace(examples=200, epochs=100, optimizer="adam", learning_rate=3e-3),
            POINTS.replace(
                examples=60, epochs=300, optimizer="adam", learning_rate=0.01, layers=(Layer(64), Layer(64))
            ),
            SMALL.replace(examples=300, epochs=60, optimizer="adam", learning_rate=5e-3),
        ],
        "underfitting": [
            POINTS.replace(dataset="spiral", examples=2000, layers=(Layer(16),), l2=0.05, epochs=60),
            POINTS.replace(dataset="spiral", examples=2000, dropout=0.5, epochs=80),
            POINTS.replace(dataset="spiral", activation="linear", epochs=60),
        ],
        "gap": [
            SMALL.replace(examples=100, epochs=60),
            SMALL.replace(examples=150, epochs=60, optimizer="adam", learning_rate=1e-3),
        ],
        "lag": [
            SMALL.replace(batch_norm="before", batch_size=128, epochs=5, learning_rate=0.05),
            SMALL.replace(batch_norm="after", batch_size=128, epochs=6, optimizer="adam", learning_rate=1e-3),
        ],
        "early_stopped": [
            SMALL.replace(early_stopping="val_loss", patience=3, optimizer="adam", learning_rate=1e-3, epochs=100)
        ],
        "met": [SMALL.replace(stop_when_met=True, dropout=0.1, epochs=80)],
        "train_below_validation": [
            SMALL.replace(dropout=0.5, epochs=30),
            POINTS.replace(label_noise=0.3, epochs=40),
            SMALL.replace(label_noise=0.3, epochs=20),
        ],
        "improving": [SMALL.replace(epochs=10, learning_rate=0.01), SMALL.replace(examples=2000, epochs=10)],
        "balanced": [DEEP.replace(epochs=10), DEEP.replace(activation="tanh", initializer="glorot_normal", epochs=10)],
        "batch_norm": [DEEP.replace(batch_norm="before", epochs=20), DEEP.replace(batch_norm="after", epochs=20)],
    }
    return [
        Case.of("lab", experiment.replace(seed=seed + place), kind)
        for kind, experiments in kinds.items()
        for place, experiment in enumerate(experiments)
    ]
