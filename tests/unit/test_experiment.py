"""The experiment: what is allowed, links, JSON, and what a change means for a running job."""

import dataclasses
import json
import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.datasets import IMAGE_DATASETS, PLANE_DATASETS
from models.experiment import USUAL_RATE, Experiment, usual_rate
from models.layers import Layer, parse_layers
from models.settings import SettingError
from tests.there import there
from tests.unit.strategies import DENSE_NETWORKS, NETWORKS


def values_of(name):
    """Every allowed value of a field but the layers."""
    spec = Experiment.FIELDS[name]
    if spec.kind is bool:
        return st.booleans()
    if spec.choices:
        return st.sampled_from(spec.choices)
    low, high = there(spec.low), there(spec.high)
    return st.integers(int(low), int(high)) if spec.kind is int else st.floats(low, high)


SIMPLE_VALUES = {name: values_of(name) for name in Experiment.FIELDS if name not in ("dataset", "layers")}
EXPERIMENTS = st.builds(
    Experiment, dataset=st.sampled_from(IMAGE_DATASETS), layers=NETWORKS, **SIMPLE_VALUES
) | st.builds(Experiment, dataset=st.sampled_from(PLANE_DATASETS), layers=DENSE_NETWORKS, **SIMPLE_VALUES)
NUMBERS = [name for name, spec in Experiment.FIELDS.items() if spec.low is not None]
RANDOM_QUERIES = st.dictionaries(
    st.sampled_from([*Experiment.FIELDS, "lang", "run"]),
    st.text(max_size=30)
    | st.sampled_from(["64-32", "c8k3-8", "nan", "inf", "-1", "1e400", "1" * 5000, "adam", "moons", "1", "٣", "-0"])
    | st.integers().map(str)
    | st.floats().map(str),
)


# --- Links and JSON -----------------------------------------------------------------------------


@given(EXPERIMENTS)
def test_a_link_gives_the_same_experiment(experiment):
    assert Experiment.from_query(experiment.to_query()) == (experiment, [])


@given(EXPERIMENTS)
def test_json_gives_the_same_experiment(experiment):
    assert Experiment.from_json(experiment.to_json()) == experiment


def test_a_link_leaves_defaults_out():
    assert Experiment().to_query() == {}
    query = Experiment(learning_rate=1e-5, restore_best=False, momentum=0.0, layers=()).to_query()
    assert query == {"learning_rate": "1e-05", "restore_best": "0", "momentum": "0", "layers": ""}


@given(RANDOM_QUERIES)
def test_a_random_link_falls_back_and_names_what_it_left_out(query):
    experiment, errors = Experiment.from_query(query)
    refused = [error.field for error in errors]
    assert len(refused) == len(set(refused))
    assert set(refused) <= set(query)
    for name in refused:
        assert getattr(experiment, name) == getattr(Experiment(), name)
    assert Experiment.from_query(experiment.to_query()) == (experiment, [])


def test_a_good_value_is_taken_beside_a_wrong_one():
    experiment, errors = Experiment.from_query({"epochs": "7", "optimizer": "magic", "seed": "3.5", "nonsense": "1"})
    assert experiment == Experiment(epochs=7)
    assert [(error.field, error.value) for error in errors] == [("seed", "3.5"), ("optimizer", "magic")]


def test_convolutions_need_pictures():
    experiment, errors = Experiment.from_query({"dataset": "moons", "layers": "c8k3-8"})
    assert experiment == Experiment(dataset="moons")
    assert [error.field for error in errors] == ["layers"]


def test_a_layers_own_wrong_setting_names_the_layers():
    _, [error] = Experiment.from_query({"layers": "64:d=0.95"})
    assert (error.field, error.value, error.allowed) == ("layers", 0.95, (0.0, 0.9))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "settings"),
        ("{", "settings"),
        ("[1]", "settings"),
        ('{"kind": "transfer"}', "kind"),
        ('{"colour": 1}', "colour"),
        ('{"epochs": null}', "epochs"),
        ('{"epochs": true}', "epochs"),
        ('{"learning_rate": NaN}', "learning_rate"),
        ('{"optimizer": ["sgd"]}', "optimizer"),
        ('{"layers": 64.5}', "layers"),
    ],
)
def test_wrong_json_is_refused(text, field):
    with pytest.raises(SettingError) as caught:
        Experiment.from_json(text)
    assert caught.value.field == field


RANDOM_JSON = st.dictionaries(
    st.sampled_from(list(Experiment.FIELDS)),
    st.none() | st.text() | st.floats() | st.integers() | st.lists(st.integers()),
).map(json.dumps)


def refused_field(text):
    try:
        Experiment.from_json(text)
    except SettingError as error:
        return error.field
    return None


@given(st.text(max_size=50) | RANDOM_JSON)
def test_random_json_is_read_or_refused(text):
    assert refused_field(text) in {None, "settings", *Experiment.FIELDS}


# --- What is allowed ----------------------------------------------------------------------------


