"""The one office of this server process: all sessions hand in their runs here."""

from __future__ import annotations

import streamlit as st

from models.jobs import Office


@st.cache_resource(show_spinner=False)
def office() -> Office:
    """The office; the first call starts the workers, in the background."""
    return Office()
