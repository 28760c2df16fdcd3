"""One compiled program for all depths of `models.architectures.depth`, plain and with skip connections.

The blocks' weights lie in one array for each layer of a block, and a loop goes through as many blocks as a network has:
their number, and whether there is a skip, are values, so another depth compiles nothing. The way back is written out
(`models.architectures.block_kinds`): differentiating the loop would take longer, and not say what gradient reaches each
block. Only blocks of another form, with a gate or joined in depth, have a program of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from models.architectures.block_kinds import MOST_BLOCKS, WIDTH, BlockKind
from models.architectures.depth import BATCH_SIZE, CLASSES, INPUTS, RATE, BlockWeights, empty_weights
from models.datasets import DATASETS
from models.engine.program_cache import compiling
from models.runs.depth_frames import PIECE_STEPS


class BlockProgram:
    """The compiled functions. They change nothing but what they return, so any number of runs may have them.

    Args:
        kind: what the blocks do.
        tested: how many examples are evaluated at a time.
    """

    def __init__(self, kind: BlockKind, tested: int) -> None:
        self._kind, self._tested = kind, tested
        self._train = tf.function(self._train_piece, jit_compile=True, autograph=False)
        self._evaluate = tf.function(self._forward, jit_compile=True, autograph=False)

    def compile(self) -> None:
        """Call what every run calls, on made-up examples."""
        count = PIECE_STEPS * BATCH_SIZE
        network = (placed(empty_weights(self._kind)), 1, False)
        self.train(*network, np.zeros((count, INPUTS), np.uint8), np.zeros(count, np.int32), 1)
        self.logits(*network, np.zeros((self._tested, INPUTS), np.uint8))

    def train(
        self, weights: BlockWeights, blocks: int, skip: bool, x: np.ndarray, y: np.ndarray, steps: int
    ) -> tuple[BlockWeights, np.ndarray, np.ndarray]:
        """Train ``steps`` batches, by plain SGD.

        Args:
            weights: as `placed` gives them, or a call before.
            blocks: how many the network has. skip: whether each adds its input to what it computes; blocks with a gate,
                or joined in depth, do not ask.
            x: (PIECE_STEPS * BATCH_SIZE, INPUTS) uint8 pixels. y: their labels, int32. What is beyond ``steps`` batches
                is not looked at.

        Returns:
            The weights after; the mean cross-entropy of each batch, (steps,) float32; and the gradient that reaches
            each place, (blocks + 1,) float32: first that in front of the first block, last that behind the last one.
            That is the root mean square, over the steps, the examples and the features, of the derivative of an
            example's loss by the features there.
        """
        shape = (PIECE_STEPS, BATCH_SIZE)
        weights, losses, squares = self._train(
            weights,
            tf.constant(blocks),
            tf.constant(float(skip)),
            tf.constant(x.reshape(*shape, INPUTS)),
            tf.constant(y.reshape(shape)),
            tf.constant(steps),
        )
        return weights, losses.numpy()[:steps], np.sqrt(squares.numpy()[: blocks + 1] / max(1, steps))

    def logits(self, weights: BlockWeights, blocks: int, skip: bool, x: np.ndarray) -> np.ndarray:
        """What goes into the softmax, (examples, CLASSES) float32.

        Args:
            x: (examples, INPUTS) uint8 pixels; for as many as the program was made for it is compiled.
        """
        return self._evaluate(weights, tf.constant(blocks), tf.constant(float(skip)), tf.constant(x)).numpy()

    def _train_piece(self, weights: Any, blocks: Any, skip: Any, x: Any, y: Any, steps: Any) -> tuple[Any, Any, Any]:
        """Weights after, (PIECE_STEPS,) losses, and the sum over the steps of (MOST_BLOCKS + 1,) squared gradients."""

        def step(index: Any, weights: Any, losses: Any, squares: Any) -> tuple[Any, ...]:
            weights, loss, more = self._step(weights, blocks, skip, x[index], y[index])
            return index + 1, weights, _put(losses, index, loss), squares + more

        start = (tf.constant(0), weights, tf.zeros(PIECE_STEPS), tf.zeros(MOST_BLOCKS + 1))
        _, weights, losses, squares = _loop(lambda index, *_: index < steps, step, start)
        return weights, losses, squares

    def _step(self, weights: Any, blocks: Any, skip: Any, x: Any, y: Any) -> tuple[Any, Any, Any]:
        """One step of SGD on one batch: forward, then back through the blocks, each of which learns on the way."""
        pixels = _scaled(x)
        places, kept = self._remembered(weights, blocks, skip, pixels)
        last = _at(places, blocks)
        log_shares, truth = tf.nn.log_softmax(last @ weights.last + weights.last_bias), tf.one_hot(y, CLASSES)
        loss = -tf.reduce_mean(tf.reduce_sum(truth * log_shares, axis=1))
        error = (tf.exp(log_shares) - truth) / BATCH_SIZE  # the loss by the logits
        gradient = error @ tf.transpose(weights.last)

        def back(block: Any, gradient: Any, kernels: Any, biases: Any, squares: Any) -> tuple[Any, ...]:
            x, inside = places[block], _row(kept, block)
            around = x, places[block + 1], inside, _row(kernels, block)
            gradient, by_sums = self._kind.back(tf, block, gradient, *around, skip)
            inputs = self._kind.inputs(x, inside)
            by_kernels = [tf.transpose(one) @ by_sum for one, by_sum in zip(inputs, by_sums, strict=True)]
            return (
                block - 1,
                gradient,
                _learnt(kernels, block, by_kernels),
                _learnt(biases, block, [tf.reduce_sum(by_sum, 0) for by_sum in by_sums]),
                _put(squares, block, self._mean_square(gradient, block)),
            )

        squares = _put(tf.zeros(MOST_BLOCKS + 1), blocks, self._mean_square(gradient, blocks))
        start = (blocks - 1, gradient, weights.kernels, weights.biases, squares)
        _, gradient, kernels, biases, squares = _loop(lambda block, *_: block >= 0, back, start)
        first = tf.where(places[0] > 0, gradient, 0.0)[:, :WIDTH]
        return (
            BlockWeights(
                weights.first - RATE * (tf.transpose(pixels) @ first),
                weights.first_bias - RATE * tf.reduce_sum(first, 0),
                kernels,
                biases,
                weights.last - RATE * (tf.transpose(last) @ error),
                weights.last_bias - RATE * tf.reduce_sum(error, 0),
            ),
            loss,
            squares,
        )

    def _remembered(self, weights: Any, blocks: Any, skip: Any, pixels: Any) -> tuple[Any, Any]:
        """What is at each place, (MOST_BLOCKS + 1, batch, features), and what each block keeps for the way back."""

        def through(block: Any, places: Any, kept: Any) -> tuple[Any, ...]:
            out, inside = self._block(weights, block, places[block], skip)
            kept = tuple(_put(rows, block, row) for rows, row in zip(kept, inside, strict=True))
            return block + 1, _put(places, block + 1, out), kept

        x = self._entry(weights, pixels)
        inside = [row.shape for row in self._block(weights, 0, x, skip)[1]]
        places = _put(tf.zeros((MOST_BLOCKS + 1, *x.shape)), 0, x)
        start = (tf.constant(0), places, tuple(tf.zeros((MOST_BLOCKS, *shape)) for shape in inside))
        _, places, kept = _loop(lambda block, *_: block < blocks, through, start)
        return places, kept

    def _forward(self, weights: Any, blocks: Any, skip: Any, x: Any) -> Any:
        """The logits."""

        def through(block: Any, x: Any) -> tuple[Any, ...]:
            return block + 1, self._block(weights, block, x, skip)[0]

        start = (tf.constant(0), self._entry(weights, _scaled(x)))
        _, last = _loop(lambda block, *_: block < blocks, through, start)
        return last @ weights.last + weights.last_bias

    def _entry(self, weights: Any, pixels: Any) -> Any:
        """What the first block is given: the first layer's units, and no other features yet."""
        units = tf.nn.relu(pixels @ weights.first + weights.first_bias)
        return tf.pad(units, ((0, 0), (0, self._kind.features - WIDTH)))

    def _block(self, weights: Any, block: Any, x: Any, skip: Any) -> tuple[Any, Any]:
        return self._kind.forward(tf, block, x, _row(weights.kernels, block), _row(weights.biases, block), skip)

    def _mean_square(self, gradient: Any, place: Any) -> Any:
        """Over the features that there are: of the derivatives of each example's own loss, not of the batch's mean."""
        there = tf.cast(self._kind.features_at(place), tf.float32)
        return tf.reduce_sum(tf.square(gradient * BATCH_SIZE)) / (BATCH_SIZE * there)


