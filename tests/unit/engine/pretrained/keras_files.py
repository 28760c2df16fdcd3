"""Weights files in Keras's layout, with small random values, for tests."""

import h5py
import numpy as np

ROWS = 512  # written at a time: fc1 alone has 411 MB


def write_vgg16(path, with_top, seed=0, change=None):
    """A file of VGG16 as Keras's legacy format has it.

    Args:
        change: takes the list of (layer, kernel's shape) and returns another one, to make a wrong file.
    """
    random = np.random.default_rng(seed)
    shapes = vgg16_shapes(with_top)
    shapes = change(shapes) if change else shapes
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [name.encode() for name in ("input_1", *(name for name, _ in shapes))]
        file.create_group("input_1").attrs["weight_names"] = np.array([], "S1")
        for name, shape in shapes:
            group = file.create_group(name)
            group.attrs["weight_names"] = [f"{name}_W_1:0".encode(), f"{name}_b_1:0".encode()]
            kernel = group.create_dataset(f"{name}_W_1:0", shape, "f4")
            scale = np.float32(np.sqrt(2 / np.prod(shape[:-1])))  # neither vanishes nor blows up
            scale *= 1 / 64 if name == "block1_conv1" else 1  # pixels reach to 150
            for start in range(0, shape[0], ROWS):
                rows = min(ROWS, shape[0] - start)
                kernel[start : start + rows] = scale * random.standard_normal((rows, *shape[1:]), np.float32)
            group[f"{name}_b_1:0"] = np.float32(0.01) * random.standard_normal(shape[-1:], np.float32)
    return path


def vgg16_shapes(with_top):
    shapes: list[tuple[str, tuple[int, ...]]] = []
    channels = 3
    for block, (count, filters) in enumerate(((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)), start=1):
        for number in range(1, count + 1):
            shapes.append((f"block{block}_conv{number}", (3, 3, channels, filters)))
            channels = filters
    if with_top:
        shapes += [("fc1", (25088, 4096)), ("fc2", (4096, 4096)), ("predictions", (4096, 1000))]
    return shapes


def write_network(path, architecture, size=224):
    """A file of any network of keras.applications, written by Keras, that tells pictures and classes apart."""
    model = architecture(weights=None, classifier_activation=None)
    random = np.random.default_rng(1)
    for variable in model.variables:
        variable.assign(_values(variable, random))
    noise = random.uniform(-1, 1, (2, size, size, 3)).astype(np.float32)
    dense = model.layers[-1]
    dense.kernel.assign(dense.kernel / np.std(model(noise, training=False)))
    model.save(path)  # as .h5: the legacy layout, under "model_weights"
    return path


def _values(variable, random):
    """Kernels that neither lose nor blow up what goes through them, and normalizations that do something."""
    shape, part = variable.shape, variable.path.rpartition("/")[2]
    if "kernel" in part:
        fan_in = np.prod(shape[:2] if "depthwise" in variable.path else shape[:-1])
        return random.normal(0, np.sqrt(2 / fan_in), shape)
    if part in ("gamma", "moving_variance"):
        return random.uniform(0.8, 1.2, shape)
    return random.normal(0, 0.1, shape)
