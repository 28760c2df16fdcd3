"""What the lab says of a run's place, its time and its figures."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from components.runs import figures, status
from components.training import results
from models.experiment import Experiment
from models.jobs import Note, Run
from models.jobs.run import PackedFrame
from models.runs.frames import Curves, Frame
from models.runs.results import Result
from models.runs.wire import pack

LOSSES, ACCURACIES = ([1, 0.5], [1.1, 0.74]), ([0.6, 0.8], [0.5, 0.7])
COLUMNS = (LOSSES[0], ACCURACIES[0], LOSSES[1], ACCURACIES[1], [0.1, 0.1], [0.3, 0.29])
CURVES = Curves(*(np.array(column, np.float32) for column in COLUMNS))
LAYERS: dict[str, Any] = dict.fromkeys(("activations", "gradients", "weights", "dead", "saturated", "alike"))
# Epoch 2.5 of 100.
FRAME = Frame(step=25, steps_per_epoch=10, epochs=100, seconds=100.0, curves=CURVES, batch_loss=0.4, **LAYERS)
RESULT = Result(0.74, 0.7, np.eye(2, dtype=np.int32), (), best_epoch=0, reason="stopped", penalty=0.29)


def going(seconds: float, budget: float, monkeypatch, sharing: int = 1) -> str:
    """The status of a run that has done a tenth of its 100 epochs in so many seconds, on a worker of so many runs."""
    scheduler = SimpleNamespace(budget=budget, sharing=lambda run_id: sharing)
    monkeypatch.setattr(status, "scheduler", lambda: scheduler)
    packed = PackedFrame(100, 10.0, pack(replace(FRAME, step=100)))
    run: Run[Experiment, Result] = Run(
        "run", "ann", Experiment(), "training", 0, frames=(packed,), progress=0.1, seconds=seconds
    )
    return status.state_text(run)


def test_the_time_left_while_the_budget_suffices(monkeypatch):
    assert going(20.0, 600.0, monkeypatch) == "Epoch 10 of 100 · 3 min left"


def test_the_time_left_counts_the_slices_of_others(monkeypatch):
    assert going(20.0, 600.0, monkeypatch, sharing=10) == "Epoch 10 of 100 · 30 min left"


def test_where_the_budget_will_end_the_run_is_said_beforehand(monkeypatch):
    text = going(100.0, 600.0, monkeypatch)
    assert text == "Epoch 10 of 100 · will be ended and tested after 10 min of training, at about epoch 60"


@pytest.mark.parametrize("state", ["queued", "interrupted"])
def test_a_run_that_waits_is_told_when_workers_are_missing_for_too_long(state, monkeypatch):
    run: Run[Experiment, Result] = Run("run", "ann", Experiment(), state, 0)
    cluster = SimpleNamespace(status="starting", reason="tls://10.0.0.5:8786: no answer")
    monkeypatch.setattr(status, "scheduler", lambda: SimpleNamespace(cluster=cluster))
    assert "There are no workers" not in status.state_text(run)
    assert status.waiting_text("Looking…") == "Looking…"
    cluster.status = "unavailable"
    text = status.state_text(run)
    assert text.startswith("There are no workers at the moment. The server keeps trying")
    assert "10.0.0.5" not in text
    assert status.no_workers_text([run]) == status.waiting_text("Looking…") == text
    assert status.no_workers_text([replace(run, state="finished")]) == ""


def test_a_loss_and_its_penalty():
    assert figures.loss_text(0.74, 0.29) == "0.7400 + 0.2900 penalty"
    assert figures.loss_text(0.74, 0.0) == "0.7400"


def test_the_line_of_figures_is_there_before_the_first_epoch_and_names_the_penalty():
    assert figures.figures_line(replace(FRAME, curves=Curves.empty()))
    line = figures.figures_line(FRAME)
    for part in ("Epoch 2", "loss 0.500", "loss 0.740", "penalty 0.290"):
        assert part in line


def test_a_loss_too_small_for_three_decimals_is_not_told_as_nothing():
    curves = replace(FRAME.curves, loss=np.array([0.5, 0.00021]))
    assert "loss 2.1·10⁻⁴" in figures.figures_line(replace(FRAME, curves=curves))


@pytest.mark.parametrize(
    ("best_epoch", "step", "said"),
    [(0, 20, ""), (0, 25, "Tested with the weights at epoch 2.5"), (1, 25, "All figures are of epoch 1")],
)
def test_of_which_weights_the_figures_are(best_epoch, step, said):
    lines = results._whose_weights(replace(FRAME, step=step), replace(RESULT, best_epoch=best_epoch, penalty=0.0))
    assert [line[: len(said)] for line in lines] == ([said] if said else [])


def test_keras_sum_stands_beside_a_loss_with_a_penalty():
    [line] = results._whose_weights(replace(FRAME, step=20), RESULT)
    assert "1.0300" in line


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("features", {"seconds": 1800}, "took longer than 30 min."),
        ("unfollowed", {"seconds": 20}, "No tab followed it for 20 s"),
        ("dropped", {}, "Start it again"),
        ("pictures_removed", {}, "settings, curves and scores are"),
        ("model_removed", {}, "its scores are"),
        ("pause_limit", {"seconds": 60.0}, "after 60 s"),
    ],
)
def test_what_happened_to_a_run_is_told_in_words(kind, values, said):
    assert said in status.note_text(Note(kind, values, 0.0))