def placed(weights: BlockWeights) -> BlockWeights:
    """The weights as TensorFlow has them."""
    return tf.nest.map_structure(tf.constant, weights)


_compiled: dict[str, BlockProgram] = {}


def block_program(
    kind: BlockKind,
    on_compile: Callable[[], None] = lambda: None,
    stopped: Callable[[], bool] = lambda: False,
) -> BlockProgram:
    """The program that this process has for blocks of a kind.

    Args:
        on_compile: called if it has to be compiled first, or is being compiled just now.
        stopped: see `models.engine.program_cache.compiling`.

    Raises:
        CompilationStopped: see `models.engine.program_cache.compiling`.
    """
    name = type(kind).__name__
    if name not in _compiled:
        on_compile()
        with compiling(stopped):
            if name not in _compiled:
                program = BlockProgram(kind, DATASETS["digits"].test_size)
                program.compile()
                _compiled[name] = program
    return _compiled[name]


def _scaled(x: Any) -> Any:
    return tf.cast(x, tf.float32) / 255.0


def _learnt(weights: Any, block: Any, gradients: Any) -> tuple[Any, ...]:
    """The weights of each layer after one block has learnt."""
    return tuple(_put(one, block, one[block] - RATE * by) for one, by in zip(weights, gradients, strict=True))


def _row(arrays: Any, index: Any) -> tuple[Any, ...]:
    return tuple(array[index] for array in arrays)


def _put(rows: Any, index: Any, row: Any) -> Any:
    """``rows`` with this one in the place of another; under XLA without a copy."""
    return tf.tensor_scatter_nd_update(rows, [[index]], row[None])


def _at(rows: Any, index: Any) -> Any:
    """The row at a place that an argument says; for ``rows[index]`` XLA would compile anew for each place."""
    return tf.gather(rows, index)


def _loop(condition: Any, body: Any, start: Any) -> Any:
    # Where it ends at the latest XLA need not know, since nothing is differentiated.
    return tf.while_loop(condition, body, start, parallel_iterations=1)
