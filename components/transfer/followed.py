"""The run that this tab follows on the transfer page: started here, or opened by its link.

A value that can be tuned goes to the run at once. Any other change is for the next run: features may have taken
minutes, so the run that goes on is not thrown away for a slider.
"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from components import state
from components.identity import owner
from components.lab.office import office
from components.transfer.owned import SETTINGS
from models.jobs import NotLive, NotOwner, Run, UnknownRun
from models.transfer.experiment import TransferExperiment

_RUN, _LAST = "run on transfer", "last run on transfer"
_TOLD, _SEEN = "transfer run was told", "transfer settings were seen"
_GONE = "transfer run is gone"
_KEY = "run"


def followed() -> Run | None:
    """The run as it is now; ``None`` if the tab follows none, or the server has forgotten it."""
    run_id = st.session_state.get(_RUN)
    return office().watch(run_id, owner()) if run_id else None


def is_mine(run: Run) -> bool:
    """Whether this tab may command the run, and see the photos in it."""
    return run.owner == owner()


def open_link() -> None:
    """Follow the run that the address names, as the page is opened; its experiment fills the controls."""
    wished = st.query_params.get(_KEY)
    if not wished or wished == st.session_state.get(_RUN):
        return
    run = office().watch(wished, owner())
    if run is None or not isinstance(run.experiment, TransferExperiment):
        st.session_state[_RUN], st.session_state[_GONE] = None, True
        return
    _follow(run.id, tuned_experiment(run))
    _show_settings_of(run)


def link_is_gone() -> bool:
    """Whether the address named a run that is not known here any more, and nothing was started since."""
    return st.session_state.get(_GONE, False)


def link() -> dict[str, str]:
    """What the address says of the run."""
    run_id = st.session_state.get(_RUN)
    return {_KEY: run_id} if run_id else {}


def start(experiment: TransferExperiment) -> None:
    """Hand in a run of this experiment and follow it; a job of this tab that is going on ends."""
    state.dismiss_notices()
    (run_id,) = office().submit([experiment], owner())
    _follow(run_id, experiment)


def tell(command: str, value: object = None) -> None:
    """Pass a command to the followed run; one that cannot be commanded is left as it is."""
    run_id = st.session_state.get(_RUN)
    with suppress(NotOwner, UnknownRun):
        if run_id:
            office().command(run_id, owner(), command, value)


def leave() -> None:
    """Stop following; `return_to_last` finds the run again."""
    st.session_state[_LAST], st.session_state[_RUN] = st.session_state.get(_RUN), None


def last() -> Run | None:
    """The run that was followed before, if it left a result."""
    run_id = st.session_state.get(_LAST)
    run = office().watch(run_id) if run_id else None
    return run if run and run.result_data else None


def return_to_last() -> None:
    """Follow the run before again, with its experiment in the controls."""
    run = last()
    if run:
        _follow(run.id, tuned_experiment(run))
        _show_settings_of(run)


def return_to_settings() -> None:
    """Set the controls to what the followed run was started with."""
    run = followed()
    if run:
        _show_settings_of(run)


def settle(experiment: TransferExperiment) -> None:
    """Tell the followed run of changed values, once a page run. One that is over, or somebody else's, is left."""
    seen, st.session_state[_SEEN] = st.session_state.get(_SEEN), experiment
    run, told = followed(), st.session_state.get(_TOLD)
    if run is None or told is None or seen is None or not differ(experiment, seen):
        return
    if not differ(experiment, told):
        return
    if run.is_over or not is_mine(run):
        leave()
        return
    live = {name: getattr(experiment, name) for name, spec in experiment.FIELDS.items() if spec.live}
    tuned = told.replace(**live)
    with suppress(NotLive, NotOwner, UnknownRun):
        if tuned != told:
            office().command(run.id, owner(), "tune", tuned)
            st.session_state[_TOLD] = tuned


def is_ahead(experiment: TransferExperiment) -> bool:
    """Whether the controls show something else than the followed run was told."""
    told = st.session_state.get(_TOLD)
    return told is not None and differ(experiment, told)


def differ(one: TransferExperiment, other: TransferExperiment) -> bool:
    """Whether two experiments are not the same; photos that have gone with their session make no difference."""
    sets = {one.set_id, other.set_id} - {""}
    return one.to_query() != other.to_query() or len(sets) > 1


def tuned_experiment(run: Run) -> TransferExperiment:
    """The run's experiment with the values that were tuned since."""
    changes = {name: value for mark in run.tuned for name, value in mark["changes"].items()}
    assert isinstance(run.experiment, TransferExperiment)
    return run.experiment.replace(**{name: value for name, value in changes.items() if name in run.experiment.FIELDS})


def _show_settings_of(run: Run) -> None:
    experiment = tuned_experiment(run)
    SETTINGS.replace(experiment)
    st.session_state[_SEEN] = experiment


def _follow(run_id: str, experiment: TransferExperiment) -> None:
    st.session_state[_RUN], st.session_state[_TOLD], st.session_state[_GONE] = run_id, experiment, False
    st.session_state[_SEEN] = experiment
