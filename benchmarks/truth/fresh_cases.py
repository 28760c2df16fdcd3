"""Settings of the page on weight initialization."""

from __future__ import annotations

import numpy as np

from benchmarks.truth.cases import Case
from models.initialization.fresh_network import INPUTS, FreshNetwork
from models.layers import ACTIVATIONS, INITIALIZERS

FRESH = FreshNetwork()


def drawn(rng: np.random.Generator, count: int) -> list[Case]:
    """Settings drawn at random over all of the page's controls."""

    def pick(*choices):
        return choices[rng.integers(len(choices))]

    return [
        Case.of(
            "initialization",
            FreshNetwork(
                inputs=pick(*INPUTS),
                depth=int(pick(1, 2, 3, 5, 10, 20, 50)),
                width=int(pick(10, 30, 100, 200)),
                initializer=pick("normal", "normal", "normal", *INITIALIZERS),
                init_std=float(f"{10 ** rng.uniform(-3, 1):.2g}"),
                activation=pick(*ACTIVATIONS),
                bias=float(pick(0.0, 0.0, 0.0, 0.1, -0.5, 1.0)),
                batch_norm=pick("off", "off", "off", "before", "after"),
                batch_size=int(pick(2, 10, 100, 1000)),
                seed=int(rng.integers(1, 1000)),
            ),
        )
        for _ in range(count)
    ]


def built(seed: int) -> list[Case]:
    """Settings of which a kind must be said."""
    kinds = {
        "overflow": [
            FRESH.replace(activation="linear", init_std=50.0, depth=50),
            FRESH.replace(activation="relu", init_std=10.0, depth=50),
        ],
        "underflow": [
            FRESH.replace(activation="tanh", init_std=1e-4, depth=50),
            FRESH.replace(activation="sigmoid", init_std=1e-5, depth=20),
        ],
        "alike": [
            FRESH.replace(initializer="zeros", activation="sigmoid"),
            FRESH.replace(initializer="zeros", activation="tanh", bias=1.0),
        ],
        "dead": [
            FRESH.replace(activation="relu", initializer="he_normal", bias=-2.0, depth=5),
            FRESH.replace(activation="relu", init_std=0.05, bias=-1.0),
        ],
        "saturated": [FRESH, FRESH.replace(activation="sigmoid", init_std=1.0)],
        "activations_vanish": [FRESH.replace(init_std=0.01), FRESH.replace(activation="relu", init_std=0.02)],
        "activations_explode": [
            FRESH.replace(activation="relu", init_std=1.0),
            FRESH.replace(activation="linear", init_std=0.3),
        ],
        "half": [
            FRESH.replace(activation="sigmoid", init_std=0.01),
            FRESH.replace(activation="sigmoid", init_std=0.001),
        ],
        "gradients_vanish": [
            FRESH.replace(activation="sigmoid", initializer="glorot_normal", depth=10),
            FRESH.replace(init_std=0.02, depth=10),
        ],
        "gradients_explode": [FRESH.replace(depth=20, init_std=0.3), FRESH.replace(depth=10, init_std=1.0)],
        "batch_norm_repairs": [
            FRESH.replace(batch_norm="before", activation="relu", init_std=0.01),
            FRESH.replace(batch_norm="before", init_std=3.0),
        ],
        "indistinct": [
            FRESH.replace(activation="relu", initializer="he_normal", depth=50, width=300),
            FRESH.replace(activation="relu", initializer="he_normal", depth=40, width=300, inputs="digits"),
        ],
        "pairs": [FRESH.replace(batch_norm="before", batch_size=2)],
        "balanced": [
            FRESH.replace(initializer="glorot_normal"),
            FRESH.replace(initializer="he_normal", activation="relu"),
        ],
    }
    return [
        Case.of("initialization", network.replace(seed=seed + place), kind)
        for kind, networks in kinds.items()
        for place, network in enumerate(networks)
    ]
