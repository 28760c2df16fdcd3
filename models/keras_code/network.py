"""The network of an experiment as the text of a `keras.Sequential` model."""

from __future__ import annotations

from models.experiment import Experiment
from models.keras_code.text import wrapped
from models.layers import Layer

KERAS_DEFAULT_INITIALIZER = "glorot_uniform"
_LAYER_DEPTH = 2

# A layer as it stands in the list: its class and its arguments.
_Line = tuple[str, list[str]]
_FLATTEN: _Line = ("layers.Flatten", [])
_BATCH_NORMALIZATION: _Line = ("layers.BatchNormalization", [])


def network_code(experiment: Experiment, input_shape: tuple[int, ...], classes: int) -> str:
    """``model = keras.Sequential([...])``, one layer a line, and the model's summary.

    Args:
        input_shape: shape of one example, (height, width, channels) or (2,).
        classes: number of outputs.
    """
    lines: list[_Line] = [("keras.Input", [repr(input_shape)])]
    if len(input_shape) > 1 and not experiment.is_conv:
        lines.append(_FLATTEN)
    if experiment.input_batch_norm:
        lines.append(_BATCH_NORMALIZATION)
    lines += _dropout(experiment.input_dropout)
    hidden = experiment.resolved_layers
    lines += [line for layer in hidden if layer.is_conv for line in _layer(layer)]
    if experiment.is_conv:
        lines.append(_FLATTEN)
    lines += [line for layer in hidden if not layer.is_conv for line in _layer(layer)]
    lines.append(("layers.Dense", [str(classes), 'activation="softmax"']))
    listed = [wrapped(name, arguments, _LAYER_DEPTH, ",") for name, arguments in lines]
    return "\n".join(["model = keras.Sequential(", "    [", *listed, "    ]", ")", "model.summary()"])


def _layer(layer: Layer) -> list[_Line]:
    """Weights, batch norm if "before", activation, batch norm if "after", pooling, dropout."""
    activation = [f'"{layer.activation}"'] if layer.activation != "linear" else []
    if layer.batch_norm == "before":
        lines = [_weights(layer, []), _BATCH_NORMALIZATION]
        if activation:
            lines.append(("layers.Activation", activation))
    else:
        lines = [_weights(layer, [f"activation={name}" for name in activation])]
    if layer.batch_norm == "after":
        lines.append(_BATCH_NORMALIZATION)
    if layer.pool > 1:
        lines.append(("layers.MaxPooling2D", [str(layer.pool)]))
    return lines + _dropout(layer.dropout or 0.0)


def _weights(layer: Layer, activation: list[str]) -> _Line:
    settings = activation + _initializer(layer) + _regularizer(layer)
    if not layer.is_conv:
        return "layers.Dense", [str(layer.units), *settings]
    padding = ['padding="same"'] if layer.padding == "same" else []
    return "layers.Conv2D", [str(layer.units), str(layer.kernel), *padding, *settings]


def _initializer(layer: Layer) -> list[str]:
    # No seed of its own: layers of the same shape would start from the same weights.
    if layer.initializer == "normal":
        return [f"kernel_initializer=initializers.RandomNormal(stddev={layer.init_std!r})"]
    if layer.initializer == KERAS_DEFAULT_INITIALIZER:
        return []
    return [f'kernel_initializer="{layer.initializer}"']


def _regularizer(layer: Layer) -> list[str]:
    if layer.l1 and layer.l2:
        return [f"kernel_regularizer=regularizers.L1L2(l1={layer.l1!r}, l2={layer.l2!r})"]
    if layer.l1:
        return [f"kernel_regularizer=regularizers.L1({layer.l1!r})"]
    if layer.l2:
        return [f"kernel_regularizer=regularizers.L2({layer.l2!r})"]
    return []


def _dropout(rate: float) -> list[_Line]:
    return [("layers.Dropout", [repr(rate)])] if rate else []
