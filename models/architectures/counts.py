"""Published networks as they were counted: parameters, multiply-adds, depth and layers.

The figures are those of networks that Keras built, in ``counts.json``: ``python -m models.engine.count`` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

COUNTS = Path(__file__).with_name("counts.json")


@dataclass(frozen=True)
class CountedLayer:
    """A layer of a network.

    Attributes:
        kind: Keras's class.
        shape: of what it hands on, for one picture; of the first, where there are several.
        parameters: weights, biases and statistics.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int


@dataclass(frozen=True)
class Counted:
    """What was counted of a network with its classifier of 1,000 classes.

    Attributes:
        parameters: weights, biases, and the statistics of batch normalization.
        trained: those that training would change.
        multiply_adds: of one forward pass on one picture, convolutions and dense layers.
        depth: convolutions and dense layers on the longest way through it.
        size: of the side of its pictures, in pixels.
        layers: input side first; none where they were not kept.
    """

    parameters: int
    trained: int
    multiply_adds: int
    depth: int
    size: int
    layers: tuple[CountedLayer, ...] = ()


@cache
def counts() -> dict[str, Counted]:
    """All that were counted, by name."""
    return {name: _read(one) for name, one in json.loads(COUNTS.read_text("utf-8")).items()}


def write_counts(counted: Mapping[str, Counted], file: Path = COUNTS) -> None:
    """Write the file that `counts` reads: a line for each network and each layer, so that a change is seen as one."""
    text = ",\n".join(f"{json.dumps(name)}: {_written(one)}" for name, one in counted.items())
    file.write_text(f"{{\n{text}\n}}\n", "utf-8")


def _read(one: dict[str, Any]) -> Counted:
    layers = (CountedLayer(name, kind, tuple(shape), parameters) for name, kind, shape, parameters in one["layers"])
    return Counted(**{**one, "layers": tuple(layers)})


def _written(one: Counted) -> str:
    figures = json.dumps({name: value for name, value in asdict(one).items() if name != "layers"})
    rows = ",\n  ".join(json.dumps(list(vars(layer).values())) for layer in one.layers)
    return f'{figures[:-1]}, "layers": [\n  {rows}\n ]}}'
