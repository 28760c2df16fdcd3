"""What stands where files are missing on this machine: a button that loads them, and how to get them by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Downloads:
    """Files that a button loads, and that can be had without it.

    Attributes:
        key: tells them from what else a page offers, such as "weights vgg16".
        title: what they are, in the reader's language.
        fetch: loads them, and tells the progress, in this thread; raises `DownloadFailed`.
        program: what the program `models.fetch` is told so that it loads them.
        by_hand: the folder that they may be laid into.
        carried: the folder that the program loads them into, on whatever machine.
    """

    key: str
    title: str
    files: Sequence[DownloadFile]
    fetch: Callable[[Progress], None]
    program: str
    by_hand: Path
    carried: Path

    @property
    def size(self) -> str:
        """What has to be loaded, in words."""
        return megabytes(sum(file.bytes for file in self.files))


def download_panel(wanted: Downloads, sentence: str, meanwhile: str = "") -> None:
    """Say what is missing, why the last try to load it failed, and how it can be had.

    Args:
        sentence: what is missing, or what is wrong with what is there, as Markdown.
        meanwhile: what works without it.
    """
    with st.container(border=True):
        st.markdown(f"#### :material/download: {wanted.title}")
        st.markdown(sentence)
        failure = st.session_state.get(_FAILED)
        if failure and failure[0] == wanted.key:
            st.error(_failure_text(failure[1]), icon=":material/cloud_off:")
        if st.button(_("Download"), type="primary", key=f"download {wanted.key}"):
            _download(wanted)
        _without_internet(wanted)
        if meanwhile:
            st.caption(meanwhile)


def official_text(wanted: Downloads) -> str:
    """What is said of a dataset or a set of photos that is not there."""
    return _("**{dataset}** is not on this machine yet: {size}, loaded once from its official place.").format(
        dataset=wanted.title, size=wanted.size
    )


def _without_internet(wanted: Downloads) -> None:
    """Say how the files come onto a machine without internet."""
    with st.expander(_("Without internet")):
        links = [f"- [`{file.name}`]({file.url}) ({megabytes(file.bytes)})" for file in wanted.files]
        where = _("Load on another machine, and lay into `{folder}`:").format(folder=wanted.by_hand)
        st.markdown("\n".join([where, "", *links]))
        st.markdown(
            _("Or run `{command}` there, with LayerLab installed, and carry its folder over to `{folder}`.").format(
                command=f"python -m models.fetch {wanted.program}", folder=wanted.carried
            )
        )


def _download(wanted: Downloads) -> None:
    bar = st.progress(0.0, text=_("Downloading… Any click ends it."))
    st.session_state.pop(_FAILED, None)

    def show(done: int, total: int) -> None:
        text = _("Downloading: {done} of {total}. Any click ends it.").format(
            done=megabytes(done), total=megabytes(total)
        )
        bar.progress(min(1.0, done / max(1, total)), text=text)

    try:
        wanted.fetch(show)
    except DownloadFailed as error:
        st.session_state[_FAILED] = (wanted.key, error)
    st.rerun()


def _failure_text(error: DownloadFailed) -> str:
    reason = _(_REASONS[error.reason]) if error.reason in _REASONS else error.reason
    return _(
        "`{file}` ({size}) could not be loaded from {url}: {reason}. Try again, or lay it into `{folder}` by hand."
    ).format(
        file=error.file.name, size=megabytes(error.file.bytes), url=error.file.url, reason=reason, folder=error.folder
    )
