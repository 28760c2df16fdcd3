"""Runs that a test moves on by hand, and the source that shows them on the channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components.live.hub import hub
from components.live.source import register
from components.picture import Picture
from tests.browser.figure_pictures import EPOCHS, picture

Args = tuple[str, int, int | None]

_moved: dict[str, tuple[int, str]] = {}


def state_of(run: str, epoch: int) -> tuple[int, str]:
    """At which epoch a run is, and its stage; ``epoch`` where no test has moved it."""
    return _moved.get(run, (epoch, "going"))


def move(run: str, epoch: int, stage: str) -> None:
    """Have a run be there from now on; in stage "gone" there is none any more."""
    _moved[run] = epoch, stage
    hub().changed(run)


class Runs:
    """The source: ``run``, ``epoch`` where no test has moved it, perhaps ``at`` for an earlier moment."""

    every = 0.0

    def read(self, args: Mapping[str, Any], viewer: str) -> Args:
        run, epoch, at = args.get("run"), args.get("epoch"), args.get("at")
        if not isinstance(run, str) or not isinstance(epoch, int) or not 1 <= epoch <= EPOCHS:
            raise ValueError("no run")
        return run, epoch, at

    def topics(self, args: Args) -> Sequence[str]:
        return [args[0]]

    def picture(self, args: Args) -> Picture | None:
        run, epoch, at = args
        now, stage = state_of(run, epoch)
        return None if stage == "gone" else picture(now if at is None else at, stage)

    def watched(self, args: Args, viewer: str) -> None:
        """Nothing follows from it."""


register("runs", Runs())