def wrong_values(name):
    """Values that the field must refuse: of another type, beyond the range, no choice."""
    spec = Experiment.FIELDS[name]
    wrong: list[object] = [None, [1], "no such choice"]
    if spec.low is None or spec.high is None:
        return [*wrong, 1]
    wrong += [math.nextafter(spec.low, -math.inf), math.nextafter(spec.high, math.inf), math.nan, math.inf, True]
    wrong += [10**400, -(10**400)]
    if spec.kind is int:
        wrong += [spec.low - 1, spec.high + 1, spec.low + 0.5]
    return wrong


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(name, value, id=f"{name}-{value!r:.20}")
        for name in Experiment.FIELDS
        for value in wrong_values(name)
    ],
)
def test_a_wrong_value_is_named(name, value):
    with pytest.raises(SettingError) as caught:
        Experiment(**{name: value})
    assert caught.value.field == name
    assert caught.value.value is value
    assert caught.value.allowed == Experiment.FIELDS[name].allowed


@pytest.mark.parametrize("name", NUMBERS)
def test_both_ends_of_a_range_are_allowed(name):
    spec = Experiment.FIELDS[name]
    for bound in (spec.low, spec.high):
        value = getattr(Experiment().replace(**{name: bound}), name)
        assert value == bound
        assert type(value) is spec.kind


def test_too_many_layers_are_refused():
    with pytest.raises(SettingError, match="layers"):
        Experiment(layers=(Layer(8),) * 7)
    with pytest.raises(SettingError, match="layers"):
        Experiment().replace(layers=[Layer(8)])


def test_the_error_survives_pickling():
    error = SettingError("epochs", -1, (1, 1000))
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.field, copy.value, copy.allowed, str(copy)) == ("epochs", -1, (1, 1000), str(error))
    assert str(error) == "epochs=-1 is not allowed; allowed: (1, 1000)"


def test_an_experiment_cannot_be_changed_and_can_be_a_key():
    experiment, field = Experiment(), "seed"
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(experiment, field, 2)
    assert {experiment: 1}[Experiment()] == 1


# --- Structure and live changes -----------------------------------------------------------------


def test_a_layers_own_settings_win():
    experiment = Experiment(layers=parse_layers("8:a=tanh:d=0.1-4"), dropout=0.5, l2=0.01)
    first, second = experiment.resolved_layers
    assert (first.activation, first.dropout, first.l2) == ("tanh", 0.1, 0.01)
    assert (second.activation, second.dropout, second.l2) == ("relu", 0.5, 0.01)


ON = Experiment(dropout=0.2, l1=1e-4, l2=1e-3, input_dropout=0.1)


@pytest.mark.parametrize(
    "changes",
    [{"learning_rate": 1.0}, {"dropout": 0.5}, {"l1": 0.1}, {"l2": 0.1}, {"input_dropout": 0.3}],
)
def test_live_changes(changes):
    assert ON.is_live_change(ON.replace(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"dropout": 0.0},
        {"l1": 0.0},
        {"l2": 0.0},
        {"input_dropout": 0.0},
        {"seed": 2},
        {"batch_size": 16},
        {"epochs": 5},
        {"optimizer": "adam"},
        {"activation": "tanh"},
        {"layers": (Layer(8),)},
    ],
)
def test_changes_that_restart(changes):
    assert not ON.is_live_change(ON.replace(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 5},
        {"initializer": "zeros"},
        {"init_std": 1.0},
        {"learning_rate": 1e-3},
        {"dropout": 0.7},
        {"l2": 0.5},
        {"dataset": "mnist"},
        {"examples": 100},
        {"epochs": 3},
        {"rho": 0.5},  # which only RMSprop reads
        {"schedule": "cosine"},
        {"early_stopping": "val_loss"},
    ],
)
def test_values_share_a_program(changes):
    assert ON.structure == ON.replace(**changes).structure


@pytest.mark.parametrize(
    "changes",
    [
        {"dataset": "cifar10"},
        {"dataset": "moons"},
        {"layers": (Layer(64),)},
        {"activation": "tanh"},
        {"batch_norm": "after"},
        {"dropout": 0.0},
        {"l1": 0.0},
        {"input_batch_norm": True},
        {"optimizer": "momentum"},
        {"batch_size": 64},
    ],
)
def test_structures_have_programs_of_their_own(changes):
    assert ON.structure != ON.replace(**changes).structure


def test_differences():
    assert Experiment().differences(Experiment(seed=9, epochs=3)) == {"seed": (1, 9), "epochs": (100, 3)}


@pytest.mark.parametrize(
    ("optimizer", "momentum", "rate"), [("sgd", 0.99, 0.05), ("momentum", 0.9, 0.01), ("nesterov", 0.99, 0.001)]
)
def test_a_larger_momentum_usually_needs_a_smaller_rate(optimizer, momentum, rate):
    assert usual_rate(optimizer, momentum) == pytest.approx(rate)
    assert usual_rate(optimizer, 0.9) == USUAL_RATE[optimizer]
