"""A trained network in one piece, from the pixels to the probabilities, in standard layers."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from models.engine.examples import Examples
from models.engine.network import TrainableBase, build_plain
from models.engine.pretrained.explain import class_heat
from models.engine.program import Program
from models.engine.transfer.base import Base
from models.experiment import Experiment
from models.imagenet.preprocessing import preprocess
from models.transfer.experiment import TransferExperiment

_BATCH = 8


@dataclass(frozen=True, eq=False)
class Whole:
    """A network, cut where its feature maps still have a place in the photo.

    Attributes:
        preprocessing: see `models.imagenet.preprocessing`; "" where pixels become 0..1.
        to_maps: (n, size, size, 3) preprocessed photos -> (n, height, width, channels), the last feature maps.
        entry: those maps -> (n, features), what enters the output layer.
        output: the output layer, which gives (n, classes) probabilities.
    """

    preprocessing: str
    to_maps: keras.Model
    entry: keras.Model
    output: keras.layers.Dense

    @property
    def size(self) -> int:
        """Height and width of the photos."""
        return self.to_maps.input_shape[1]

    @property
    def parameters(self) -> int:
        """Weights and biases, batch-norm statistics included."""
        return sum(part.count_params() for part in (self.to_maps, self.entry, self.output))

    def maps(self, pictures: np.ndarray) -> np.ndarray:
        """The last feature maps of photos, computed in float32.

        Args:
            pictures: (n, size, size, 3) uint8.

        Returns:
            (n, height, width, channels) float32.
        """
        batches = [pictures[start : start + _BATCH] for start in range(0, len(pictures), _BATCH)]
        return np.concatenate([self.to_maps(self.prepared(batch), training=False).numpy() for batch in batches])

    def heat(self, pictures: np.ndarray, answers: np.ndarray) -> np.ndarray:
        """Where in each photo the evidence for its answer is, see `models.engine.pretrained.explain.class_heat`.

        Args:
            pictures: (n, size, size, 3) uint8.
            answers: (n,) class indices.
        """

        def logits(maps: tf.Tensor) -> tf.Tensor:
            # (n, features) @ (features, classes); the bias has no gradient
            return tf.matmul(self.entry(maps, training=False), self.output.kernel)

        return class_heat(self.maps(pictures), logits, answers)

    def prepared(self, pictures: np.ndarray) -> tf.Tensor:
        """Photos as the first layer gets them."""
        if not self.preprocessing:
            return tf.cast(pictures, tf.float32) / 255.0
        return tf.convert_to_tensor(preprocess(pictures, self.preprocessing))


def assemble(experiment: TransferExperiment, head: Experiment, base: Base | None, program: Program) -> Whole:
    """The network that a program holds, with the base's frozen part before it.

    Args:
        head: the head's settings, live changes included.
        base: the pretrained part, trained by the program where it has a trained part; ``None`` for the small network.
    """
    if base is None:
        return _without_base(head, program)
    photos = keras.Input((base.size, base.size, 3))
    maps = base.frozen(photos, training=False)
    if base.trained is not None:
        # Batch normalization as in training; from scratch, where the mode is the caller's, every caller here infers.
        maps = base.trained(maps, training=False)
    pool = keras.layers.GlobalAveragePooling2D if experiment.pooling == "average" else keras.layers.Flatten
    examples = Examples(tuple(maps.shape[1:]), program.examples.classes, "float32")
    plain = build_plain(head, examples, TrainableBase(lambda x: pool()(x), []))
    in_base = len(base.trained.weights) if base.trained is not None else 0
    plain.set_weights(program.model.get_weights()[in_base:])
    to_maps = keras.Model(photos, maps, name="base")
    return Whole(base.info.preprocessing, to_maps, *_entry_and_output(plain, plain.input))


def average_maps(features: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """Feature maps, pooled or not, as one value a channel.

    Args:
        features: (n, channels), (n, height * width * channels) or (n, height, width, channels).
        shape: height, width and channels of the maps.

    Returns:
        (n, channels).
    """
    if features.shape[1:] == shape[2:]:
        return features
    return features.reshape(len(features), -1, shape[2]).mean(axis=1)


def _without_base(head: Experiment, program: Program) -> Whole:
    plain = build_plain(head, program.examples)
    plain.set_weights(program.model.get_weights())
    activated = [layer.output for layer in plain.layers if isinstance(layer, keras.layers.Activation)]
    maps = [tensor for tensor in activated if tensor.ndim == 4][-1]
    return Whole("", keras.Model(plain.input, maps, name="base"), *_entry_and_output(plain, maps))


def _entry_and_output(plain: keras.Model, maps: keras.KerasTensor) -> tuple[keras.Model, keras.layers.Dense]:
    output = plain.layers[-1]
    return keras.Model(maps, output.input, name="head"), output
