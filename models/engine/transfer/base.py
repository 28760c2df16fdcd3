"""A pretrained network without its classifier, split into what stays as it is and what is trained."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras

from models.engine.pretrained.cache import acquire
from models.engine.pretrained.lite0 import build_lite0
from models.engine.pretrained.network import ARCHITECTURES
from models.home import fingerprint
from models.imagenet.networks import NETWORKS, NetworkInfo
from models.transfer.sizes import smallest_size

_LITE0_END = "head"


@dataclass(frozen=True, eq=False)
class Base:
    """A network from its preprocessed input to its last feature maps.

    Attributes:
        info: what is known of the network.
        cut: the place in ``info.layers`` of the first block that is trained; 0: all; ``None``: nothing.
        frozen: (n, size, size, 3) preprocessed photos -> what the trained part is given, or the last feature maps.
        trained: from there to the last feature maps, before any global pooling; ``None`` where nothing is trained.
        weights: what tells these weights from others; "" for random ones.
    """

    info: NetworkInfo
    cut: int | None
    frozen: keras.Model
    trained: keras.Model | None
    weights: str

    @property
    def size(self) -> int:
        """Height and width of the photos."""
        return self.frozen.input_shape[1]

    @property
    def frozen_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of what the frozen part gives for a photo."""
        return self.frozen.output_shape[1:]

    @property
    def parameters(self) -> int:
        """Of both parts, batch-norm statistics included."""
        return self.frozen.count_params() + (self.trained.count_params() if self.trained else 0)


def load_base(network: str, weights: str, size: int, cut: int | None, random: bool = False) -> Base:
    """A network's base for photos of this size. Its layers are its own: nobody else's training changes them.

    Args:
        network: a name of `models.imagenet.networks.NETWORKS`.
        weights: path of its weights file, with the classifier or without; "" for the built-in network or for random
            weights.
        size: height and width of the photos, at least `models.transfer.sizes.smallest_size`.
        cut: the place in ``NetworkInfo.layers`` of the first block that is trained; 0: all; ``None``: nothing.
        random: fresh weights instead of ImageNet's, drawn by Keras's global generator.

    Raises:
        ValueError: no such network, size or cut.
        WeightsBroken, NotEnoughMemory: see `models.engine.pretrained.cache.acquire`.
    """
    if network not in NETWORKS:
        raise ValueError(f"no network {network!r}")
    if size < smallest_size(network):
        raise ValueError(f"{network} takes no photos of size {size}; at least {smallest_size(network)}")
    info = NETWORKS[network]
    if cut is not None and not 0 <= cut < len(info.layers):
        raise ValueError(f"cut {cut} of {network} is not between 0 and {len(info.layers) - 1}")
    model = _lite0(size) if info.built_in else _application(network, size)
    if not random:
        # The classifier's weights come last, with whatever it adds to the base.
        model.set_weights(acquire(network, weights).model.get_weights()[: len(model.weights)])
    identity = "" if random else weights_identity(weights)
    frozen, trained = split(model, info, cut)
    frozen.trainable = False
    if trained is not None:
        (_average_faster if random else _keep_batch_norm)(trained)
    return Base(info, cut, frozen, trained, identity)


def split(model: keras.Model, info: NetworkInfo, cut: int | None) -> tuple[keras.Model, keras.Model | None]:
    """What stays as it is of a network without classifier, and what is trained; both share its layers."""
    if cut is None:
        return model, None
    if cut == 0:
        image = keras.Input(model.input_shape[1:])
        return keras.Model(image, keras.layers.Identity()(image)), model
    border = _border(model, info.layers[cut - 1])
    return keras.Model(model.input, border), keras.Model(border, model.output)


def weights_identity(weights: str) -> str:
    """What tells a weights file from another, also from what lay there before; "" names the built-in weights.

    Raises:
        OSError: there is no such file.
    """
    if not weights:
        return "built-in"
    return hashlib.sha256(repr(fingerprint(Path(weights).resolve())).encode()).hexdigest()[:16]


def _keep_batch_norm(model: keras.Model) -> None:
    """Leave batch normalization as ImageNet left it: the averages of a few small batches would spoil what was learnt.

    Keras hands ``training=True`` down to all layers of a model, whatever a call in between says; only a layer that is
    not trainable goes on with the averages it has.
    """
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def _average_faster(model: keras.Model) -> None:
    """Have batch normalization's averages follow within some dozen steps, which is all that a lesson takes."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.9


def _application(network: str, size: int) -> keras.Model:
    return ARCHITECTURES[network](weights=None, include_top=False, input_shape=(size, size, 3))


def _lite0(size: int) -> keras.Model:
    """EfficientNet-Lite0 for photos of this size, up to its last feature maps, with Keras's usual random weights."""
    plan = build_lite0()
    plan = keras.Model(plan.input, plan.get_layer(_LITE0_END).output, name=plan.name)
    return keras.models.clone_model(plan, keras.Input((size, size, 3)), clone_function=_with_random_weights)


def _with_random_weights(layer: keras.Layer) -> keras.Layer:
    config = layer.get_config()
    for name in ("kernel_initializer", "depthwise_initializer"):
        if name in config:
            config[name] = "he_normal"
    return type(layer).from_config(config)


def _border(model: keras.Model, last_frozen: str) -> keras.KerasTensor:
    """The output of this layer, or of the poolings and paddings that follow it: they learn nothing and shrink it."""
    followers = _followers(model)
    layer = model.get_layer(last_frozen)
    while len(following := followers(layer)) == 1 and _only_shrinks(following[0]):
        layer = following[0]
    return layer.output


def _only_shrinks(layer: keras.Layer) -> bool:
    return isinstance(layer, keras.layers.ZeroPadding2D | keras.layers.MaxPooling2D)


def _followers(model: keras.Model) -> Callable[[keras.Layer], list[keras.Layer]]:
    """Finds the layers that a layer's output goes to."""

    def takes(layer: keras.Layer, tensor: keras.KerasTensor) -> bool:
        return any(given is tensor for given in keras.tree.flatten(layer.input))

    return lambda source: [layer for layer in model.layers if layer is not source and takes(layer, source.output)]
