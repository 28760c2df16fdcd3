"""The controls of the training lab under AppTest: every control, links, undo, dataset switches."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.controls.labels import LABELS
from models.experiment import FIELDS, Experiment
from models.layers import Layer, parse_layers
from models.presets import PRESETS

LANGUAGE_AND_RUN = {"lang": "en", "run": "abc"}
WIDGETS = ("selectbox", "select_slider", "toggle", "number_input")

# One allowed value other than the default for every field, and what has to be chosen for it to count.
MOVES = {
    "dataset": "mnist",
    "examples": 200,
    "validation_share": 0.1,
    "label_noise": 0.3,
    "seed": 7,
    "activation": "tanh",
    "initializer": "normal",
    "init_std": 0.01,
    "batch_norm": "before",
    "dropout": 0.2,
    "l1": 0.001,
    "l2": 1e-5,
    "input_batch_norm": True,
    "input_dropout": 0.1,
    "optimizer": "adam",
    "learning_rate": 0.001,
    "momentum": 0.5,
    "rho": 0.99,
    "beta_1": 0.8,
    "beta_2": 0.99,
    "batch_size": 100,
    "epochs": 50,
    "schedule": "cosine",
    "decay_factor": 0.9,
    "decay_epochs": 20,
    "early_stopping": "val_loss",
    "patience": 5,
    "restore_best": False,
    "checkpoint": "val_accuracy",
    "stop_when_met": True,
}
NEEDED_FIRST = {
    "init_std": ("initializer", "normal"),
    "momentum": ("optimizer", "momentum"),
    "rho": ("optimizer", "rmsprop"),
    "beta_1": ("optimizer", "adam"),
    "beta_2": ("optimizer", "adam"),
    "decay_factor": ("schedule", "step"),
    "decay_epochs": ("schedule", "exponential"),
    "patience": ("early_stopping", "val_loss"),
    "restore_best": ("early_stopping", "val_accuracy"),
}


def lab() -> None:
    """A page as small as it can be around the controls."""
    from components import state
    from components.controls import training_controls
    from components.messages import show_notices

    state.open_link()
    show_notices()
    training_controls()
    state.write_link()


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(lab, default_timeout=20)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def widget(at: AppTest, label: str):
    found = [w for kind in WIDGETS for w in at.get(kind)]
    return next(w for w in found if w.label == label)


def move(at: AppTest, label: str, value) -> AppTest:
    widget(at, label).set_value(value)
    at.run()
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    at.run()
    assert not at.exception
    return at


def experiment(at: AppTest) -> Experiment:
    return at.session_state["experiment"] if "experiment" in at.session_state else Experiment()


def address(at: AppTest) -> dict[str, str]:
    return dict(at.query_params)


def warnings(at: AppTest) -> list[str]:
    return [warning.value for warning in at.warning]


@pytest.mark.parametrize("field", MOVES)
def test_a_moved_control_changes_the_experiment_and_the_link(field):
    at = opened()
    if field in NEEDED_FIRST:
        first, value = NEEDED_FIRST[field]
        assert field in ("momentum", "rho", "beta_1", "beta_2") or widget(at, LABELS[field]).disabled
        move(at, LABELS[first], value)
    assert not widget(at, LABELS[field]).disabled
    move(at, LABELS[field], MOVES[field])
    assert getattr(experiment(at), field) == MOVES[field]
    assert Experiment.from_query(address(at)) == (experiment(at), [])
    assert widget(at, LABELS[field]).value == MOVES[field]
    assert not warnings(at)


def test_every_field_has_a_control_and_each_control_a_help():
    assert set(MOVES) | {"layers"} == set(FIELDS)
    at = opened(layers="c8k3p2-64-32")
    for kind in WIDGETS:
        assert all(w.proto.help.endswith(".") for w in at.get(kind)), kind


def test_layers_by_their_controls():
    at = move(opened(), "Hidden layers", 4)
    move(at, "Units in layer 4", 16)
    assert experiment(at).layers == parse_layers("64-32-64-16")
    move(at, "Convolution blocks", 1)
    move(at, "Filters in block 1", 32)
    move(at, "Kernel in block 1", 5)
    move(at, "Pooling in block 1", 3)
    move(at, "Padding in block 1", "valid")
    assert experiment(at).layers == parse_layers("c32k5vp3-64-32-64-16")
    move(at, "Hidden layers", 0)
    assert experiment(at).layers == parse_layers("c32k5vp3")
    assert address(at) == {"layers": "c32k5vp3"}
    assert not [w for w in at.select_slider if w.label.startswith("Units in layer")]


def test_a_link_opens_every_field():
    wanted = Experiment(**MOVES, layers=(Layer(8, kernel=3, pool=2), Layer(33, activation="elu")))
    at = opened(**wanted.to_query())
    assert experiment(at) == wanted
    assert not warnings(at)
    shown = {w.label: w.value for kind in WIDGETS for w in at.get(kind)}
    for field, value in MOVES.items():
        if LABELS[field] in shown:
            assert shown[LABELS[field]] == value, field
    assert shown["Units in layer 1"] == 33
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
    at = opened(**{field: WRONG[field], "patience": "3"}, **LANGUAGE_AND_RUN)
    (notice,) = warnings(at)
    assert (LABELS[field] if field != "layers" else "Units") in notice
    assert experiment(at) == Experiment(patience=3)
    assert address(at) == {"patience": "3", **LANGUAGE_AND_RUN}
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


def test_undo_after_restoring_the_defaults():
    at = opened(activation="tanh", epochs="50")
    assert next(button for button in at.button if button.label == "Undo").disabled
    press(at, "Restore defaults")
    assert experiment(at) == Experiment()
    assert address(at) == {}
    assert widget(at, "Activation").value == "relu"
    press(at, "Undo")
    assert experiment(at) == Experiment(activation="tanh", epochs=50)
    assert (widget(at, "Activation").value, widget(at, "Epochs").value) == ("tanh", 50)
    assert next(button for button in at.button if button.label == "Undo").disabled


def test_to_the_moons_and_back():
    start = Experiment(layers=parse_layers("c8k3p2-64-32"))
    at = opened(**start.to_query())
    move(at, "Dataset", "moons")
    assert experiment(at) == Experiment(dataset="moons", examples=2000, layers=parse_layers("64-32"))
    assert len(warnings(at)) == 2
    assert widget(at, "Training examples").value == 2000
    assert "Convolution blocks" not in [w.label for w in at.select_slider]
    move(at, "Dataset", "digits")
    assert experiment(at) == Experiment(examples=2000, layers=parse_layers("64-32"))
    press(at, "Undo")
    assert experiment(at) == start


def test_more_examples_than_the_dataset_has_are_not_promised():
    at = opened(examples="60000")
    assert experiment(at).examples == widget(at, "Training examples").value == 4000
    assert "4,000" in warnings(at)[0]
    assert widget(at, "Training examples").options[-1] == "4,000"


def test_pooling_that_leaves_no_pixel_is_refused():
    at = opened(layers="c8k3p4-c8k3p4-64")
    move(at, "Convolution blocks", 3)
    assert experiment(at).layers == parse_layers("c8k3p4-c8k3p4-64")
    assert widget(at, "Convolution blocks").value == 2
    assert "pixel" in warnings(at)[0]


def test_layers_with_settings_of_their_own_are_announced():
    at = opened(layers="64:a=tanh-32:d=0.5-64")
    assert any("2 layers have settings of their own: Activation, Dropout rate." in c.value for c in at.caption)
    assert not any("of their own" in c.value for c in opened().caption)


def test_init_std_counts_when_one_layer_is_drawn_from_it():
    assert widget(opened(), "Init std").disabled
    assert not widget(opened(layers="64:i=normal-32"), "Init std").disabled


def lab_or_elsewhere() -> None:
    import streamlit as st

    from components import state
    from components.controls import training_controls

    if st.session_state.get("elsewhere"):
        return
    state.open_link()
    training_controls()
    state.write_link()


def test_a_page_that_was_left_shows_the_experiment_again():
    at = AppTest.from_function(lab_or_elsewhere, default_timeout=20).run()
    move(at, "Activation", "tanh")
    at.session_state["elsewhere"] = True
    at.run()
    assert not at.selectbox
    at.session_state["elsewhere"] = False
    at.run()
    assert widget(at, "Activation").value == "tanh"
    assert experiment(at) == Experiment(activation="tanh")


def a_broken_control() -> None:
    import streamlit as st

    from components import state
    from components.controls import training_controls
    from components.messages import show_notices

    show_notices()
    training_controls()
    st.button("Too much", on_click=lambda: state.change(epochs=5000, seed=3))


def test_a_refused_change_leaves_everything_and_says_what_is_allowed():
    at = AppTest.from_function(a_broken_control, default_timeout=20).run()
    press(at, "Too much")
    assert experiment(at) == Experiment()
    assert warnings(at) == ["**Epochs** cannot be ` 5000 `. Choose a value from 1 to 1,000. Nothing was changed."]


def lab_in_two_languages() -> None:
    import streamlit as st

    from components.controls import training_controls
    from components.i18n import choose_language
    from components.messages import show_notices

    st.button("Swap", on_click=lambda: choose_language("ko"))
    show_notices()
    training_controls()


class Exclaiming:
    """A language that says everything with an exclamation mark."""

    def gettext(self, text: str) -> str:
        return text + "!"


def test_another_language_moves_no_control(monkeypatch):
    monkeypatch.setattr("components.i18n._catalogue", lambda code: Exclaiming())
    at = AppTest.from_function(lab_in_two_languages, default_timeout=20).run()
    move(at, "Activation", "tanh")
    english = widget(at, "Activation").key
    press(at, "Swap")
    # The browser sends the English word under the English key, whatever is shown by now.
    assert widget(at, "Activation!").key != english
    move(at, "Optimizer!", "adam")
    assert experiment(at) == Experiment(activation="tanh", optimizer="adam")
    assert widget(at, "Activation!").value == "tanh"
    assert not warnings(at)
