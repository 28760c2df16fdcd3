"""C2 as a part of its own: C1, then both parts, found again after a reload."""

from __future__ import annotations

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from models.experiment import Experiment
from models.training import continued
from tests.app.controls_page import address
from tests.app.driver import told
from tests.app.part_page import buttons, checked, opened, press
from tests.waiting import ended

pytestmark = pytest.mark.usefixtures("own_home", "scheduler", "short")
RUN_SECONDS = 300  # with the start of the worker, on a machine that has much else to do
NAMES = ["C1: all layers", "Convolutions only", "Dense layers only"]


def page() -> None:
    import streamlit as st

    from components.session.identity import owner
    from components.transfer import continued

    if "opened" not in st.session_state:
        st.session_state["opened"] = True
        continued.take_link()
    continued.continued_lesson()
    st.text(owner())
    st.query_params.from_dict(continued.to_query())


@pytest.fixture(scope="module")
def own_home(tmp_path_factory):
    """Where the workers keep C1's weights; set before the scheduler starts them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("KERAS_HOME", str(tmp_path_factory.mktemp("keras")))
        patch.delenv("LAYERLAB_PRIVATE", raising=False)
        yield


@pytest.fixture(scope="module")
def short(own_home):
    """C1 on few digits for few epochs."""
    preset = continued.PRESETS["C1"]
    lab = preset.built_in.replace(examples=200, epochs=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(continued.PRESETS, "C1", dataclasses.replace(preset, built_in=lab))
        yield


def runs(at: AppTest) -> list[str]:
    link = address(at).get("c2", "")
    return link.split("~") if link else []


def test_c1_then_both_parts_then_three_scores_beside_the_textbooks(scheduler):
    at = opened(page)
    assert buttons(at) == ["Train the network and its two parts"]
    press(at, "continued_train")
    assert buttons(at) == ["Stop"]
    assert len(runs(at)) == 1
    assert ended(scheduler, runs(at)[0], RUN_SECONDS).state == "finished"
    checked(at.run())
    assert len(runs(at)) == 3
    reloaded = opened(page, owner=at.text[0].value, c2="~".join(runs(at)))
    assert buttons(reloaded) == ["Stop"]
    results = [ended(scheduler, run_id, RUN_SECONDS).result for run_id in runs(at)]
    checked(reloaded.run())
    assert buttons(reloaded) == ["Train the network and its two parts"]
    table = reloaded.table[0].value
    assert list(table["Trained"]) == NAMES
    assert list(table["Test accuracy"]) == [f"{100 * result.test_accuracy:.2f}\xa0%" for result in results]
    assert list(table["Trained parameters"]) == list(table["Textbook: parameters"]) == ["65,914", "13,136", "52,778"]
    assert list(table["Textbook: accuracy"]) == ["90.86\xa0%", "91.48\xa0%", "91.73\xa0%"]
    assert list(table["Textbook: loss"]) == ["0.2572", "0.2489", "0.2400"]
    captions = " ".join(caption.value for caption in reloaded.caption)
    assert "not the same task" in captions
    assert "A test with 1,000 pictures" in captions


def test_c1_that_ended_while_nobody_looked_waits_for_a_click(scheduler):
    at = press(opened(page), "continued_train")
    (whole,) = runs(at)
    ended(scheduler, whole, RUN_SECONDS)
    later = opened(page, owner=at.text[0].value, c2=whole)
    assert buttons(later) == ["Train the network and its two parts", "Go on with both parts"]
    assert runs(later) == [whole]
    press(later, "continued_parts")
    assert len(runs(later)) == 3
    assert buttons(opened(page, c2=whole)) == ["Train the network and its two parts"]
    press(later, "continued_stop")
    assert {ended(scheduler, run_id, RUN_SECONDS).state for run_id in runs(later)[1:]} <= {"stopped", "finished"}


def test_weights_that_are_gone_are_told_of(scheduler):
    from models.transfer.saved_models import model_path

    at = press(opened(page), "continued_train")
    model_path(ended(scheduler, runs(at)[0], RUN_SECONDS).result.model_file).unlink()
    checked(at.run())
    assert {ended(scheduler, run_id, RUN_SECONDS).state for run_id in runs(at)[1:]} == {"failed"}
    checked(at.run())
    assert "The weights of C1 are not kept any more" in told(at)


def test_stopping_c1_ends_the_lesson(scheduler, monkeypatch):
    preset = continued.PRESETS["C1"]
    lab = preset.built_in.replace(epochs=200, early_stopping="off")  # it does not end by itself meanwhile
    monkeypatch.setitem(continued.PRESETS, "C1", dataclasses.replace(preset, built_in=lab))
    at = press(opened(page), "continued_train")
    press(at, "continued_stop")
    assert ended(scheduler, runs(at)[0], RUN_SECONDS).state == "stopped"
    checked(at.run())
    assert buttons(at) == ["Train the network and its two parts"]
    assert len(runs(at)) == 1


def test_fashion_mnist_is_offered_where_it_is_missing():
    at = opened(page, c2_dataset="fashion_mnist")
    assert at.selectbox(key="continued_dataset").value == "fashion_mnist"
    assert any("is not on this machine yet" in text.value for text in at.markdown)
    assert at.button(key="continued_train").disabled
    checked(at.selectbox(key="continued_dataset").set_value("digits").run())
    assert not at.button(key="continued_train").disabled
    assert "c2_dataset" not in address(at)


@pytest.mark.parametrize("link", ["", "unknown", "a~b~c", "~~", "a~b"])
def test_a_link_with_runs_that_are_not_known_shows_none(link):
    at = opened(page, c2=link, c2_dataset="pictures")
    assert buttons(at) == ["Train the network and its two parts"]
    assert not at.table


def test_a_link_with_a_run_of_another_kind_shows_nothing_of_it(scheduler):
    (other,) = scheduler.submit([Experiment(epochs=1, examples=100)], "somebody")
    at = opened(page, c2=other)
    assert buttons(at) == ["Train the network and its two parts"]
    assert not runs(at)
