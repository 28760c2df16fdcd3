"""The address: a link opens an experiment, and nothing in a link can break a page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.words.labels import LABELS
from models.experiment import Experiment
from models.layers import Layer
from models.training.presets import PRESETS
from tests.app.controls_page import MOVES, WIDGETS, address, experiment, lab, move, opened, warnings, widget
from tests.app.driver import elements

LANGUAGE = {"lang": "en"}


def test_a_link_opens_every_field():
    wanted = Experiment(**MOVES, layers=(Layer(8, kernel=3, pool=2), Layer(33, activation="elu")))
    at = opened(**wanted.to_query())
    assert experiment(at) == wanted
    assert not warnings(at)
    shown = {w.label: w.value for w in elements(at, *WIDGETS)}
    for field, value in MOVES.items():
        if LABELS[field] in shown:
            assert shown[LABELS[field]] == value, field
    assert shown["Units in layer 2"] == 33
    assert address(at) == wanted.to_query()


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_the_link_of_every_preset_opens_it(preset):
    at = opened(**preset.experiment.to_query())
    assert experiment(at) == preset.experiment
    assert not warnings(at)


def test_values_between_the_stops_of_a_slider_are_shown_as_they_are():
    at = opened(learning_rate="0.0123", dropout="0.333", batch_size="77")
    assert widget(at, "Learning rate").value == 0.0123
    assert widget(at, "Dropout rate").value == 0.333
    assert widget(at, "Batch size").value == 77
    move(at, "Epochs", 50)
    assert experiment(at) == Experiment(learning_rate=0.0123, dropout=0.333, batch_size=77, epochs=50)


WRONG = {
    "learning_rate": "1e9",
    "activation": "cosine",
    "epochs": "many",
    "seed": "9" * 400,
    "restore_best": "maybe",
    "layers": "64-0",
}


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_value_in_the_link_gives_a_notice_until_something_is_changed(field):
    at = opened(**{field: WRONG[field], "patience": "3"}, **LANGUAGE)
    (notice,) = warnings(at)
    assert (LABELS[field] if field != "layers" else "Units") in notice
    assert experiment(at) == Experiment(patience=3)
    assert address(at) == {"patience": "3", **LANGUAGE}
    at.run()
    assert warnings(at) == [notice], "a run that the reader did not cause hides nothing"
    move(at, "Epochs", 50)
    assert not warnings(at)


def test_repeated_and_unknown_keys_do_no_harm():
    at = AppTest.from_function(lab, default_timeout=20)
    at.query_params["activation"] = ["nonsense", "tanh"]
    at.query_params["colour"] = "blue"
    at.run()
    assert not at.exception
    assert experiment(at) == Experiment(activation="tanh")
    assert "colour" not in at.query_params


def test_more_examples_than_the_dataset_has_are_not_promised():
    at = opened(examples="60000")
    assert experiment(at).examples == widget(at, "Examples").value == 4000
    assert "4,000" in warnings(at)[0]
    assert widget(at, "Examples").options[-1] == "4,000"
