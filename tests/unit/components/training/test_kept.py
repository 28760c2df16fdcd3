"""What kept runs are called, and what their table shows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from components.training.kept import KeptRun, difference_table, keep, run_names
from models.experiment import Experiment
from models.runs.frames import Curves


def kept(number: int, experiment: Experiment) -> KeptRun:
    some = np.full(3, 0.5, np.float32)
    return KeptRun(number, f"id{number}", experiment, Curves(some, some, some, some, some), None)


def test_runs_are_named_by_what_differs():
    runs = [kept(1, Experiment(optimizer="sgd")), kept(4, Experiment(optimizer="adam", dropout=0.5))]
    assert list(run_names(runs).values()) == ["1: Dropout rate 0, SGD", "4: Dropout rate 0.5, Adam"]
    assert list(difference_table(runs)["Run"]) == ["1", "4"]


def test_runs_that_are_all_the_same_have_numbers():
    assert list(run_names([kept(1, Experiment()), kept(2, Experiment())]).values()) == ["Run 1", "Run 2"]


def test_a_run_without_a_whole_epoch_is_not_kept():
    fresh = SimpleNamespace(curves=SimpleNamespace(loss=np.zeros(0)))
    for newest in (None, fresh):
        run: Any = SimpleNamespace(newest=newest, result=None)
        assert not keep(run)
