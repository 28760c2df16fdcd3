"""A pretrained network in memory, and what can be asked of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from models.engine.pretrained.lite0 import load_lite0
from models.engine.pretrained.torch_file import TorchFileRefused
from models.engine.pretrained.vgg_file import load_vgg
from models.imagenet.networks import NetworkInfo
from models.imagenet.preprocessing import preprocess
from models.imagenet.weights import WeightsBroken
from models.memory import give_back

# Photos that run through a network at once. More are hardly faster, and VGG's first block takes 26 MB for each.
_CHUNK = 4
NOTOP = "_notop.h5"

ARCHITECTURES = {
    "vgg16": keras.applications.VGG16,
    "vgg19": keras.applications.VGG19,
    "resnet50": keras.applications.ResNet50,
    "resnet50v2": keras.applications.ResNet50V2,
    "inception_v3": keras.applications.InceptionV3,
    "mobilenet_v2": keras.applications.MobileNetV2,
    "efficientnet_v2_b0": keras.applications.EfficientNetV2B0,
}
LIGHT = frozenset({"vgg16", "vgg19"})  # loaded without a second copy of the weights


class PretrainedNetwork:
    """A network with its weights; its methods may run in several threads at once.

    Attributes:
        info: what is known of it.
        model: preprocessed pixels -> logits, or the last feature maps where ``has_top`` is false.
        has_top: whether the classifier was loaded too.
    """

    def __init__(self, info: NetworkInfo, model: keras.Model, has_top: bool) -> None:
        self.info, self.model, self.has_top = info, model, has_top
        self._functions: dict[str, tf.types.experimental.ConcreteFunction] = {}
        self._tracing = threading.Lock()
        if has_top:
            self._function(model.layers[-1].name)  # traced now, so that the first photo's time is a pass's alone

    @property
    def bytes(self) -> int:
        """Memory that the weights take."""
        return 4 * self.model.count_params()

    def probabilities(self, pictures: np.ndarray) -> tuple[np.ndarray, float]:
        """The classes' probabilities: softmax of the logits.

        Args:
            pictures: (n, size, size, 3) uint8.

        Returns:
            (n, 1000) float32, and the seconds that the forward pass took.

        Raises:
            ValueError: pictures of another shape, or no classifier.
        """
        self.require_top()
        logits, seconds = self.outputs(pictures, self.model.layers[-1].name)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True), seconds

    def outputs(self, pictures: np.ndarray, layer: str) -> tuple[np.ndarray, float]:
        """A layer's output for each picture, and the seconds that the forward pass took.

        Raises:
            ValueError: pictures of another shape, or no such layer.
        """
        size = self.info.size
        if pictures.ndim != 4 or pictures.shape[1:] != (size, size, 3) or not len(pictures):
            raise ValueError(f"pictures have shape {pictures.shape}; wanted (n, {size}, {size}, 3)")
        function, parts, seconds = self._function(layer), [], 0.0
        for chunk in _chunks(pictures):
            prepared = tf.convert_to_tensor(preprocess(chunk, self.info.preprocessing))
            start = time.perf_counter()
            parts.append(function(prepared).numpy())
            seconds += time.perf_counter() - start
        if len(parts) > 1:  # what is given back after a single photo is asked for again with the next
            give_back()
        return np.concatenate(parts), seconds

    def require_top(self) -> None:
        """Raises ValueError where only the convolutional base was loaded."""
        if not self.has_top:
            raise ValueError(f"{self.info.name} was loaded without its classifier")

    def _function(self, layer: str) -> tf.types.experimental.ConcreteFunction:
        with self._tracing:
            if layer not in self._functions:
                part = keras.Model(self.model.input, self.model.get_layer(layer).output)
                signature = tf.TensorSpec([None, self.info.size, self.info.size, 3], tf.float32)
                function = tf.function(lambda x: part(x, training=False), autograph=False)
                self._functions[layer] = function.get_concrete_function(signature)
            return self._functions[layer]


def load_network(info: NetworkInfo, path: Path | None) -> PretrainedNetwork:
    """Load a network.

    Args:
        path: of Keras's weights file, with the classifier or without it ("..._notop.h5"); ``None`` for the built-in
            network.

    Raises:
        WeightsBroken: the file is not what this network needs.
    """
    has_top = path is None or not path.name.endswith(NOTOP)
    try:
        model = load_lite0() if path is None else _load_keras(info, path, has_top)
    # What h5py and Keras raise for a damaged file or another network's.
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, TorchFileRefused) as error:
        raise WeightsBroken(info.name, str(path or ""), str(error)) from error
    return PretrainedNetwork(info, model, has_top)


def _load_keras(info: NetworkInfo, path: Path, has_top: bool) -> keras.Model:
    architecture = ARCHITECTURES[info.name]
    if info.name in LIGHT:
        return load_vgg(architecture, path, has_top)
    if has_top:
        return architecture(weights=str(path), classifier_activation=None)
    return architecture(weights=str(path), include_top=False, input_shape=(info.size, info.size, 3))


def _chunks(pictures: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(pictures), _CHUNK):
        yield pictures[start : start + _CHUNK]
