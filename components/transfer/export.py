"""The trained network to take along: a zip with the model, the class names and the program that uses both."""

from __future__ import annotations

import streamlit as st

from components.i18n import _
from models.runs.results import TransferResult
from models.transfer.export_zip import export_zip
from models.transfer.saved_models import ModelGone, model_path


def take_along(result: TransferResult) -> None:
    """Draw the download; the zip is made on a click only, since it may be large."""
    if not result.model_file:
        return
    try:
        model_path(result.model_file)
    except ModelGone:  # later runs, anybody's, took its place
        st.caption(_("The trained network is not kept any more. Train it again."))
        return
    st.download_button(
        _("Download the model (.zip)"),
        lambda: export_zip(result),
        "layerlab-transfer.zip",
        "application/zip",
        key="transfer_download",
        icon=":material/download:",
        on_click="ignore",
        help=_("One Keras file that takes photos of any size, the class names, and a short program."),
    )
