"""Pictures of runs that belong together, for the channel that pushes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic

from components.browser.live_figure import Watch
from components.picture import Picture
from components.runs.following import E, R
from components.runs.groups import K, RunGroup
from components.runs.scheduler import scheduler
from models.jobs import Run

_BETWEEN, _LONGEST = "~", 1000


class GroupSource(Generic[K, E, R]):
    """Makes the pictures of one group of runs; a `components.live.source.Source`.

    Args:
        draw: makes the picture of those runs that are still there, by their keys, if there are any; its stage is the
            group's where it names none.
    """

    every = 1.0  # seconds: runs that wait tell how long it still takes

    def __init__(self, group: RunGroup[K, E, R], draw: Callable[[Mapping[K, Run[E, R]]], Picture]) -> None:
        self._group, self._draw = group, draw

    def read(self, args: Mapping[str, Any], viewer: str) -> tuple[str, ...]:
        """The ids that a browser asks for, see `RunGroup.ids`.

        Raises:
            ValueError: there are none.
        """
        ids = args.get("runs")
        if not isinstance(ids, str) or not 0 < len(ids) <= _LONGEST:
            raise ValueError("no runs")
        return tuple(ids.split(_BETWEEN)[: self._group.size])

    def topics(self, run_ids: tuple[str, ...]) -> Sequence[str]:
        return tuple(filter(None, run_ids))

    def picture(self, run_ids: tuple[str, ...]) -> Picture:
        runs = self._group.named(run_ids)
        stage: Picture = {"stage": self._group.stage(runs)}
        return {**stage, **self._draw(runs)} if runs else stage

    def watched(self, run_ids: tuple[str, ...], viewer: str) -> None:
        for run_id in filter(None, run_ids):
            scheduler().watch(run_id, viewer)


def watch_of_group(source: str, group: RunGroup[K, E, R], runs: Mapping[K, Run[E, R]]) -> Watch | None:
    """What a live figure of these runs asks the channel for; nothing where there are none."""
    return Watch(source, {"runs": _BETWEEN.join(group.ids(runs))}) if runs else None
