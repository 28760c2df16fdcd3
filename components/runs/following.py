"""Which run a tab follows on a page: one that was started there, or opened by its link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

import streamlit as st

from components.runs.office import office
from components.session.identity import owner
from components.session.notices import dismiss_notices
from models.any_experiment import AnyExperiment
from models.jobs import NotOwner, Run, UnknownRun

E = TypeVar("E", bound=AnyExperiment)
_KEY = "run"


class Following(Generic[E]):
    """The run that a tab follows on one page.

    The session remembers the run's id and the experiment that the run was last told of; the link carries the id as
    ``run``, so that a reloaded tab, and whoever is given the link, finds the run again.

    Args:
        page: the page's name, which its keys in the session begin with.
        kind: the class of the experiments that the page runs.
        can_return: whether a run that was left has something to come back for.
    """

    def __init__(self, page: str, kind: type[E], can_return: Callable[[Run], bool]) -> None:
        self._kind, self._can_return = kind, can_return
        self._run, self._last = f"{page} run", f"last {page} run"
        self._told, self._gone = f"{page} run was told", f"{page} run is gone"

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

    def followed(self) -> Run | None:
        """The run as it is now; ``None`` if the tab follows none, or the server has forgotten it."""
        return office().watch(self.run_id, owner()) if self.run_id else None

    def follow_link(self) -> E | None:
        """Follow the run that the address names; its experiment, or ``None`` if there is none to follow anew."""
        wished = st.query_params.get(_KEY)
        if not wished or wished == self.run_id:
            return None
        run = office().watch(wished, owner())
        if run is None or not isinstance(run.experiment, self._kind):  # forgotten, or a run of another page
            st.session_state[self._run], st.session_state[self._gone] = None, True
            return None
        return self._follow(run.id, run.experiment)

    def link_is_gone(self) -> bool:
        """Whether the address named a run that is not known here any more, and nothing was started since."""
        return st.session_state.get(self._gone, False)

    def link(self) -> dict[str, str]:
        """What the address says of the run."""
        return {_KEY: self.run_id} if self.run_id else {}

    def start(self, experiment: E, commands: Sequence[tuple[str, Any]] = ()) -> str:
        """Hand in a run of this experiment and follow it; a job of this tab that is going on ends.

        Args:
            commands: told to the run before it begins.

        Returns:
            The run's id.
        """
        dismiss_notices()
        (run_id,) = office().submit([experiment], owner(), commands)
        if self.run_id:
            st.session_state[self._last] = self.run_id
        self._follow(run_id, experiment)
        return run_id

    def tell(self, command: str, value: object = None) -> None:
        """Pass a command to the followed run; one that cannot be commanded is left as it is."""
        with suppress(NotOwner, UnknownRun):
            if self.run_id:
                office().command(self.run_id, owner(), command, value)

    def tune(self, experiment: E) -> None:
        """Give the followed run the live values of this experiment.

        Raises:
            NotLive: another value differs. NotOwner: the run is somebody else's. UnknownRun: it is forgotten.
        """
        assert self.run_id is not None
        office().command(self.run_id, owner(), "tune", experiment)
        st.session_state[self._told] = experiment

    def leave(self) -> None:
        """Stop following; `return_to_last` finds the run again."""
        st.session_state[self._last], st.session_state[self._run] = self.run_id, None

    def last(self) -> Run | None:
        """The run that was followed before, if there is something to come back for."""
        run_id = st.session_state.get(self._last)
        run = office().watch(run_id) if run_id else None
        return run if run and self._can_return(run) else None

    def return_to_last(self) -> E | None:
        """Follow the run before again; its experiment, or ``None`` if there is no such run.

        The one that is followed now ends, and is the one before from then on.
        """
        run = self.last()
        if run is None:
            return None
        self.tell("stop")
        st.session_state[self._last] = self.run_id
        return self._follow(run.id, run.experiment)

    def _follow(self, run_id: str, experiment: E) -> E:
        st.session_state[self._run], st.session_state[self._told] = run_id, experiment
        st.session_state[self._gone] = False
        return experiment


def is_mine(run: Run) -> bool:
    """Whether this tab may command the run, and see the photos in it."""
    return run.owner == owner()
