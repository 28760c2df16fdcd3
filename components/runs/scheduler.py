"""The one scheduler of this server process, which all sessions hand their runs in at."""

from __future__ import annotations

import streamlit as st

from models.jobs import Scheduler


@st.cache_resource(show_spinner=False)
def scheduler() -> Scheduler:
    """The scheduler; the first call starts the workers, in the background."""
    return Scheduler()
