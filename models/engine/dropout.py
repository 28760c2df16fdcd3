"""Dropout whose rate is a variable, so that it can change while a compiled loop runs."""

from __future__ import annotations

import keras
import tensorflow as tf


class LiveDropout(keras.layers.Layer):
    """Inverted dropout with a rate that can be assigned at any time.

    Training: each value is 0 with probability ``rate``, else divided by ``1 - rate``. Otherwise
    the input is handed on. The mask is a function of ``seed``, ``clock`` and the position alone,
    so that a run repeats bit for bit, however its steps are cut into chunks.

    Input and output shape: any, the same.

    Attributes:
        rate: scalar float32 variable, 0 <= rate < 1.
        seed: scalar int32 variable, one value a run and layer.
        clock: scalar int32 variable shared by all layers, one value a training step.
        active: set to False while a function is traced that must not drop anything.
    """

    def __init__(self, clock: tf.Variable, **kwargs) -> None:
        super().__init__(**kwargs)
        self.clock = clock
        self.rate = tf.Variable(0.0, trainable=False)
        self.seed = tf.Variable(0, trainable=False)
        self.active = True

    def call(self, inputs: tf.Tensor, training: bool = False) -> tf.Tensor:
        if not (training and self.active):
            return inputs
        kept = uniform(tf.shape(inputs), self.seed, self.clock) >= self.rate
        return tf.where(kept, inputs / (1.0 - self.rate), 0.0)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape


def uniform(shape: tf.Tensor, seed: tf.Tensor, clock: tf.Tensor) -> tf.Tensor:
    """Uniform float32 values in [0, 1), of this shape, from a counter-based hash.

    TensorFlow's stateless generators cost ten times the rest of a small network's step when
    compiled by XLA on a CPU; this is a dozen integer operations a value, which XLA fuses.
    """
    key = _mix(tf.cast(clock, tf.uint32) * _constant(0x9E3779B9) + _mix(tf.cast(seed, tf.uint32)))
    counter = tf.cast(tf.range(tf.reduce_prod(shape)), tf.uint32)
    bits = _mix(counter * _constant(0x85EBCA6B) ^ key)
    # 24 bits are what a float32 holds exactly.
    fraction = tf.cast(tf.bitwise.right_shift(bits, _constant(8)), tf.float32) * (1.0 / (1 << 24))
    return tf.reshape(fraction, shape)


def _mix(bits: tf.Tensor) -> tf.Tensor:
    """A 32-bit integer hash: the "lowbias32" constants found by Chris Wellons' search."""
    bits = (bits ^ tf.bitwise.right_shift(bits, _constant(16))) * _constant(0x7FEB352D)
    bits = (bits ^ tf.bitwise.right_shift(bits, _constant(15))) * _constant(0x846CA68B)
    return bits ^ tf.bitwise.right_shift(bits, _constant(16))


def _constant(value: int) -> tf.Tensor:
    return tf.constant(value, tf.uint32)
