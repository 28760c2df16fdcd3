"""What stands where files are missing on this machine: a button that loads them, and how to get them by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from components.i18n import N_, _
from components.session.keys import session_key
from components.words.labels import choice
from components.words.numbers import megabytes
from components.words.quoting import quote
from models.datasets import DATASETS, download_folder, fault, fetch, is_available
from models.downloads import DownloadFailed, DownloadFile, Progress, visitors_may_download
from models.home import downloaded_folder, shown, weights_folder
from models.imagenet.networks import NETWORKS
from models.imagenet.weights import fetch_weights, weights_file

_REASONS = {
    "offline": N_("there is no connection to the server"),
    "timeout": N_("the server did not answer in time"),
    "checksum": N_("what arrived is not what was expected: its checksum differs"),
    "disk": N_("the file could not be written"),
    "full": N_("the disk has too little room for it, since some of it is always kept free"),
}
_FAILED = session_key("downloads", "failed")
# What is said of what is not there: of datasets and sets of photos, and of networks.
MISSING_DATA = N_("**{name}** is not on this machine yet: {size}, loaded once from its official place.")
MISSING_WEIGHTS = N_(
    "The weights of **{name}** are not on this machine yet: {size}, loaded once from Keras's own place."
)


@dataclass(frozen=True)
class Downloads:
    """Files that a button loads, and how else they can be had.

    Attributes:
        key: tells them from what else a page offers, such as "weights vgg16".
        name: what they are called.
        fetch: loads them, and tells the progress, in this thread; raises `DownloadFailed`.
        program: what the program `models.fetch` is told so that it loads them.
        by_hand: the folder that they may be laid into.
        carried: the folder that the program loads them into, here or elsewhere.
    """

    key: str
    name: str
    files: Sequence[DownloadFile]
    fetch: Callable[[Progress], None]
    program: str
    by_hand: Path
    carried: Path


def weights_downloads(name: str, top: bool = True) -> Downloads:
    """The weights of a network, or with ``top=False`` of the network without its classifier."""
    return Downloads(
        f"weights {name}" if top else f"weights {name} without top",
        NETWORKS[name].title,
        [weights_file(name, top)],
        partial(fetch_weights, name, top=top),
        name if top else f"{name} --notop",
        weights_folder(),
        downloaded_folder(),
    )


def choose_dataset(title: str, datasets: Sequence[str], chosen: str, key: str) -> str:
    """Draw a choice of datasets.

    Args:
        chosen: under this key the session keeps what was chosen, which is the first of them before.
        key: of the widget.
    """
    # Named here and now: Streamlit also asks for names when it no longer knows the session's language.
    names = {dataset: choice("dataset", dataset) for dataset in datasets}
    st.session_state[chosen] = st.selectbox(
        title,
        datasets,
        index=datasets.index(st.session_state.get(chosen, datasets[0])),
        format_func=names.__getitem__,
        key=key,
        width=320,
    )
    return st.session_state[chosen]


def is_usable(dataset: str) -> bool:
    """Whether the dataset is on this machine and can be read."""
    return is_available(dataset) and fault(dataset) is None


def dataset_panel(dataset: str) -> None:
    """Say why the dataset cannot be used, and what can be done."""
    error = fault(dataset)
    if error is None:
        _missing_dataset(dataset)
        return
    st.error(
        _(
            "**The file of {dataset} cannot be read:** {path} is damaged or holds something else. Take it away; then "
            "the dataset can be loaded anew. Meanwhile the built-in digits work."
        ).format(dataset=choice("dataset", dataset), path=quote(error.path.name)),
        icon=":material/broken_image:",
    )


def _missing_dataset(dataset: str) -> None:
    info, folder = DATASETS[dataset], download_folder(dataset)
    name = choice("dataset", dataset)
    wanted = Downloads(f"dataset {dataset}", name, info.files, partial(fetch, dataset), dataset, folder, folder)
    download_panel(wanted, MISSING_DATA, _("Meanwhile the built-in digits need no download."))


def download_panel(wanted: Downloads, sentence: str, meanwhile: str = "", **values: object) -> None:
    """Say what is missing, why the last try to load it failed, and how it can be had, where it can be had at all.

    Args:
        sentence: of what is missing, or wrong with what is there, with the places {name}, {size} and those of values.
        meanwhile: what works without it, in the reader's language.
    """
    size = megabytes(sum(file.bytes for file in wanted.files))
    if not visitors_may_download():
        _unavailable(wanted, size, meanwhile)
        return
    with st.container(border=True):
        st.markdown(f"#### :material/download: {wanted.name}")
        st.markdown(_(sentence).format(name=wanted.name, size=size, **values))
        failure = st.session_state.get(_FAILED)
        if failure and failure[0] == wanted.key:
            st.error(_failure_text(failure[1]), icon=":material/cloud_off:")
        if st.button(_("Download"), type="primary", key=f"download {wanted.key}"):
            _download(wanted)
        _without_internet(wanted)
        if meanwhile:
            st.caption(meanwhile)


def _unavailable(wanted: Downloads, size: str, meanwhile: str) -> None:
    """Say that what is missing will stay so."""
    text = _(
        "**{name} is not available on this server.** It would have to be downloaded ({size}), and whoever runs the "
        "server has switched downloads off."
    )
    told = text.format(name=wanted.name, size=size)
    st.info(" ".join(filter(None, [told, meanwhile])), icon=":material/cloud_off:")


def _without_internet(wanted: Downloads) -> None:
    """Say how the files come onto a machine without internet."""
    with st.expander(_("Without internet")):
        links = [f"- [`{file.name}`]({file.url}) ({megabytes(file.bytes)})" for file in wanted.files]
        where = _("Load on another machine, and lay into `{folder}`:").format(folder=shown(wanted.by_hand))
        st.markdown("\n".join([where, "", *links]))
        st.markdown(
            _("Or run `{command}` there, with LayerLab installed, and carry its folder over to `{folder}`.").format(
                command=f"python -m models.fetch {wanted.program}", folder=shown(wanted.carried)
            )
        )
        st.caption(_("`LAYERLAB_HOME` is LayerLab's folder on the server; the server's log says where that is."))


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
    values = {"file": error.file.name, "size": megabytes(error.file.bytes), "folder": shown(error.folder)}
    return _(
        "`{file}` ({size}) could not be loaded from {url}: {reason}. Try again, or lay it into `{folder}` by hand."
    ).format(url=error.file.url, reason=reason, **values)
