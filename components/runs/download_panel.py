"""What panels say while files are not on this machine: a button that loads them, and how to get them by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from components.i18n import N_, _
from components.words.numbers import megabytes
from models.downloads import DownloadFailed, DownloadFile, Progress

_REASONS = {
    "offline": N_("there is no connection to the server"),
    "timeout": N_("the server did not answer in time"),
    "checksum": N_("what arrived is not what was expected: its checksum differs"),
    "disk": N_("the file could not be written"),
}
_FAILED = "download failed"


def download_offer(subject: str, fetch: Callable[[Progress], None]) -> None:
    """Say why the last try failed, and offer to load the files.

    Args:
        subject: what is loaded; tells one panel of a page from another.
        fetch: loads, and tells the progress, in this thread; raises `DownloadFailed`.
    """
    failure = st.session_state.get(_FAILED)
    if failure and failure[0] == subject:
        st.error(_failure_text(failure[1]), icon=":material/cloud_off:")
    if st.button(_("Download"), type="primary", key=f"download {subject}"):
        _download(subject, fetch)


def without_internet(files: Sequence[DownloadFile], folder: Path, command: str, carried: Path) -> None:
    """Say how the files come onto a machine without internet.

    Args:
        folder: where they may be laid by hand.
        command: loads them into the folder ``carried`` of another machine.
    """
    with st.expander(_("Without internet")):
        links = [f"- [`{file.name}`]({file.url}) ({megabytes(file.bytes)})" for file in files]
        where = _("Load on another machine, and lay into `{folder}`:").format(folder=folder)
        st.markdown("\n".join([where, "", *links]))
        st.markdown(
            _("Or run `{command}` there, with LayerLab installed, and carry its folder over to `{folder}`.").format(
                command=command, folder=carried
            )
        )


def _download(subject: str, fetch: Callable[[Progress], None]) -> None:
    bar = st.progress(0.0, text=_("Downloading… Any click ends it."))
    st.session_state.pop(_FAILED, None)

    def show(done: int, total: int) -> None:
        text = _("Downloading: {done} of {total}. Any click ends it.").format(
            done=megabytes(done), total=megabytes(total)
        )
        bar.progress(min(1.0, done / max(1, total)), text=text)

    try:
        fetch(show)
    except DownloadFailed as error:
        st.session_state[_FAILED] = (subject, error)
    st.rerun()


def _failure_text(error: DownloadFailed) -> str:
    reason = _(_REASONS[error.reason]) if error.reason in _REASONS else error.reason
    return _(
        "`{file}` ({size}) could not be loaded from {url}: {reason}. Try again, or lay it into `{folder}` by hand."
    ).format(
        file=error.file.name, size=megabytes(error.file.bytes), url=error.file.url, reason=reason, folder=error.folder
    )
