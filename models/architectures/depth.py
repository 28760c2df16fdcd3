"""Does deeper help? Networks of blocks of two Dense layers, plain and with skip connections.

He et al. 2016, "Deep residual learning for image recognition", https://arxiv.org/abs/1512.03385: a plain network that
is deep enough is worse than a shallow one, in training too; a block that adds what it computes to what it was given,
x + F(x), can at least do nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from models.architectures.block_kinds import ADDITION, GATE_BIAS, KINDS, MOST_BLOCKS, WIDTH, BlockKind, Gate
from models.datasets import Split, load, prepare
from models.network.initializers import INITIALIZER_FUNCTIONS
from models.runs.repeats import Repeats
from models.settings import Settings, setting

DATASET, EXAMPLES = "digits", 4000
INPUTS, CLASSES = 784, 10
FEWEST_LAYERS, MOST_LAYERS = 2, 2 * MOST_BLOCKS
# How each network is trained: plain SGD.
RATE, BATCH_SIZE, STEPS = 0.02, 64, 400

_OUTER = 1  # the second layer of a block
# The two networks that are trained side by side.
PAIR = ("plain", "skip")
# The lines of accuracy against depth, with what each differs in from the plain network.
LINES: dict[str, dict[str, Any]] = {
    "plain": {"skip": False},
    "zero": {"skip": True, "joining": "zero"},
    "he": {"skip": True, "joining": "he"},
}
CHART_DEPTHS = (2, 6, 10, 20, 30, 50)
CHART_SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class DepthExperiment(Settings):
    """The training of one such network on the built-in digits.

    A Dense layer of `WIDTH` ReLU units, blocks of two more each, softmax; no batch normalization.

    Attributes:
        dense_layers: those in the blocks, two in each; a gate is not counted.
        skip: whether what a block is given goes past it, too.
        joining: how it is joined to what the block makes, if it is: "zero" and "he" add it, see `Addition` in
            `models.architectures.block_kinds`, where the second layer of each block begins with zeros, so that the
            block at first hands on what it is given, or as He et al. 2015 draw it, like all other layers; "highway"
            and "densenet" are `Gate` and `Join` there. Without a skip it does not matter.
        seed: of the weights, and of the examples with their order, which are the same for all networks of a seed.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    kind: ClassVar = "depth"

    dense_layers: int = setting(20, FEWEST_LAYERS, MOST_LAYERS, step=2)
    skip: bool = setting(True)
    joining: str = setting("zero", choices=tuple(KINDS))
    seed: int = setting(1, 0, 9999)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return self.dense_layers // 2

    @property
    def block_kind(self) -> BlockKind:
        """What the blocks do."""
        return KINDS[self.joining] if self.skip else ADDITION

    @property
    def structure(self) -> tuple:
        """What decides the compiled program: there is one for all depths, and for blocks that do not differ in form."""
        return ("blocks", type(self.block_kind).__name__)

    @property
    def parameters(self) -> int:
        """How many parameters the network has; an addition has none."""
        kind = self.block_kind
        layers = [(INPUTS, WIDTH), *(shape for block in range(self.blocks) for shape in kind.shapes(block))]
        return sum((inputs + 1) * units for inputs, units in (*layers, (kind.features_at(self.blocks), CLASSES)))


class BlockWeights(NamedTuple):
    """All that is learnt, float32.

    Attributes:
        first, first_bias: (INPUTS, WIDTH) and (WIDTH,), of the layer before the blocks.
        kernels, biases: for each layer of a block, of all blocks: (MOST_BLOCKS, inputs, units) and
            (MOST_BLOCKS, units); zeros where a network has fewer blocks, or features.
        last, last_bias: (features, CLASSES) and (CLASSES,), of the softmax.
    """

    first: Any
    first_bias: Any
    kernels: tuple[Any, ...]
    biases: tuple[Any, ...]
    last: Any
    last_bias: Any


def empty_weights(kind: BlockKind) -> BlockWeights:
    """Zeros, where weights have their places."""
    largest = kind.shapes(MOST_BLOCKS)
    return BlockWeights(
        np.zeros((INPUTS, WIDTH), np.float32),
        np.zeros(WIDTH, np.float32),
        tuple(np.zeros((MOST_BLOCKS, inputs, units), np.float32) for inputs, units in largest),
        tuple(np.zeros((MOST_BLOCKS, units), np.float32) for _inputs, units in largest),
        np.zeros((kind.features, CLASSES), np.float32),
        np.zeros(CLASSES, np.float32),
    )


def initial_weights(experiment: DepthExperiment) -> BlockWeights:
    """The weights before training: He normal in all layers, the softmax's too; biases 0, those of gates `GATE_BIAS`.

    Each layer draws from its own stream, so what two networks have in common begins alike.
    """
    kind, he = experiment.block_kind, INITIALIZER_FUNCTIONS["he_normal"]
    weights = empty_weights(kind)
    weights.first[:] = he(_stream(experiment, 0), weights.first.shape, 0.0)
    for block in range(experiment.blocks):
        for layer, (inputs, units) in enumerate(kind.shapes(block)):
            if layer != _OUTER or not (experiment.skip and experiment.joining == "zero"):
                weights.kernels[layer][block, :inputs] = he(_stream_of(experiment, block, layer), (inputs, units), 0.0)
        if isinstance(kind, Gate):
            weights.biases[-1][block] = GATE_BIAS
    there = kind.features_at(experiment.blocks)
    weights.last[:there] = he(_stream(experiment, 1 + MOST_LAYERS), (there, CLASSES), 0.0)
    return weights


def digits_for(experiment: DepthExperiment) -> Split:
    """What is learnt from: `EXAMPLES` digits, and the test digits."""
    return prepare(load(DATASET), EXAMPLES, 0.0, 0.0, experiment.seed)


def pair_of(experiment: DepthExperiment) -> dict[str, DepthExperiment]:
    """The plain network and the one with skip connections, from the same seed, by their names in `PAIR`."""
    return {"plain": experiment.replace(skip=False, joining="zero"), "skip": experiment.replace(skip=True)}


def chart_of(seeds: tuple[int, ...] = CHART_SEEDS) -> dict[tuple[tuple[str, int], int], DepthExperiment]:
    """The runs of accuracy against depth, by ((line, depth), seed); see `LINES`."""
    values = tuple((line, depth) for depth in CHART_DEPTHS for line in LINES)
    return Repeats(values, seeds).experiments(
        lambda value, seed: DepthExperiment(dense_layers=value[1], seed=seed, **LINES[value[0]])
    )


def _stream_of(experiment: DepthExperiment, block: int, layer: int) -> np.random.Generator:
    """Of a layer of a block; of its gate one more."""
    place = 1 + 2 * block
    return _stream(experiment, place + layer) if layer <= _OUTER else _stream(experiment, place, layer)


def _stream(experiment: DepthExperiment, *layer: int) -> np.random.Generator:
    return np.random.default_rng([experiment.seed, *layer])
