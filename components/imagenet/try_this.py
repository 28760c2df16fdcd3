"""Telling cases of ImageNet prediction: one click sets the controls."""

from __future__ import annotations

from functools import partial

from components.i18n import N_, _
from components.imagenet.album import album
from components.imagenet.owned import VIEW
from components.page import try_this

CASES = {
    N_("What does it say of noise?"): {"sample": "noise", "part": "seen"},
    N_("Where does it see the cat?"): {"sample": "cat", "part": "heat", "rank": 1},
    N_("Hide the cup"): {"sample": "coffee", "part": "patch", "patch_x": 0.6, "patch_y": 0.5, "patch_size": 0.5},
    N_("First layers: edges and colours"): {"sample": "cat", "part": "inside", "layer": 2},
}


def photo_cases() -> None:
    """A button for each case."""
    try_this([(_(name), partial(_show, changes)) for name, changes in CASES.items()])


def _show(changes: dict) -> None:
    album().selected = ""
    VIEW.change(**changes)
