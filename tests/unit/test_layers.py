"""Layers and the text that stands for them in a link."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.layers import (
    MAX_KERNEL,
    MAX_UNITS,
    Layer,
    LayerError,
    format_layers,
    parse_layers,
)
from tests.unit.strategies import NETWORKS


@given(NETWORKS)
def test_text_and_layers_say_the_same(layers):
    assert parse_layers(format_layers(layers)) == layers


@given(st.text(alphabet="c32kvp-:=aidnls.e relu_normal", max_size=60) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        layers = parse_layers(text)
    except LayerError:
        return
    assert parse_layers(format_layers(layers)) == layers


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("", ()),
        ("64-32", (Layer(64), Layer(32))),
        ("c32k3", (Layer(32, kernel=3),)),
        ("c32k3vp2-10", (Layer(32, kernel=3, padding="valid", pool=2), Layer(10))),
        (
            "64:a=tanh:i=he_normal:s=0.5:n=after:d=0.2",
            (Layer(64, 0, 1, "same", "tanh", "he_normal", 0.5, "after", 0.2),),
        ),
        ("64:l1=0.001:l2=1e-05-32:l2=100e-3-8", (Layer(64, l1=0.001, l2=1e-5), Layer(32, l2=0.1), Layer(8))),
    ],
)
def test_text_of_layers(text, layers):
    assert parse_layers(text) == layers


def test_the_shortest_text_is_written():
    layers = (Layer(8, kernel=3, pool=1), Layer(64, init_std=100.0, dropout=0.25, l1=0.0))
    assert format_layers(layers) == "c8k3-64:s=100:d=0.25:l1=0"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("units", 0),
        ("units", MAX_UNITS + 1),
        ("units", 6.5),
        ("units", None),
        ("kernel", MAX_KERNEL + 1),
        ("pool", 0),
        ("padding", "full"),
        ("activation", "softmax"),
        ("initializer", ""),
        ("batch_norm", "on"),
        ("init_std", 0.0),
        ("init_std", float("nan")),
        ("dropout", 0.95),
        ("dropout", "a lot"),
        ("l1", -1e-9),
        ("l2", float("inf")),
    ],
)
def test_a_wrong_setting_is_named(setting, value):
    with pytest.raises(LayerError) as caught:
        Layer(**{"units": 8, setting: value})
    assert caught.value.field == setting
    assert caught.value.value is value
    assert caught.value.allowed


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("64-", "layers"),
        ("-64", "layers"),
        ("c32", "layers"),
        ("64k3", "layers"),
        ("64:x=1", "layers"),
        ("64:a", "activation"),
        ("64:d=much", "dropout"),
        ("64:d=0.95", "dropout"),
        ("c500k3", "units"),
        ("64-c8k3", "layers"),
        ("8-8-8-8-8-8-8", "dense layers"),
        ("c8k3-c8k3-c8k3-c8k3-c8k3", "convolutions"),
        ("8-" * 2000, "layers"),
    ],
)
def test_a_wrong_text_is_refused(text, part):
    with pytest.raises(LayerError) as caught:
        parse_layers(text)
    assert caught.value.field == part


def test_filling_leaves_own_settings_alone():
    filled = Layer(8, activation="tanh", dropout=0.0).filled(activation="relu", dropout=0.5, l2=0.1)
    assert (filled.activation, filled.dropout, filled.l2) == ("tanh", 0.0, 0.1)


def test_the_error_survives_pickling():
    error = LayerError("dropout", 3.0, (0.0, 0.9))
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.field, copy.value, copy.allowed, str(copy)) == ("dropout", 3.0, (0.0, 0.9), str(error))
    assert str(error) == "dropout=3.0 is not allowed; allowed: (0.0, 0.9)"
