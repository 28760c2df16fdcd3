"""Runs that belong together: a link names them all, and the tab that started them may stop them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

import streamlit as st

from components.i18n import _
from components.runs.following import E, R, find_run, known_run
from components.runs.refusals import tell_queue_is_full
from components.runs.scheduler import scheduler
from components.session.identity import owner
from components.session.keys import session_key
from models.jobs import NotOwner, QueueFull, Run, UnknownRun

K = TypeVar("K")
_BETWEEN = "~"


class RunGroup(Generic[K, E, R]):
    """The runs of one comparison.

    The session remembers their ids; the link carries these too, so that a reloaded tab, and whoever is given the link,
    finds the runs again.

    Args:
        page: the page's name, which their key in the session begins with.
        in_link: what the address calls them.
        keys: what tells the runs apart, in the order of the link.
        kind: the class of their experiments.
        sizes: how many of the keys, from the first on, have a run when a link names them; by default all.
        any_of: a link names any of the keys, those that have a run.
        fits: whether an experiment can be the one of this key.
        job: tells them from the other runs of the tab, which then leave them alone.
    """

    def __init__(
        self,
        page: str,
        in_link: str,
        keys: Callable[[], Sequence[K]],
        kind: type[E],
        *,
        sizes: Sequence[int] = (),
        any_of: bool = False,
        fits: Callable[[K, E], bool] = lambda _key, _experiment: True,
        job: str = "",
    ) -> None:
        self._in_link, self._keys, self._kind, self._fits = in_link, keys, kind, fits
        self._sizes, self._any_of, self._job = sizes, any_of, job
        self._run_ids = session_key(page, f"{in_link} of {kind.__name__}")

    @property
    def size(self) -> int:
        """How many runs there are when all are."""
        return len(self._keys())

    @property
    def owner(self) -> str:
        """Whose runs this tab's are: the tab's, or a job's of its own."""
        return f"{owner()}/{self._job}".rstrip("/")

    def now(self) -> dict[K, Run[E, R]]:
        """Those runs that the server still has, as they are now."""
        return self._those_that_fit({key: find_run(run_id, self._kind) for key, run_id in self._remembered().items()})

    def named(self, run_ids: Sequence[str]) -> dict[K, Run[E, R]]:
        """Those of the runs with these ids, one for each key in turn ("" for none), that the server still has."""
        found = {key: known_run(run_id, self._kind) for key, run_id in zip(self._keys(), run_ids, strict=False)}
        return self._those_that_fit(found)

    def ids(self, seen: Mapping[K, Run[E, R]]) -> list[str]:
        """The ids of the runs, one for each key in turn, "" for none; the inverse of `named`."""
        return [seen[key].id if key in seen else "" for key in self._keys()]

    def is_going(self, seen: Mapping[K, Run[E, R]]) -> bool:
        """Whether any of the runs is not over."""
        return any(not run.is_over for run in seen.values())

    def stage(self, seen: Mapping[K, Run[E, R]]) -> str:
        """What the rest of the page depends on: of each run whether it goes on, and whether it has shown anything.

        "over" where all are over, so that nothing new comes.
        """
        stages = ["over" if run.is_over else "going" if run.frames else "begins" for run in seen.values()]
        return "over" if set(stages) == {"over"} else " ".join(stages)

    def is_mine(self, seen: Mapping[K, Run[E, R]]) -> bool:
        """Whether all of the runs are this tab's; also where there are none."""
        return all(run.owner == self.owner for run in seen.values())

    def start(self, experiments: Mapping[K, E], commands: Sequence[tuple[str, Any]] = ()) -> None:
        """Hand in runs of these experiments, as one job, in the place of those before; what goes on of these ends.

        Where the queue is full the reader is told, and all stays as it is.

        Args:
            commands: told to each run before its first step, see `models.jobs.Scheduler.submit`.
        """
        self._submit({}, experiments, commands)

    def add(self, experiments: Mapping[K, E], commands: Sequence[tuple[str, Any]] = ()) -> None:
        """Hand in runs of these experiments, as one job, beside those that are over; else as `start`."""
        self._submit(self._remembered(), experiments, commands)

    def stop(self) -> None:
        """End those of this tab's runs that go on."""
        for run in self.now().values():
            with suppress(UnknownRun, NotOwner):
                scheduler().command(run.id, self.owner, "stop")

    def say_lost(self) -> None:
        """Say so where runs that belong here are not known any more."""
        if any(scheduler().watch(run_id) is None for run_id in self._remembered().values()):
            text = _("Some of these runs are not kept here any more. Start them again to see them.")
            st.warning(text, icon=":material/history:")

    def take_link(self) -> None:
        """Show the runs that the address names. Call it when the page is opened."""
        named = st.query_params.get(self._in_link, "").split(_BETWEEN)
        run_ids = [run_id for run_id in named if run_id]
        if self._any_of and run_ids:
            self._remember({key: run_id for key, run_id in zip(self._keys(), named, strict=False) if run_id})
        elif len(run_ids) in self._known_sizes():
            self._remember(dict(zip(self._keys(), run_ids, strict=False)))

    def link(self) -> dict[str, str]:
        """What the address says of the runs; nothing where some are forgotten."""
        runs = self.now()
        if self._any_of:
            return {self._in_link: _BETWEEN.join(self.ids(runs)).rstrip(_BETWEEN)} if runs else {}
        is_whole = len(runs) in self._known_sizes() and list(runs) == list(self._keys())[: len(runs)]
        return {self._in_link: _BETWEEN.join(run.id for run in runs.values())} if is_whole else {}

    def _submit(self, beside: dict[K, str], experiments: Mapping[K, E], commands: Sequence[tuple[str, Any]]) -> None:
        try:
            run_ids = scheduler().submit(list(experiments.values()), self.owner, commands)
        except QueueFull as full:
            # The notices may be far from the button that was pressed.
            st.toast(tell_queue_is_full(full).text(), icon=":material/info:")
        else:
            self._remember(beside | dict(zip(experiments, run_ids, strict=True)))

    def _those_that_fit(self, found: Mapping[K, Run[E, R] | None]) -> dict[K, Run[E, R]]:
        return {key: run for key, run in found.items() if run is not None and self._fits(key, run.experiment)}

    def _known_sizes(self) -> Sequence[int]:
        return self._sizes or (len(self._keys()),)

    def _remembered(self) -> dict[K, str]:
        return st.session_state.get(self._run_ids, {})

    def _remember(self, run_ids: dict[K, str]) -> None:
        st.session_state[self._run_ids] = run_ids
