"""Settings of /transfer that train quickly: heads on cached features of the drawn cats and dogs, and the small CNN."""

from __future__ import annotations

import numpy as np

from benchmarks.truth.cases import Case
from models.transfer.experiment import TransferExperiment

# Small photos, so that the features of all runs are there within seconds.
HEADS = TransferExperiment(photo_size="64", per_class=40)
TINY = HEADS.replace(strategy="small_cnn", per_class=20, epochs=15)


def drawn(rng: np.random.Generator, count: int) -> list[Case]:
    """Heads drawn at random."""

    def pick(*choices):
        return choices[rng.integers(len(choices))]

    def sometimes(share, value, otherwise):
        return value if rng.random() < share else otherwise

    return [
        Case.of(
            "transfer",
            HEADS.replace(
                per_class=int(pick(2, 5, 10, 20, 40, 80)),
                label_noise=float(sometimes(0.3, pick(0.1, 0.3, 0.5), 0.0)),
                pooling=pick("average", "average", "flatten"),
                head=pick("softmax", "dense"),
                dropout=float(pick(0.0, 0.2, 0.5, 0.8)),
                l2=float(sometimes(0.2, pick(1e-3, 1e-2, 0.1), 0.0)),
                optimizer=pick("sgd", "momentum", "rmsprop", "adam"),
                learning_rate=float(f"{10 ** rng.uniform(-5, -0.5):.2g}"),
                batch_size=int(pick(4, 20, 64)),
                epochs=int(pick(5, 20, 50, 80)),
                schedule=sometimes(0.2, pick("step", "exponential"), "constant"),
                early_stopping=sometimes(0.2, pick("val_loss", "val_accuracy"), "off"),
                checkpoint=sometimes(0.2, pick("val_loss", "val_accuracy"), "off"),
                seed=int(rng.integers(1, 1000)),
            ),
        )
        for _ in range(count)
    ]


def built(seed: int) -> list[Case]:
    """Settings of which a kind must be said."""
    plain = HEADS.replace(head="softmax", learning_rate=1e-2, epochs=60, dropout=0.0)
    kinds = {
        "coarse": [HEADS, HEADS.replace(per_class=10)],
        "confused": [HEADS.replace(per_class=2, epochs=10), HEADS.replace(label_noise=0.5)],
        "gap": [
            plain.replace(per_class=10, pooling="flatten"),
            plain.replace(per_class=5),
            TINY.replace(epochs=40, dropout=0.0),
        ],
        "lag": [
            HEADS.replace(epochs=3, batch_size=32, learning_rate=1e-2),
            HEADS.replace(epochs=4, batch_size=32, learning_rate=3e-3),
        ],
        "few": [HEADS.replace(epochs=10), plain.replace(epochs=20)],
        "scratch": [TINY, TINY.replace(per_class=10)],
        "noise": [HEADS.replace(label_noise=0.33), plain.replace(label_noise=0.3)],
    }
    return [
        Case.of("transfer", experiment.replace(seed=seed + place), kind)
        for kind, experiments in kinds.items()
        for place, experiment in enumerate(experiments)
    ]
