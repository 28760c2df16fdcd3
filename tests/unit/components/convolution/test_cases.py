"""The four cases: what their outcome says, and what is drawn before anything is trained."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from components.convolution import cases
from models.convolution.cases import CASES
from models.datasets import DATASETS


@pytest.mark.parametrize("name", CASES)
def test_the_fresh_network_is_drawn_before_anything_is_trained(name):
    picture = cases._picture(name, {})
    assert picture["progress"]["share"] == 0
    assert picture["lines"]["outcome"] == ""
    assert ("boundary" in picture["tables"]) == DATASETS[CASES[name].dataset].is_plane


@pytest.mark.parametrize(
    ("name", "share", "says"),
    [
        ("xor_line", 0.52, "one straight line"),
        ("xor_line", 0.95, "more than one straight line can do"),
        ("xor_hidden", 1.0, "the corners are parted"),
        ("spiral", 0.8, "Between working and failing"),
        ("spiral", 0.6, "needs more training"),
        ("digits", 0.96, "same strokes everywhere"),
    ],
)
def test_what_is_said_follows_from_the_share_of_right_answers(name, share, says):
    result: Any = SimpleNamespace(test_accuracy=share, reason="epochs")
    sentence = cases._outcome(name, result)
    assert says in sentence
    assert f"{100 * share:.1f}" in sentence
    assert ("10\xa0%" if name == "digits" else "50\xa0%") in sentence


def test_what_was_stopped_shows_nothing_of_the_network():
    result: Any = SimpleNamespace(test_accuracy=0.3, reason="stopped")
    assert cases._outcome("xor_hidden", result).endswith("guessing gets 50\xa0%.")
