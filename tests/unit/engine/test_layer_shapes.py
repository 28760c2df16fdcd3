"""Shapes and parameters of each layer, held against networks that Keras built."""

import keras
import numpy as np
import pytest

from models.datasets import DATASETS
from models.engine.network import build_plain
from models.experiment import Experiment
from models.layers import BATCH_NORMS, PADDINGS, Layer
from models.network.shapes import layer_shapes, parameter_count
from models.settings import SettingError

PARTS = {
    keras.layers.Flatten: "flatten",
    keras.layers.BatchNormalization: "batch_norm",
    keras.layers.Conv2D: "convolution",
    keras.layers.MaxPooling2D: "pooling",
    keras.layers.Dense: "dense",
}


def drawn(seed):
    """An experiment whose layers are of any kind, among them some that leave no pixels."""
    rng = np.random.default_rng(seed)
    norms = iter(str(norm) for norm in rng.choice(BATCH_NORMS, 8))
    dataset = str(rng.choice(["digits", "cifar10", "circles"]))
    convolutions = int(rng.integers(0, 4)) if dataset != "circles" else 0
    layers = [
        Layer(
            int(rng.integers(1, 9)),
            int(rng.integers(1, 8)),
            int(rng.integers(1, 4)),
            str(rng.choice(PADDINGS)),
            batch_norm=next(norms),
        )
        for _ in range(convolutions)
    ]
    layers += [Layer(int(rng.integers(1, 20)), batch_norm=next(norms)) for _ in range(rng.integers(0, 4))]
    return Experiment(
        dataset=dataset,
        layers=tuple(layers),
        input_batch_norm=bool(rng.integers(2)),
        input_dropout=float(rng.choice([0.0, 0.2])),
        dropout=float(rng.choice([0.0, 0.2])),
    )


@pytest.mark.parametrize("seed", range(40))
def test_each_layer_is_as_keras_has_it(seed):
    experiment = drawn(seed)
    info = DATASETS[experiment.dataset]
    try:
        ours = list(layer_shapes(experiment, info.shape, info.classes))
    except SettingError:
        with pytest.raises(ValueError, match=r"negative|dimension|shape|zero"):
            build_plain(experiment)
        return
    model = build_plain(experiment)
    keras_layers = [layer for layer in model.layers if type(layer) in PARTS]
    names = ["dense" if part.part == "output" else part.part for part in ours]
    assert names == [PARTS[type(layer)] for layer in keras_layers]
    for part, layer in zip(ours, keras_layers, strict=True):
        assert (part.before, part.after) == (layer.input.shape[1:], layer.output.shape[1:])
        assert part.parameters == layer.count_params()
        assert part.trained == sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)
    assert parameter_count(experiment, info.shape, info.classes)[0] == model.count_params()
