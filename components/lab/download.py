"""What stands in the picture's place while a dataset is not on this machine: how to get it."""

from __future__ import annotations

import streamlit as st

from components.controls.labels import choice
from components.i18n import N_, _
from models.datasets import DATASETS, DownloadFailed, DownloadFile, download_folder, fetch

_REASONS = {
    "offline": N_("there is no connection to the server"),
    "timeout": N_("the server did not answer in time"),
    "checksum": N_("what arrived is not what was expected: its checksum differs"),
    "disk": N_("the file could not be written"),
}
_FAILED = "download failed"


def download_panel(dataset: str) -> None:
    """Say what is missing, offer to load it, and where to lay it by hand."""
    info = DATASETS[dataset]
    name = choice("dataset", dataset)
    with st.container(border=True):
        st.markdown(f"#### :material/download: {name}")
        st.markdown(
            _("**{dataset}** is not on this machine yet: {size}, loaded once from its official place.").format(
                dataset=name, size=_megabytes(info.bytes)
            )
        )
        failure = st.session_state.get(_FAILED)
        if failure and failure[0] == dataset:
            st.error(_failure_text(failure[1]), icon=":material/cloud_off:")
        if st.button(_("Download"), type="primary", key="download"):
            _download(dataset)
        with st.expander(_("Without internet")):
            st.markdown(_by_hand(info.files, dataset))
        st.caption(_("Meanwhile the built-in digits need no download."))


def _download(dataset: str) -> None:
    bar = st.progress(0.0, text=_("Downloading… Any click ends it."))
    st.session_state.pop(_FAILED, None)

    def show(done: int, total: int) -> None:
        text = _("Downloading: {done} of {total}. Any click ends it.").format(
            done=_megabytes(done), total=_megabytes(total)
        )
        bar.progress(min(1.0, done / max(1, total)), text=text)

    try:
        fetch(dataset, show)
    except DownloadFailed as error:
        st.session_state[_FAILED] = (dataset, error)
    st.rerun()


def _failure_text(error: DownloadFailed) -> str:
    reason = _(_REASONS[error.reason]) if error.reason in _REASONS else error.reason
    return _(
        "`{file}` ({size}) could not be loaded from {url}: {reason}. Try again, or lay it into `{folder}` by hand."
    ).format(
        file=error.file.name, size=_megabytes(error.file.bytes), url=error.file.url, reason=reason, folder=error.folder
    )


def _by_hand(files: tuple[DownloadFile, ...], dataset: str) -> str:
    lines = [f"- [`{file.name}`]({file.url}) ({_megabytes(file.bytes)})" for file in files]
    where = _("Load on another machine, and lay into `{folder}`:").format(folder=download_folder(dataset))
    return "\n".join([where, "", *lines])


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
