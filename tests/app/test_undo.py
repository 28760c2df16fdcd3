"""Undo, on every page that has settings: it takes back what changed several of them at once."""

from __future__ import annotations

from typing import Any

import pytest

from components.imagenet.settings import VIEW
from components.initialization.settings import NETWORK
from components.optimizers.settings import RACE
from components.session.page_settings import PageSettings
from components.transfer.settings import SETTINGS
from tests.app.controls_page import address
from tests.app.driver import moved, opened, pressed

pytestmark = pytest.mark.usefixtures("scheduler")

# The training lab's is tested with its controls.
CASES: dict[str, tuple[PageSettings[Any], str]] = {
    "initialization.py": (NETWORK, "Batch norm repairs std 0.01"),
    "optimizers.py": (RACE, "Noisy gradients"),
    "imagenet.py": (VIEW, "Hide the cup"),
    "transfer.py": (SETTINGS, "Ten photos are enough"),
}


def undo(at):
    (button,) = [button for button in at.button if button.label == "Undo"]
    return button


@pytest.mark.parametrize("page", CASES)
def test_undo_takes_a_telling_case_back(page):
    owner, case = CASES[page]
    at = opened(page)
    assert undo(at).disabled
    pressed(at, case)
    assert at.session_state[owner.key] != owner.kind()
    assert undo(at).help == f"Takes back: {case}"
    assert address(pressed(at, "Undo")) == {}
    assert at.session_state[owner.key] == owner.kind()
    assert undo(at).disabled


def test_undo_of_one_page_leaves_another_alone():
    at = pressed(opened("initialization.py"), "Batch norm repairs std 0.01")
    at.switch_page("optimizers.py").run()
    assert undo(at).disabled
    at.switch_page("initialization.py").run()
    assert not undo(at).disabled


def test_undo_brings_both_networks_of_a_comparison_back():
    at = pressed(opened("initialization.py", activation="relu"), "Compare A | B")
    moved(at, "Activation", "tanh")
    before = address(at)
    pressed(at, "Swap A and B")
    assert address(at) != before
    assert address(pressed(at, "Undo")) == before
    pressed(at, "End comparison")
    assert "compare" not in address(at)
    assert address(pressed(at, "Undo")) == before


def test_undo_brings_back_what_a_surface_set_with_it():
    at = opened("optimizers.py", x="-3", learning_rate="0.5")
    before = address(at)
    moved(at, "Surface", "saddle")
    assert address(at) != before
    assert address(pressed(at, "Undo")) == before
