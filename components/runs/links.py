"""Links into other pages, with settings of theirs."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components.i18n import with_language
from models.experiment import Experiment


def open_page(page: str, label: str, query: Mapping[str, str], icon: str) -> None:
    """A link that opens a page with the settings of this query."""
    st.page_link(f"{page}.py", label=f":primary[{label}]", icon=icon, query_params=with_language(query))


def open_lab(label: str, experiment: Experiment, icon: str) -> None:
    """A link that opens the training lab with this experiment."""
    open_page("training", label, experiment.to_query(), icon)
