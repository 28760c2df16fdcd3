"""What stands in the picture's place while a dataset cannot be learnt from: what is wrong, and how to get it."""

from __future__ import annotations

import streamlit as st

from components.i18n import _
from components.runs.download_panel import download_offer, without_internet
from components.words.errors import quote
from components.words.labels import choice
from components.words.numbers import megabytes
from models.datasets import DATASETS, download_folder, fault, fetch, is_available


def is_usable(dataset: str) -> bool:
    """Whether the dataset is on this machine and can be read."""
    return is_available(dataset) and fault(dataset) is None


def dataset_panel(dataset: str) -> None:
    """Say why the dataset cannot be used, and what can be done."""
    error = fault(dataset)
    if error is None:
        download_panel(dataset)
        return
    st.error(
        _(
            "**The file of {dataset} cannot be read:** {path} is damaged or holds something else. Take it away; then "
            "the dataset can be loaded anew. Meanwhile the built-in digits work."
        ).format(dataset=choice("dataset", dataset), path=quote(error.path.name)),
        icon=":material/broken_image:",
    )


def download_panel(dataset: str) -> None:
    """Say what is missing, offer to load it, and where to lay it by hand."""
    info, folder = DATASETS[dataset], download_folder(dataset)
    name = choice("dataset", dataset)
    with st.container(border=True):
        st.markdown(f"#### :material/download: {name}")
        st.markdown(
            _("**{dataset}** is not on this machine yet: {size}, loaded once from its official place.").format(
                dataset=name, size=megabytes(info.bytes)
            )
        )
        download_offer(f"dataset {dataset}", lambda progress: fetch(dataset, progress))
        without_internet(info.files, folder, f"python -m models.fetch {dataset}", folder)
        st.caption(_("Meanwhile the built-in digits need no download."))
