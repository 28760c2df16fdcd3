"""One layer of a network, and the short text that stands for it in a link.

``64-32`` is two dense layers. A token may carry settings of its own, which win over the
experiment's: ``c32k3p2:i=he_normal:n=after-64:a=tanh:d=0.2``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any

from models.settings import SettingError

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu", "linear")
INITIALIZERS = (
    "normal",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "orthogonal",
    "zeros",
)
BATCH_NORMS = ("off", "before", "after")
PADDINGS = ("same", "valid")

MAX_DENSE_LAYERS = 6
MAX_CONV_LAYERS = 4
MAX_UNITS = 1024
MAX_FILTERS = 128
MAX_KERNEL = 11
MAX_POOL = 4

INIT_STD_RANGE = (1e-5, 100.0)
DROPOUT_RANGE = (0.0, 0.9)
PENALTY_RANGE = (0.0, 1.0)


class LayerError(SettingError):
    """A layer's text or setting is not allowed; its field is the setting, or "layers" where the text has no form."""


@dataclass(frozen=True)
class Layer:
    """A hidden layer. A setting that is ``None`` takes the experiment's value.

    The order inside a layer is: weights, batch norm (if "before"), activation, batch norm
    (if "after"), pooling, dropout.

    Attributes:
        units: units of a dense layer, filters of a convolution.
        kernel: side of a convolution's square kernel in pixels; 0 makes the layer dense.
        pool: side of the max pooling behind a convolution; 1 is none.
        padding: "same" or "valid", for a convolution.
        l1, l2: factors of the penalties on this layer's kernel.

    Raises:
        LayerError: a value is out of its range.
    """

    units: int
    kernel: int = 0
    pool: int = 1
    padding: str = "same"
    activation: str | None = None
    initializer: str | None = None
    init_std: float | None = None
    batch_norm: str | None = None
    dropout: float | None = None
    l1: float | None = None
    l2: float | None = None

    def __post_init__(self) -> None:
        top = MAX_FILTERS if self.is_conv else MAX_UNITS
        _check_whole("units", self.units, 1, top)
        _check_whole("kernel", self.kernel, 0, MAX_KERNEL)
        _check_whole("pool", self.pool, 1, MAX_POOL)
        _check_choice("padding", self.padding, PADDINGS)
        _check_choice("activation", self.activation, ACTIVATIONS)
        _check_choice("initializer", self.initializer, INITIALIZERS)
        _check_choice("batch_norm", self.batch_norm, BATCH_NORMS)
        _check_range("init_std", self.init_std, *INIT_STD_RANGE)
        _check_range("dropout", self.dropout, *DROPOUT_RANGE)
        _check_range("l1", self.l1, *PENALTY_RANGE)
        _check_range("l2", self.l2, *PENALTY_RANGE)

    @property
    def is_conv(self) -> bool:
        return self.kernel > 0

    @property
    def own_settings(self) -> dict[str, Any]:
        """The settings that this layer does not take from the experiment."""
        return {name: value for name in SETTING_KEYS if (value := getattr(self, name)) is not None}

    def filled(self, **defaults: Any) -> Layer:
        """This layer with every ``None`` replaced by the value of the same name."""
        return replace(self, **{**defaults, **self.own_settings})


SETTING_KEYS = {
    "activation": "a",
    "initializer": "i",
    "init_std": "s",
    "batch_norm": "n",
    "dropout": "d",
    "l1": "l1",
    "l2": "l2",
}
_FIELD_OF_KEY = {key: name for name, key in SETTING_KEYS.items()}
_TEXT_SETTINGS = {"activation", "initializer", "batch_norm"}
_HEAD = re.compile(r"(?:c(?P<filters>\d{1,4})k(?P<kernel>\d{1,2})(?P<valid>v?)(?:p(?P<pool>\d))?|(?P<units>\d{1,5}))\Z")
_SEPARATOR = re.compile(r"(?<!\de)-")  # but not the minus sign of 1e-05
_LONGEST_TEXT = 2000


def format_layers(layers: tuple[Layer, ...]) -> str:
    """The text form of a list of layers; the inverse of `parse_layers`."""
    return "-".join(_format_layer(layer) for layer in layers)


def parse_layers(text: str) -> tuple[Layer, ...]:
    """Read the text form. The empty text is a network without hidden layers.

    Raises:
        LayerError: a token is malformed, a value out of range, a convolution stands behind a
            dense layer, or there are too many layers.
    """
    if len(text) > _LONGEST_TEXT:
        raise LayerError("layers", text[:40] + "…")
    layers = tuple(_parse_layer(token) for token in _SEPARATOR.split(text)) if text else ()
    check_order(layers)
    return layers


def check_order(layers: tuple[Layer, ...]) -> None:
    """Raise `LayerError` unless convolutions come first and the counts are within bounds."""
    convs = sum(layer.is_conv for layer in layers)
    if any(layer.is_conv for layer in layers[convs:]):
        raise LayerError("layers", format_layers(layers))
    _check_whole("dense layers", len(layers) - convs, 0, MAX_DENSE_LAYERS)
    _check_whole("convolutions", convs, 0, MAX_CONV_LAYERS)


def _format_layer(layer: Layer) -> str:
    head = str(layer.units)
    if layer.is_conv:
        head = f"c{head}k{layer.kernel}" + ("v" if layer.padding == "valid" else "")
        head += f"p{layer.pool}" if layer.pool > 1 else ""
    own = (f":{SETTING_KEYS[name]}={str(value).removesuffix('.0')}" for name, value in layer.own_settings.items())
    return head + "".join(own)


def _parse_layer(token: str) -> Layer:
    head, *settings = token.split(":")
    match = _HEAD.match(head)
    if match is None:
        raise LayerError("layers", token[:40])
    if match["units"]:
        layer = Layer(units=int(match["units"]))
    else:
        layer = Layer(
            units=int(match["filters"]),
            kernel=int(match["kernel"]),
            pool=int(match["pool"] or 1),
            padding="valid" if match["valid"] else "same",
        )
    return replace(layer, **dict(_parse_setting(setting) for setting in settings))


def _parse_setting(text: str) -> tuple[str, Any]:
    key, _, value = text.partition("=")
    name = _FIELD_OF_KEY.get(key)
    if name is None:
        raise LayerError("layers", text[:40])
    if name in _TEXT_SETTINGS:
        return name, value
    try:
        return name, float(value)
    except ValueError:
        raise LayerError(name, value[:40]) from None


def _check_whole(part: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, int) or not low <= value <= high:
        raise LayerError(part, value, (low, high))


def _check_range(part: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not (isinstance(value, int | float) and low <= value <= high):
        raise LayerError(part, value, (low, high))


def _check_choice(part: str, value: str | None, choices: tuple[str, ...]) -> None:
    if value is not None and value not in choices:
        raise LayerError(part, value, choices)


assert set(SETTING_KEYS) <= {field.name for field in fields(Layer)}
