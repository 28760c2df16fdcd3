"""The list of layers as the controls and the table change it."""

import pytest

from components.training.layer_table import apply_edits, own_settings_note, without_own_settings
from components.training.layers import with_convolution_count, with_dense_count
from models.experiment import Experiment
from models.layers import Layer, parse_layers
from models.settings import SettingError


@pytest.mark.parametrize(
    ("before", "count", "after"),
    [("64-32", 3, "64-32-32"), ("64-32", 1, "64"), ("", 2, "64-64"), ("c8k3-16:d=0.5", 2, "c8k3-16:d=0.5-16")],
)
def test_the_number_of_hidden_layers(before, count, after):
    assert with_dense_count(parse_layers(before), count) == parse_layers(after)


@pytest.mark.parametrize(
    ("before", "count", "after"),
    [("64", 2, "c16k3p2-c16k3p2-64"), ("c8k5v:a=elu-64", 2, "c8k5v:a=elu-c8k5v-64"), ("c8k5-64", 0, "64")],
)
def test_the_number_of_convolutions(before, count, after):
    assert with_convolution_count(parse_layers(before), count) == parse_layers(after)


def test_edits_of_the_table_reach_their_layers():
    experiment = Experiment(layers=(Layer(64), Layer(32, dropout=0.5)))
    edited = apply_edits(experiment, {0: {"activation": "tanh", "l2": 0.01}, 1: {"dropout": None}})
    assert edited.layers == (Layer(64, activation="tanh", l2=0.01), Layer(32))
    assert apply_edits(edited, {0: {"activation": "tanh", "l2": 0.01}}) == edited


def test_a_wrong_edit_names_the_value_and_the_range():
    with pytest.raises(SettingError) as caught:
        apply_edits(Experiment(), {1: {"dropout": 2.0}})
    assert (caught.value.field, caught.value.value, caught.value.allowed) == ("layers", 2.0, (0.0, 0.9))


def test_edits_of_rows_that_are_gone_are_left_out():
    assert apply_edits(Experiment(), {17: {"dropout": 0.5}, 0: {"layer": "x"}}) == Experiment()


def test_settings_of_their_own_are_counted_named_and_cleared():
    layers = parse_layers("64:a=tanh:d=0.1-32:d=0.2-16")
    assert own_settings_note(layers) == "2 layers have settings of their own: Activation, Dropout rate."
    assert own_settings_note(layers[1:]) == "One layer has settings of its own: Dropout rate."
    assert own_settings_note(without_own_settings(layers)) is None
    assert without_own_settings(layers) == parse_layers("64-32-16")
