"""The run that this tab follows on the transfer page: started here, or opened by its link.

A value that can be tuned goes to the run at once. Any other change is for the next run: features may have taken
minutes, so the run that goes on is not thrown away for a slider.
"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from components.runs.following import Following, is_mine
from components.transfer.settings import PAGE, SETTINGS
from models.jobs import NotLive, NotOwner, UnknownRun
from models.transfer.experiment import TransferExperiment

_FOLLOWING = Following(PAGE, TransferExperiment, can_return=lambda run: run.result_data is not None)
_SEEN = "transfer settings were seen"

followed, last, leave, tell = _FOLLOWING.followed, _FOLLOWING.last, _FOLLOWING.leave, _FOLLOWING.tell
link, link_is_gone = _FOLLOWING.link, _FOLLOWING.link_is_gone


def open_link() -> None:
    """Follow the run that the address names, as the page is opened; its experiment fills the controls."""
    _show(_FOLLOWING.follow_link())


def start(experiment: TransferExperiment) -> str:
    """Hand in a run of this experiment and follow it; a job of this tab that is going on ends. Returns its id."""
    st.session_state[_SEEN] = experiment
    return _FOLLOWING.start(experiment)


def return_to_last() -> None:
    """Follow the run before again, with its experiment in the controls."""
    _show(_FOLLOWING.return_to_last())


def return_to_settings() -> None:
    """Set the controls to what the followed run was started with."""
    run = followed()
    _show(run.experiment if run else None)


def settle(experiment: TransferExperiment) -> None:
    """Tell the followed run of changed values, once a page run. One that is over, or somebody else's, is left."""
    seen, st.session_state[_SEEN] = st.session_state.get(_SEEN), experiment
    run, told = followed(), _FOLLOWING.told
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
            _FOLLOWING.tune(tuned)


def is_ahead(experiment: TransferExperiment) -> bool:
    """Whether the controls show something else than the followed run was told."""
    told = _FOLLOWING.told
    return told is not None and differ(experiment, told)


def differ(one: TransferExperiment, other: TransferExperiment) -> bool:
    """Whether two experiments are not the same; photos that have gone with their session make no difference."""
    sets = {one.set_id, other.set_id} - {""}
    return one.to_query() != other.to_query() or len(sets) > 1


def _show(experiment: TransferExperiment | None) -> None:
    """Set the controls to a run's experiment; nothing where there is none."""
    if experiment is not None:
        SETTINGS.replace(experiment)
        st.session_state[_SEEN] = experiment
