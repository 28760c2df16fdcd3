"""What a reader does in the training lab, through Streamlit's own test driver."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.training.try_this import CASES
from components.words.presets import published_line
from models.experiment import Experiment
from models.training.presets import PRESETS
from tests.app.controls_page import address, experiment, move, press, warnings, widget
from tests.app.driver import opened
from tests.waiting import ended

pytestmark = pytest.mark.usefixtures("scheduler")

RUN_SECONDS = 300  # with the start of the worker, on a machine that has much else to do


def lab(**query: str) -> AppTest:
    return opened("training.py", **query)


def captions(at: AppTest) -> str:
    return "\n".join(caption.value for caption in at.caption)


def press_key(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_opens_with_its_network_and_its_figure_with_the_data(key):
    preset = PRESETS[key]
    at = press_key(lab(), f"preset_{key}_built_in")
    assert experiment(at) == preset.built_in
    assert Experiment.from_query(address(at)) == (preset.built_in, [])
    assert published_line(preset) in captions(at)
    press(at, "Undo")
    assert experiment(at) == Experiment()
    assert published_line(preset) not in captions(at)


def test_a_preset_with_the_textbooks_data_asks_for_them(monkeypatch, tmp_path):
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path))
    at = press_key(lab(), "preset_C1_textbook")
    assert experiment(at) == PRESETS["C1"].experiment
    assert any("is not on this machine yet" in text.value for text in at.markdown)
    assert at.button(key="run_Train").disabled
    press_key(at, "preset_B1_built_in")
    assert not at.button(key="run_Train").disabled


@pytest.mark.parametrize("name", CASES)
def test_try_this_trains_the_case_and_undo_takes_it_back(name, scheduler):
    at = press(lab(seed="7"), name)
    assert experiment(at) == CASES[name]
    assert scheduler.watch(address(at)["run"]).experiment == CASES[name]
    assert widget(at, "Activation").value == CASES[name].activation
    assert not warnings(at)
    press(at, "Undo")
    assert experiment(at) == Experiment(seed=7)
    assert "run" not in address(at), "nobody asked to train that"


def test_restore_defaults_and_undo():
    at = press(lab(activation="tanh", dataset="moons", epochs="50"), "Restore defaults")
    assert experiment(at) == Experiment()
    assert address(at) == {}
    press(at, "Undo")
    assert (experiment(at).activation, experiment(at).dataset) == ("tanh", "moons")


def test_a_run_beside_the_textbooks_and_two_runs_compared(scheduler):
    at = press_key(lab(**PRESETS["B4"].built_in.to_query()), "run_Train")
    run = ended(scheduler, address(at)["run"], RUN_SECONDS)
    assert (run.state, run.experiment) == ("finished", PRESETS["B4"].built_in)
    at.run()
    assert not at.exception
    shown = {metric.label: metric.value for metric in at.metric}
    assert shown["Test accuracy"] == f"{100 * run.result.test_accuracy:.2f}\xa0%"
    (table,) = at.dataframe
    assert {"Textbook", "Measured here"} == set(table.value.columns)
    assert list(table.value.index) == ["Training accuracy", "Validation accuracy"], "the words once, beside the figures"
    assert "60,000 examples of MNIST digits, this run from 4,000" in at.warning[0].value
    assert any("Validation used the test set here" in caption.value for caption in at.caption)
    press_key(at, "run_Keep")
    assert at.button(key="run_Keep").disabled
    move(at, "Epochs", 5)
    assert "run" not in address(at), "a run that is over is left when a setting changes"
    press_key(at, "run_Last")
    assert address(at)["run"] == run.id
    assert experiment(at) == PRESETS["B4"].built_in
    move(at, "Epochs", 5)
    press_key(at, "run_Train")
    ended(scheduler, address(at)["run"], RUN_SECONDS)
    at.run()
    press_key(at, "run_Keep")
    kept = at.dataframe[-1].value
    assert list(kept["Run"]) == ["1", "2"]
    assert list(kept["Epochs trained"]) == [str(PRESETS["B4"].built_in.epochs), "5"]
    press(at, "Clear comparison")
    assert not any("Run" in table.value.columns for table in at.dataframe)


def test_a_slower_pace_and_scales_of_their_own_change_no_experiment(scheduler):
    at = lab(epochs="5")
    at.toggle(key="training.own_scale").set_value(True)
    at.toggle(key="training.log_loss").set_value(True)
    at.selectbox(key="training.speed").set_value("10")
    at.run()
    assert not at.exception
    shown = {"speed": "10", "own_scale": "1", "log_loss": "1"}
    assert address(at) == {"epochs": "5"} | shown
    assert lab(**address(at)).toggle(key="training.log_loss").value, "a link shows it in the same way"
    press_key(at, "run_Train")
    run = ended(scheduler, address(at)["run"], RUN_SECONDS)
    assert run.ended - run.started >= 0.4, "five epochs at ten a second"
