"""What server processes that are no more have left of their visitors' photos."""

from __future__ import annotations

import streamlit as st

from models.photo_sets.private import sweep_private


@st.cache_resource(show_spinner=False)
def sweep_once() -> None:
    """Remove it, when the server starts."""
    sweep_private()
