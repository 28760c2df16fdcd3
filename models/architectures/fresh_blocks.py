"""A network of blocks before any training: what reaches each place of it on the way there and back, in NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from models.architectures.block_kinds import ADDITION, WIDTH
from models.architectures.depth import (
    BATCH_SIZE,
    CLASSES,
    INPUTS,
    MOST_LAYERS,
    BlockWeights,
    DepthExperiment,
    digits_for,
    initial_weights,
)

_KEPT = 8


@dataclass(frozen=True)
class FreshBlocks:
    """What goes through, at each place of the network: in front of the first block, then behind each block.

    Attributes:
        gradient: (blocks + 1,) float32, what comes back, as `models.runs.depth_frames.DepthFrame` has it.
        likeness: (blocks + 1,) float32, how alike two different digits are there: the mean over all pairs of the cosine
            between what the units hand on; 1 where all digits give the same but for a factor.
        size: (blocks + 1,) float32, root mean square of what the units hand on.
    """

    gradient: np.ndarray
    likeness: np.ndarray
    size: np.ndarray


def fresh_blocks(experiment: DepthExperiment) -> FreshBlocks:
    """What becomes of the first `BATCH_SIZE` digits that the network would learn from."""
    x, y = first_digits(experiment.seed)
    kind, weights = experiment.block_kind, _weights(experiment)
    layers = [_layers_at(weights, block) for block in range(experiment.blocks)]
    places = [np.pad(np.maximum(x @ weights.first, 0), ((0, 0), (0, kind.features - WIDTH)))]
    kept = []
    for block, (kernels, biases) in enumerate(layers):
        out, inside = kind.forward(np, block, places[-1], kernels, biases, np.float32(experiment.skip))
        places.append(out)
        kept.append(inside)
    gradients = [loss_by_logits(places[-1] @ weights.last, y) @ weights.last.T]
    for block in reversed(range(experiment.blocks)):
        around = places[block], places[block + 1], kept[block], layers[block][0]
        gradients.append(kind.back(np, block, gradients[-1], *around, np.float32(experiment.skip))[0])
    there = [kind.features_at(place) for place in range(experiment.blocks + 1)]
    return FreshBlocks(
        _root_mean_squares(gradients[::-1], there),
        np.array([_likeness(place) for place in places], np.float32),
        _root_mean_squares(places, there),
    )


def _layers_at(weights: BlockWeights, block: int) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Kernels and biases of one block."""
    return tuple(one[block] for one in weights.kernels), tuple(one[block] for one in weights.biases)


def loss_by_logits(logits: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Each example's own cross-entropy by its logits, (examples, CLASSES)."""
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return (shares - np.eye(CLASSES, dtype=np.float32)[y]).astype(np.float32)


def _root_mean_squares(places: list[np.ndarray], there: list[int]) -> np.ndarray:
    """Over the examples and over those features that there are."""
    pairs = zip(places, there, strict=True)
    return np.array([np.sqrt(np.mean(np.square(place[:, :count]))) for place, count in pairs], np.float32)


def _likeness(place: np.ndarray) -> float:
    lengths = np.linalg.norm(place, axis=1, keepdims=True)
    directions = place / np.maximum(lengths, np.finfo(np.float32).tiny)
    together = float(np.square(directions.sum(axis=0, dtype=np.float64)).sum())
    count = len(place)
    return (together - count) / (count * (count - 1))  # each with itself is no pair


@lru_cache(_KEPT)
def first_digits(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `BATCH_SIZE` digits that a network of this seed would learn from: (digits, INPUTS) from 0 to 1, and
    their classes."""
    split = digits_for(DepthExperiment(seed=seed))
    return split.x_train[:BATCH_SIZE].reshape(-1, INPUTS) / np.float32(255), split.y_train[:BATCH_SIZE]


def _weights(experiment: DepthExperiment) -> BlockWeights:
    """As `initial_weights`, without drawing anew for each depth where blocks add."""
    if experiment.block_kind is not ADDITION:
        return _drawn(experiment)
    drawn = _drawn(DepthExperiment(dense_layers=MOST_LAYERS, skip=False, seed=experiment.seed))
    inner, outer = drawn.kernels
    does_nothing = experiment.skip and experiment.joining == "zero"
    return drawn._replace(kernels=(inner, np.zeros_like(outer) if does_nothing else outer))


_drawn = lru_cache(_KEPT)(initial_weights)
