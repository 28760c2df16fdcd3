"""A complete weights file of VGG16 in Keras's layout, filled with small random values.

``python -m benchmarks.vgg16_file PATH`` writes one, of 553 MB; prints its path as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import h5py
import keras
import numpy as np

_ROWS = 512  # written at a time: the first dense layer alone has 411 MB


def write_vgg16(path: Path, seed: int = 0) -> None:
    """Write the file: kernels of standard deviation sqrt(1 / fan-in), so that logits stay small."""
    with keras.StatelessScope(initialize_variables=False):  # only the shapes are wanted
        layers = keras.applications.VGG16(weights=None).layers
    random = np.random.default_rng(seed)
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [layer.name.encode() for layer in layers]
        for layer in layers:
            group = file.create_group(layer.name)
            names = [f"{layer.name}_{weight.name}:0" for weight in layer.weights]
            group.attrs["weight_names"] = np.array(names, "S")
            for name, weight in zip(names, layer.weights, strict=True):
                _fill(group.create_dataset(name, weight.shape, "f4"), random)


def _fill(dataset: h5py.Dataset, random: np.random.Generator) -> None:
    fan_in = np.prod(dataset.shape[:-1])
    scale = np.float32(np.sqrt(1 / fan_in) if dataset.ndim > 1 else 0.01)
    for start in range(0, dataset.shape[0], _ROWS):
        rows = min(_ROWS, dataset.shape[0] - start)
        dataset[start : start + rows] = scale * random.standard_normal((rows, *dataset.shape[1:]), np.float32)


def main() -> None:
    write_vgg16(Path(sys.argv[1]))
    print(json.dumps(sys.argv[1]))


if __name__ == "__main__":
    main()
