"""Telling cases of ImageNet prediction: one click sets the controls."""

from __future__ import annotations

from functools import partial
from typing import Any

from components.i18n import N_, _
from components.imagenet.photos import album
from components.imagenet.settings import VIEW
from components.page import try_this
from components.words.numbers import percent
from models.imagenet.presets import E1

# What E1 sets; which photo, and what of the answer is looked at more closely, are the visitor's.
_OF_E1 = {name: getattr(E1.experiment, name) for name in ("model", "second", "fit", "average")}
CASES: dict[str, dict[str, Any]] = {
    N_("E1: VGG16 as it is"): {**_OF_E1, "part": "seen"},
    N_("What does it see in noise?"): {"sample": "noise", "part": "seen"},
    N_("Where does it see the cat?"): {"sample": "cat", "part": "heat", "rank": 1},
    N_("Hide the cup"): {"sample": "coffee", "part": "patch", "patch_x": 0.6, "patch_y": 0.5, "patch_size": 0.5},
    N_("First layers: edges and colours"): {"sample": "cat", "part": "inside", "layer": 2},
}


def published_sentences() -> list[str]:
    """What the textbook got, where the settings are those of its experiment."""
    view = VIEW.current
    if any(getattr(view, name) != value for name, value in _OF_E1.items()):
        return []
    share = next(item.value for item in E1.published if item.figure == "probability")
    return [
        _("**E1 in the textbook:** its photo of a German shepherd, with VGG16: German shepherd, {share}.").format(
            share=percent(share, 2)
        )
    ]


def photo_cases() -> None:
    """A button for each case."""
    try_this([(_(name), partial(_show, _(name), changes)) for name, changes in CASES.items()])


def _show(name: str, changes: dict[str, Any]) -> None:
    if "sample" in changes:
        album().select("")
    VIEW.replace(VIEW.current.replace(**changes), undoable=name)
