"""The trained network to take along, as long as it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from components.i18n import N_, _
from models.runs.results import Result
from models.transfer.saved_models import ModelGone, model_path

NOT_KEPT = N_(
    "The trained network could not be kept, so it cannot be downloaded or tried: the server's disk is full or cannot "
    "be written to. The scores and curves are complete. Whoever runs the server can make room; then train it again."
)


def network_download(result: Result, label: str, data: Callable[[Path], bytes], name: str, about: str) -> None:
    """Draw the download of a run's network, or say that it is not kept any more.

    Args:
        data: what is downloaded, made of the network's file on a click only, since it may be large.
        name: of the downloaded file.
        about: what it is, for the tooltip.
    """
    if result.disk_refused:
        st.warning(_(NOT_KEPT), icon=":material/save:")
    if not result.model_file:
        return
    try:
        path = model_path(result.model_file)
    except ModelGone:  # later runs, anybody's, took its place
        st.caption(_("The trained network is not kept any more. Train it again."))
        return
    st.download_button(
        label,
        lambda: data(path),
        name,
        key=f"download of {name}",
        icon=":material/download:",
        on_click="ignore",
        help=about,
    )
