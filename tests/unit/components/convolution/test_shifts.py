"""The picture of "Does it help?": each run is asked once, and the picture goes on until all answers are there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from components.convolution import shift_answers, shifts
from components.runs import status
from models.convolution.compared import compared_experiment
from models.jobs import Answer, Failure


@pytest.fixture
def asked(monkeypatch) -> list[tuple[str, Answer]]:
    """The questions that were asked: the network's file, and what will be answered."""
    found: list[tuple[str, Answer]] = []

    def ask(task, question, owner):
        assert task == "moved_accuracy"
        assert question["dataset"] == "digits"
        found.append((question["model_file"], Answer()))
        return found[-1][1]

    monkeypatch.setattr(shift_answers, "scheduler", lambda: SimpleNamespace(ask=ask))
    monkeypatch.setattr(shift_answers, "_answers", {})
    monkeypatch.setattr(status, "workers_are_missing", lambda: False)
    return found


def run(network: str, seed: int = 1, reason: str = "epochs") -> Any:
    return SimpleNamespace(
        id=f"{network}{seed}",
        owner="ann",
        experiment=compared_experiment(network, seed),
        is_over=True,
        state="finished",
        reason=reason,
        model_file=f"{network}{seed}.keras",
        frames=(),
        newest=None,
        result=None,
        progress=1.0,
        seconds=1.0,
        failure=None,
        notes=(),
    )


def answered(answer: Answer, at_three: float) -> None:
    shares = np.array([0.9, 0.8, 0.7, at_three, 0.1])
    answer.end("done", {"shifted": shares, "turned": shares})


def test_each_network_is_asked_once_and_the_picture_waits_for_all(asked):
    runs = {("dense", 1): run("dense"), ("pooled", 1): run("pooled")}
    first = shifts._picture(runs)
    assert [file for file, _answer in asked] == ["dense1.keras", "pooled1.keras"]
    assert first["stage"] == "asking"
    assert set(first["notes"]) == {"shifted", "turned"}

    answered(asked[0][1], 0.3)
    half = shifts._picture(runs)
    assert half["stage"] == "asking"
    assert half["notes"] == {}
    assert set(half["tables"]["shifted"]["line"]) == {"Dense network"}

    answered(asked[1][1], 0.8)
    whole = shifts._picture(runs)
    assert len(asked) == 2
    assert whole["stage"] == "over"
    table = whole["tables"]["turned"]
    assert list(dict.fromkeys(table["line"])) == ["Dense network", "CNN with pooling"]
    assert sorted(set(table["setting"])) == [0, 10, 20, 30, 40]
    assert any("+50 percentage points" in sentence for sentence in whole["words"])


def test_what_was_cut_off_is_not_asked_and_told_of(asked):
    picture = shifts._picture({("dense", 1): run("dense", reason="stopped")})
    assert asked == []
    assert picture["stage"] == "over"
    assert picture["lines"]["trouble"] == "Dense network, seed 1: Stopped."


def test_a_question_that_no_worker_was_there_for_is_asked_again(asked):
    runs = {("dense", 1): run("dense")}
    shifts._picture(runs)
    asked[0][1].end("failed", failure=Failure("cluster"))
    assert shifts._picture(runs)["stage"] == "asking"
    assert len(asked) == 2


def test_it_is_told_that_workers_are_missing(asked, monkeypatch):
    runs = {("dense", 1): run("dense")}
    assert "no workers" not in shifts._picture(runs)["progress"]["text"]
    monkeypatch.setattr(status, "workers_are_missing", lambda: True)
    assert "There are no workers at the moment" in shifts._picture(runs)["progress"]["text"]


def test_a_question_that_fails_is_told_of_and_not_asked_again(asked):
    runs = {("dense", seed): run("dense", seed) for seed in (1, 2)}
    shifts._picture(runs)
    for _file, answer in asked:
        answer.end("failed", failure=Failure("model_gone", "ModelGone"))
    picture = shifts._picture(runs)
    assert len(asked) == 2
    assert picture["stage"] == "over"
    assert picture["lines"]["trouble"].count("not kept any more") == 1
