"""VGG's weights, laid into the network one array at a time.

Three dense layers make VGG heavy: 411 MB for the first of them. Keras draws random numbers for each layer, reads the
file into arrays, and copies those into the variables, at a peak of 2.4 GB. Here a layer's initial weights *are* the
file's, in memory that TensorFlow takes over: nothing is drawn and nothing copied.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import h5py
import keras
import numpy as np
import tensorflow as tf

_ALIGNMENT = 64  # bytes; TensorFlow takes over only memory aligned for its kernels


class LayoutError(ValueError):
    """A file is not laid out as Keras writes the weights of this network."""


def load_vgg(architecture: Callable[..., keras.Model], path: Path, with_top: bool) -> keras.Model:
    """A VGG with the weights of a file in Keras's layout.

    The layout: the file's attribute ``layer_names`` lists its groups; a group's ``weight_names`` lists its
    kernel and bias. Both may also lie one group deeper, under ``model_weights``.

    Args:
        architecture: `keras.applications.VGG16` or `keras.applications.VGG19`.
        with_top: whether the dense layers are wanted, and must be there.

    Returns:
        The network; with the top it ends in logits, not in softmax.

    Raises:
        LayoutError: other layers, shapes or types than the network's.
        OSError: no HDF5 file, or one that cannot be read.
    """
    # A plan of the network: its variables are never filled.
    with keras.StatelessScope(initialize_variables=False):
        top = {"classifier_activation": None} if with_top else {"input_shape": (224, 224, 3)}
        plan = architecture(weights=None, include_top=with_top, **top)
    with h5py.File(path) as file:
        arrays = _arrays(file, plan)

        def filled(layer: keras.Layer) -> keras.Layer:
            config = layer.get_config()
            if layer.name in arrays:
                kernel, bias = arrays[layer.name]
                config |= {"kernel_initializer": _reads(kernel), "bias_initializer": _reads(bias)}
            return type(layer).from_config(config)

        return keras.models.clone_model(plan, clone_function=filled)


def _arrays(file: h5py.File, plan: keras.Model) -> dict[str, list[h5py.Dataset]]:
    """layer -> its kernel and bias in the file, once every name, shape and type is as the network has it."""
    root = file if "layer_names" in file.attrs else file.get("model_weights")
    if root is None or "layer_names" not in root.attrs:
        raise LayoutError("no list of layers")
    found = {name: _datasets(root, name) for name in _texts(root.attrs["layer_names"])}
    found = {name: datasets for name, datasets in found.items() if datasets}
    wanted = {layer.name: [tuple(weight.shape) for weight in layer.weights] for layer in plan.layers if layer.weights}
    if list(found) != list(wanted):
        raise LayoutError(f"layers {', '.join(found)}; wanted {', '.join(wanted)}")
    for name, shapes in wanted.items():
        if [dataset.shape for dataset in found[name]] != shapes:
            raise LayoutError(f"{name} has shapes {[dataset.shape for dataset in found[name]]}; wanted {shapes}")
        if any(dataset.dtype.kind != "f" for dataset in found[name]):
            raise LayoutError(f"{name} holds {[str(dataset.dtype) for dataset in found[name]]}")
    return found


def _datasets(root: h5py.Group, layer: str) -> list[h5py.Dataset]:
    group = root.get(layer)
    if not isinstance(group, h5py.Group) or "weight_names" not in group.attrs:
        raise LayoutError(f"no list of weights for {layer}")
    datasets = [group.get(name) for name in _texts(group.attrs["weight_names"])]
    if not all(isinstance(dataset, h5py.Dataset) for dataset in datasets):
        raise LayoutError(f"weights of {layer} are missing")
    return datasets


def _texts(names: np.ndarray) -> list[str]:
    return [name.decode() if isinstance(name, bytes) else str(name) for name in names]


def _reads(dataset: h5py.Dataset) -> Callable[..., tf.Tensor]:
    """An initializer: the dataset's values."""

    def read(shape: tuple[int, ...], dtype: str | None = None) -> tf.Tensor:
        buffer = np.empty(dataset.size * 4 + _ALIGNMENT, np.uint8)
        start = -buffer.ctypes.data % _ALIGNMENT
        values = buffer[start : start + dataset.size * 4].view(np.float32).reshape(dataset.shape)
        dataset.read_direct(values)
        return tf.experimental.dlpack.from_dlpack(values.__dlpack__())  # shares the memory; convert_to_tensor copies

    return read
