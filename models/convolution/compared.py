"""Does it help? Networks of about the same size, with convolutions and without, that learn the same digits."""

from __future__ import annotations

from dataclasses import dataclass

from models.experiment import Experiment
from models.layers import parse_layers
from models.runs.repeats import Repeats
from models.settings import Settings, setting

# Within 2 % of one another in their parameters. Without pooling the maps stay as large as the picture, so that there
# can only be few of them in front of the output.
NETWORKS = {
    "dense": parse_layers("21"),
    "pooled": parse_layers("c16k3p2-c32k3p2-c32k3p2"),
    "unpooled": parse_layers("c8k3-c12k3-c2k3"),
}
FIRST_SEED = 1
REPEATS = Repeats(tuple(NETWORKS), tuple(range(FIRST_SEED, FIRST_SEED + 5)))


@dataclass(frozen=True)
class Compared(Settings):
    """Which networks are compared.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    compared: tuple[str, ...] = setting(("dense", "pooled"), choices=tuple(NETWORKS))


def compared_experiment(network: str, seed: int) -> Experiment:
    """One of `NETWORKS` learns all 4,000 training digits; it is validated on the test digits, as they are."""
    return Experiment(
        dataset="digits",
        validation_share=0.0,
        layers=NETWORKS[network],
        initializer="glorot_uniform",
        optimizer="adam",
        learning_rate=0.001,
        batch_size=32,
        epochs=20,
        seed=seed,
    )
