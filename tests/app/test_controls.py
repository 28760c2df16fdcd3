"""The controls of the training lab under AppTest: every control, undo, dataset switches."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.words.labels import LABELS
from models.experiment import Experiment
from models.layers import parse_layers
from tests.app.controls_page import MOVES, WIDGETS, address, experiment, move, opened, press, warnings, widget
from tests.app.driver import elements

# What has to be chosen for a field to count.
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
    assert set(MOVES) | {"layers"} == set(Experiment.FIELDS)
    at = opened(layers="c8k3p2-64-32")
    for kind in WIDGETS:
        assert all(w.proto.help.endswith(".") for w in at.get(kind)), kind


def test_some_of_the_pictures_stand_below_the_dataset_and_points_do_not():
    at = opened()
    (first,) = elements(at, "image")
    move(at, "Seed", 7)
    (drawn_anew,) = elements(at, "image")
    assert first.value != drawn_anew.value, "other examples are learnt from"
    move(at, "Dataset", "spiral")
    assert not at.get("image")


def test_the_parameters_are_told_below_the_network_and_follow_it():
    at = opened()
    assert _parameters(at) == "55,082 parameters, all of them trained."
    move(at, LABELS["batch_norm"], "before")  # four more for each of 160 units
    assert _parameters(at) == "55,722 parameters, 55,402 of them trained."


def _parameters(at: AppTest) -> str:
    [line] = [caption.value for caption in at.caption if " parameters, " in caption.value]
    return line.removeprefix(":material/calculate: ")


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
    assert len(warnings(at)) == 1
    assert widget(at, "Examples").value == 2000
    assert "Convolution blocks" not in [w.label for w in at.select_slider]
    move(at, "Dataset", "digits")
    assert experiment(at) == Experiment(layers=parse_layers("64-32"))
    press(at, "Undo")
    assert experiment(at) == start


def test_an_optimizer_brings_its_usual_rate_and_undo_takes_both_back():
    at = move(opened(), "Optimizer", "adam")
    assert experiment(at) == Experiment(optimizer="adam", learning_rate=0.001)
    assert "0.001" in at.info[0].value
    assert not warnings(at)
    assert any("usual: 0.001" in caption.value for caption in at.caption)
    press(at, "Undo")
    assert experiment(at) == Experiment()
    assert not at.info


def test_an_optimizer_leaves_a_rate_that_the_reader_set():
    at = move(opened(learning_rate="0.02"), "Optimizer", "adam")
    assert experiment(at) == Experiment(optimizer="adam", learning_rate=0.02)
    assert not at.info


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

    from components.session.page_settings import take_link, write_address
    from components.training.controls import training_controls
    from components.training.settings import EXPERIMENT

    if st.session_state.get("elsewhere"):
        return
    take_link(EXPERIMENT)
    training_controls()
    write_address(EXPERIMENT.to_query())


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

    from components.session.notices import show_notices
    from components.training.controls import training_controls
    from components.training.settings import EXPERIMENT

    show_notices()
    training_controls()
    st.button("Too much", on_click=lambda: EXPERIMENT.change(epochs=5000, seed=3))


def test_a_refused_change_leaves_everything_and_says_what_is_allowed():
    at = AppTest.from_function(a_broken_control, default_timeout=20).run()
    press(at, "Too much")
    assert experiment(at) == Experiment()
    assert warnings(at) == ["**Epochs** cannot be ` 5000 `. Choose a value from 1 to 1,000. Nothing was changed."]


def lab_in_two_languages() -> None:
    import streamlit as st

    from components.i18n import choose_language
    from components.session.notices import show_notices
    from components.training.controls import training_controls

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
    assert experiment(at) == Experiment(activation="tanh", optimizer="adam", learning_rate=0.001)
    assert widget(at, "Activation!").value == "tanh"
    assert not warnings(at)
