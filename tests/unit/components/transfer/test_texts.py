"""What the page on transfer learning writes of its base, and of the points in the plane."""

import json
import time
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from components.transfer import feature_plane, status
from components.transfer.feature_plane import points_spec
from components.transfer.findings import sentences
from models.transfer.experiment import TransferExperiment


@pytest.mark.parametrize(("block", "words"), [(1, "through the whole network"), (9, "The layers before them")])
def test_nothing_lies_before_the_first_block(block, words):
    (line,) = sentences(TransferExperiment(strategy="fine_tune", block=block), None, None)
    assert words in line


def test_only_directions_that_mean_something_are_named():
    def titles(method):
        (layer,) = points_spec(("cat", "dog"), "after", method)["layer"]
        return [layer["encoding"][axis]["title"] for axis in "xy"]

    assert titles("pca") == ["first direction", "second direction"]
    assert titles("tsne") == [None, None]


def working(done: int, what: str, dataset: str = "drawn") -> Any:
    experiment = TransferExperiment(dataset=dataset)
    return SimpleNamespace(id="run", state="features", features=(done, 100, what), experiment=experiment, notes=())


@pytest.mark.parametrize(
    ("what", "dataset", "words"),
    [
        ("made", "drawn", "Drawing the photos: 20 of 100"),
        ("made", "sign_language", "Reading the photos: 20 of 100"),
        ("computed", "drawn", "Computing features: 20 of 100"),
        ("prepared", "drawn", "Preparing the photos: 20 of 100"),
        ("asked", "drawn", "Asking the network: 20 of 100"),
    ],
)
def test_what_is_done_with_the_photos_is_called_by_its_name(monkeypatch, what, dataset, words):
    monkeypatch.setattr(st, "session_state", {})
    assert status.stage_text(working(20, what, dataset)).startswith(words)


def test_the_time_left_counts_down_while_a_batch_is_in_work(monkeypatch):
    seconds = iter([0.0, 2.0, 3.0, 4.0])
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    told = [status.stage_text(working(done, "computed")).partition(", ")[2] for done in (0, 10, 10, 20)]
    assert told == ["", "18 s left", "17 s left", "16 s left"]


def test_names_that_a_visitor_gave_to_classes_are_not_kept_with_the_chart():
    names = [f"private {number}" for number in range(3)]
    spec = points_spec(names, "before", "pca")
    assert spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == names
    kept = feature_plane._points_spec(3, "before", "pca")
    assert "private" not in json.dumps(kept)
    assert points_spec(("cat", "dog", "cow"), "before", "pca")["layer"][0]["encoding"]["color"]["scale"]["domain"] == [
        "cat",
        "dog",
        "cow",
    ]
