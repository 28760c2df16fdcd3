"""The one office of this server process: all sessions hand in their runs here."""

from __future__ import annotations

from typing import Any, TypeVar

import streamlit as st

from components.session.identity import owner
from models.any_experiment import AnyExperiment
from models.jobs import Office, Run

E = TypeVar("E", bound=AnyExperiment)


@st.cache_resource(show_spinner=False)
def office() -> Office:
    """The office; the first call starts the workers, in the background."""
    return Office()


def find_run(run_id: str, kind: type[E]) -> Run[E, Any] | None:
    """The run of this id, which this tab watches from now on.

    Args:
        run_id: from a link, which may name any run, also one of another page.
        kind: the class of the experiments that are looked for.

    Returns:
        ``None`` if it is forgotten, or of another kind.
    """
    run = office().watch(run_id, owner())
    return run if run is not None and isinstance(run.experiment, kind) else None
