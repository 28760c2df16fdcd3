"""The run that this tab follows: started here, or opened by its link.

The session remembers the run's id and the experiment that the run was last told of; the link carries
the id as ``run``, so that a reloaded tab, and whoever is given the link, finds the run again.
"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from components import state
from components.identity import owner
from components.lab.office import office
from models.experiment import Experiment
from models.jobs import NotLive, NotOwner, Run, UnknownRun

_RUN, _TOLD, _LAST, _PACE, _GONE = "run", "run was told", "last run", "pace", "run is gone"
_KEY = "run"


def followed() -> Run | None:
    """The run as it is now; ``None`` if the tab follows none, or the server has forgotten it."""
    run_id = st.session_state.get(_RUN)
    return office().watch(run_id, owner()) if run_id else None


def is_mine(run: Run) -> bool:
    """Whether this tab may command the run."""
    return run.owner == owner()


def open_link() -> None:
    """Follow the run that the address names, once a session; its experiment fills the controls."""
    wished = st.query_params.get(_KEY)
    if not wished or _RUN in st.session_state:
        return
    run = office().watch(wished, owner())
    if run is None or not isinstance(run.experiment, Experiment):  # forgotten, or a run of another page
        st.session_state[_RUN], st.session_state[_GONE] = None, True
        return
    _follow(run.id, _experiment_of(run))
    state.replace_experiment(_experiment_of(run), undoable=None)


def link_is_gone() -> bool:
    """Whether the address named a run that is not known here any more, and nothing was started since."""
    return st.session_state.get(_GONE, False)


def link() -> dict[str, str]:
    """What the address says of the run."""
    run_id = st.session_state.get(_RUN)
    return {_KEY: run_id} if run_id else {}


def start(experiment: Experiment, first_command: str | None = None) -> None:
    """Hand in a run of this experiment and follow it; a run of this tab that is going on ends.

    Args:
        first_command: told before it begins, such as "step_epoch".
    """
    state.dismiss_notices()
    commands = [("pace", pace()), *([(first_command, None)] if first_command else [])]
    (run_id,) = office().submit([experiment], owner(), commands)
    _follow(run_id, experiment)


def tell(command: str, value: object = None) -> None:
    """Pass a command to the followed run; one that cannot be commanded is left as it is."""
    run_id = st.session_state.get(_RUN)
    with suppress(NotOwner, UnknownRun):
        if run_id:
            office().command(run_id, owner(), command, value)


def leave() -> None:
    """Stop following; `return_to_last` finds the run again."""
    st.session_state[_LAST] = st.session_state.get(_RUN)
    st.session_state[_RUN] = None


def last() -> Run | None:
    """The run that was followed before, if it has anything to show."""
    run_id = st.session_state.get(_LAST)
    run = office().watch(run_id) if run_id else None
    return run if run and run.frames else None


def return_to_last() -> None:
    """Follow the run before again, with its experiment in the controls."""
    run = last()
    if run:
        _follow(run.id, _experiment_of(run))
        state.replace_experiment(_experiment_of(run), undoable=None)


def settle(experiment: Experiment) -> None:
    """Bring the followed run and the controls together, once a page run.

    A live value goes to the run; any other change starts it again from the same seed. A run that is over,
    or somebody else's, is left.
    """
    run = followed()
    told = st.session_state.get(_TOLD)
    if run is None or experiment == told:
        return
    if run.is_over or not is_mine(run):
        leave()
        return
    try:
        office().command(run.id, owner(), "tune", experiment)
        st.session_state[_TOLD] = experiment
    except NotLive:
        start(experiment)


def pace() -> float:
    """Epochs per second to keep to; 0 for no limit."""
    return st.session_state.get(_PACE, 0.0)


def set_pace(epochs_per_second: float) -> None:
    """Keep to this pace from now on, in the followed run too."""
    st.session_state[_PACE] = epochs_per_second
    tell("pace", epochs_per_second)


def _follow(run_id: str, experiment: Experiment) -> None:
    st.session_state[_RUN], st.session_state[_TOLD], st.session_state[_GONE] = run_id, experiment, False


def _experiment_of(run: Run) -> Experiment:
    """The run's experiment with the values that were tuned since."""
    changes = {name: value for mark in run.tuned for name, value in mark["changes"].items()}
    return run.experiment.replace(**changes)
