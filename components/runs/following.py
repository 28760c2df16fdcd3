"""Which run a tab follows on a page: one that was started there, or opened by its link."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

import streamlit as st

from components.i18n import _
from components.runs.refusals import tell_queue_is_full
from components.runs.scheduler import scheduler
from components.session.identity import is_settled, owner
from components.session.keys import session_key
from components.session.notices import dismiss_notices
from models.any_experiment import AnyExperiment
from models.jobs import NotOwner, QueueFull, Run, UnknownRun
from models.runs.results import Result

E = TypeVar("E", bound=AnyExperiment)
R = TypeVar("R", bound=Result)
_KEY = "run"
_OF_A_LINK, _FORGOTTEN = "of a link", "forgotten"


class Following(Generic[E, R]):
    """The run that a tab follows on one page; each page has a class of its own, which says what is special there.

    The session remembers the run's id and the experiment that the run was last told of; the link carries the id as
    ``run``, so that a reloaded tab, and whoever is given the link, finds the run again.

    Args:
        page: the page's name, which its keys in the session begin with.
        kind: the class of the experiments that the page runs.
    """

    def __init__(self, page: str, kind: type[E]) -> None:
        self._kind = kind
        self._run, self._last = session_key(page, "run"), session_key(page, "last run")
        self._told, self._gone = session_key(page, "run was told"), session_key(page, "run is gone")

    def show(self, experiment: E) -> None:
        """Set the page's controls to a run's experiment."""
        raise NotImplementedError

    def can_return(self, run: Run[E, R]) -> bool:
        """Whether a run that was left has something to come back for."""
        raise NotImplementedError

    def first_commands(self) -> Sequence[tuple[str, Any]]:
        """What each run is told before it begins."""
        return ()

    def stage(self, seen: Run[E, R] | None) -> str:
        """What the rest of the page depends on: "" without a run, "going", "paused" or "over"."""
        if seen is None:
            return ""
        if seen.is_over:
            return "over"
        return "paused" if seen.state == "paused" else "going"

    @property
    def run_id(self) -> str | None:
        """The followed run's id, which the server may have forgotten."""
        return st.session_state.get(self._run)

    @property
    def told(self) -> E | None:
        """The experiment that the followed run was last told of."""
        return st.session_state.get(self._told)

    def is_untouched(self) -> bool:
        """Whether the session has not followed, left or missed any run yet."""
        return self._run not in st.session_state

    def now(self) -> Run[E, R] | None:
        """The run as it is now; ``None`` if the tab follows none, or the server has forgotten it."""
        run = scheduler().watch(self.run_id, owner()) if self.run_id else None
        if run is None and self.run_id:
            st.session_state[self._run], st.session_state[self._gone] = None, _FORGOTTEN
        return run

    def open_link(self) -> None:
        """Follow the run that the address names, if it is another one, with its experiment in the controls."""
        wished = st.query_params.get(_KEY)
        if not wished or wished == self.run_id:
            return
        run: Run[E, R] | None = find_run(wished, self._kind)
        if run is None:
            st.session_state[self._run], st.session_state[self._gone] = None, _OF_A_LINK
        else:
            self._follow(run.id, run.experiment)
            self.show(run.experiment)

    def link_is_gone(self) -> bool:
        """Whether the address named a run that is not known here any more, and nothing was started since."""
        return st.session_state.get(self._gone) == _OF_A_LINK

    def is_forgotten(self) -> bool:
        """Whether the server has forgotten the run that was followed, and the reader has not gone on since."""
        return st.session_state.get(self._gone) == _FORGOTTEN

    def link(self) -> dict[str, str]:
        """What the address says of the run."""
        return {_KEY: self.run_id} if self.run_id else {}

    def start(self, experiment: E, command: str | None = None) -> str | None:
        """Hand in a run of this experiment and follow it; a job of this tab that is going on ends.

        Args:
            command: told to the run before it begins, such as "step_epoch".

        Returns:
            The run's id; ``None`` where the queue is full, which the reader is told.
        """
        dismiss_notices()
        commands = [*self.first_commands(), *([(command, None)] if command else [])]
        try:
            (run_id,) = scheduler().submit([experiment], owner(), commands)
        except QueueFull as full:
            tell_queue_is_full(full)
            return None
        if self.run_id:
            st.session_state[self._last] = self.run_id
        self._follow(run_id, experiment)
        return run_id

    def tell(self, command: str, value: object = None) -> None:
        """Pass a command to the followed run; one that cannot be commanded is left as it is."""
        with suppress(NotOwner, UnknownRun):
            if self.run_id:
                scheduler().command(self.run_id, owner(), command, value)

    def tune(self, experiment: E) -> None:
        """Give the followed run the live values of this experiment.

        Raises:
            NotLive: another value differs. NotOwner: the run is somebody else's. UnknownRun: it is forgotten.
        """
        assert self.run_id is not None
        scheduler().command(self.run_id, owner(), "tune", experiment)
        st.session_state[self._told] = experiment

    def leave(self) -> None:
        """Stop following; `return_to_last` finds the run again."""
        st.session_state[self._last], st.session_state[self._run] = self.run_id, None
        st.session_state[self._gone] = ""

    def last(self) -> Run[E, R] | None:
        """The run that was followed before, if there is something to come back for."""
        run_id = st.session_state.get(self._last)
        run = scheduler().watch(run_id) if run_id else None
        return run if run and self.can_return(run) else None

    def return_to_last(self) -> None:
        """Follow the run before again, if there is one, with its experiment in the controls.

        The one that is followed now ends, and is the one before from then on.
        """
        run = self._follow_last()
        if run is not None:
            self.show(run.experiment)

    def _follow_last(self) -> Run[E, R] | None:
        run = self.last()
        if run is not None:
            self.tell("stop")
            st.session_state[self._last] = self.run_id
            self._follow(run.id, run.experiment)
        return run

    def _follow(self, run_id: str, experiment: E) -> None:
        st.session_state[self._run], st.session_state[self._told] = run_id, experiment
        st.session_state[self._gone] = ""


def forgotten_text() -> str:
    """What is said where the server has forgotten the run that was followed."""
    return _(
        "The run that you followed is not kept any more: the server needed room for newer ones. Its settings are still "
        "here: press **Train**."
    )


def is_mine(run: Run) -> bool:
    """Whether this tab may command the run, and see the photos in it."""
    return run.owner == owner()


def whose(run: Run) -> str:
    """ "mine", "others", or "unsure" until the tab has said who it is: the run of a reloaded tab is its own."""
    if is_mine(run):
        return "mine"
    return "others" if is_settled() else "unsure"


def find_run(run_id: str, kind: type[E]) -> Run[E, Any] | None:
    """The run of a link, which may name any run, also one of another page; this tab watches it from now on.

    Args:
        kind: the class of the experiments that are looked for.
    """
    scheduler().watch(run_id, owner())
    return known_run(run_id, kind)


def known_run(run_id: str, kind: type[E]) -> Run[E, Any] | None:
    """The run of this id, if there is one with an experiment of this kind."""
    run = scheduler().watch(run_id)
    return run if run is not None and isinstance(run.experiment, kind) else None
