"""What is said of networks of blocks follows from what they show."""

import math
import re
from typing import Any

import numpy as np
import pytest

from components.architectures.depth_chart import _picture as chart_picture
from components.architectures.depth_fresh import _picture as fresh_picture
from components.architectures.depth_pair import _picture as pair_picture
from components.architectures.depth_settings import CHART_RUNS, PAIR_RUNS, chart_experiments
from components.picture import to_json
from components.runs import status
from components.runs.groups import RunGroup
from models.architectures.block_kinds import KINDS
from models.architectures.depth import STEPS, DepthExperiment, pair_of
from models.jobs import Run
from models.jobs.run import PackedFrame
from models.runs.depth_frames import DepthFrame
from models.runs.results import Result
from models.runs.wire import pack

DEEP = DepthExperiment(dense_layers=50)


def run(experiment, loss=0.3, accuracy=0.9, reason="epochs", gradient=(1.0, 1.0), step=STEPS):
    """A run that is over."""
    gradients = np.linspace(gradient[0], gradient[1], experiment.blocks + 1, dtype=np.float32)
    curve = np.full(STEPS // 10, loss, np.float32)
    frame = DepthFrame(step, STEPS, 6.4, 1.5, curve, np.array([0.1, accuracy], np.float32), gradients)
    result = Result(loss, accuracy, np.eye(10, dtype=np.int32), (), 0, reason)
    packed = PackedFrame(step, 6.4, pack(frame))
    state = "stopped" if reason == "stopped" else "finished"
    return Run("id", "me", experiment, state, frames=(packed,), reason=reason, result_data=pack(result))


def pair(plain, skip, experiment=DEEP):
    networks = pair_of(experiment)
    return {"plain": run(networks["plain"], **plain), "skip": run(networks["skip"], **skip)}


def said(picture):
    to_json(picture)  # as it travels
    return "\n".join(picture["words"])


@pytest.mark.parametrize(
    ("plain", "skip", "words"),
    [
        ({"loss": 1.8, "accuracy": 0.2}, {}, "worse in training too:** its loss ends at 1.80, the other one’s at 0.30"),
        ({"loss": 0.28, "accuracy": 0.6}, {}, "worse in the test alone"),
        ({"loss": 0.31, "accuracy": 0.89}, {}, "does as well"),
        ({"loss": 0.3}, {"loss": math.nan, "accuracy": 0.1, "reason": "diverged"}, "The activations overflow"),
    ],
)
def test_what_is_said_of_two_networks_follows_from_their_curves(plain, skip, words):
    text = said(pair_picture(pair(plain, skip)))
    assert words in text
    assert len(re.findall("worse in|does as well|overflow:", text)) == 1


def test_networks_that_were_stopped_are_not_compared():
    text = said(pair_picture(pair({"reason": "stopped"}, {"reason": "stopped"})))
    assert "Plain" in text
    assert "accuracy" not in text


@pytest.mark.parametrize(("gradient", "words"), [((0.001, 1.0), "has vanished"), ((0.5, 1.0), "is 0.5 times")])
def test_a_gradient_has_vanished_only_where_it_has(gradient, words):
    assert words in said(pair_picture(pair({"gradient": gradient}, {})))


def test_the_runs_tell_how_they_stand():
    lines = pair_picture(pair({}, {"reason": "diverged", "step": 40}))["lines"]
    assert lines["plain"] == "Plain: done, test accuracy 90.0\xa0%, in 0.0 s"
    assert "no longer a number at step 40" in lines["skip"]
    assert "Plain 258,890, With skips 258,890" in lines["networks"]


@pytest.mark.parametrize("joining", KINDS)
@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("layers", [2, 50])
def test_a_fresh_network_of_every_kind_has_a_picture(joining, skip, layers):
    picture = fresh_picture(DepthExperiment(dense_layers=layers, skip=skip, joining=joining))
    assert len(said(picture).splitlines()) == 2 + skip
    assert len(picture["tables"]["gradient"]["x"]) == (layers // 2 + 1) * (1 + skip)


def test_he_everywhere_with_skips_grows_and_a_plain_network_makes_digits_alike():
    text = said(fresh_picture(DEEP.replace(joining="he")))
    assert "grows from block to block" in text
    assert "little to tell them by: Plain, With skips, He everywhere." in text
    assert "grows" not in said(fresh_picture(DEEP))


def measured(accuracy):
    """The chart's runs, each with what a function of line, depth and seed says."""
    runs = {}
    for ((line, depth), seed), experiment in chart_experiments().items():
        value = accuracy(line, depth, seed)
        reason = "epochs" if value is not None else "diverged"
        runs[(line, depth), seed] = run(experiment, accuracy=0.1 if value is None else value, reason=reason)
    return runs


def test_the_chart_says_how_sure_it_is():
    def accuracy(line, depth, seed):
        if line == "he" and depth >= 20:
            return None
        wobble = 0.001 * (seed - 2) * (1 if line == "plain" else -1)
        return (0.3 if line == "plain" and depth == 50 else 0.9) + wobble

    picture = chart_picture(measured(accuracy))
    text = said(picture)
    assert "**50 layers:** skips change test accuracy by +60 percentage points" in text
    assert "more than chance explains" in text.splitlines()[0]
    assert "chance would explain as much" in text.splitlines()[1]
    assert "9 of 18 networks overflowed, from 20 layers on" in text
    assert picture["progress"] == {"share": 1.0, "text": "54 of 54 networks"}
    assert picture["tables"]["bands"]["line"].count("Plain") == 6 * 4


def test_a_chart_without_results_says_nothing(monkeypatch):
    monkeypatch.setattr(status, "workers_are_missing", lambda: False)
    waiting: dict[Any, Run] = {key: Run("id", "me", one, "queued") for key, one in chart_experiments().items()}
    picture = chart_picture(waiting)
    assert said(picture) == ""
    assert picture["progress"] == {"share": 0.0, "text": f"0 of {len(waiting)} networks"}
    monkeypatch.setattr(status, "workers_are_missing", lambda: True)
    assert "There are no workers at the moment" in chart_picture(waiting)["progress"]["text"]


@pytest.mark.parametrize("group", [PAIR_RUNS, CHART_RUNS])
def test_a_page_is_drawn_again_for_the_runs_together(group: RunGroup[Any, DepthExperiment, Result]):
    waiting: Run = Run("id", "me", DEEP, "queued")
    over = run(DEEP)
    assert group.stage({"a": waiting, "b": waiting}) == "begins"
    assert group.stage({"a": over, "b": waiting}) == "going"
    assert group.stage({"a": over, "b": over}) == "over"
