"""What stands in the picture's place while a dataset cannot be learnt from: what is wrong, and how to get it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.i18n import _
from components.runs.download_panel import Downloads, download_panel, official_text
from components.words.errors import quote
from components.words.labels import choice
from models.datasets import DATASETS, download_folder, fault, fetch, is_available


def is_usable(dataset: str) -> bool:
    """Whether the dataset is on this machine and can be read."""
    return is_available(dataset) and fault(dataset) is None


def dataset_panel(dataset: str) -> None:
    """Say why the dataset cannot be used, and what can be done."""
    error = fault(dataset)
    if error is None:
        _missing(dataset)
        return
    st.error(
        _(
            "**The file of {dataset} cannot be read:** {path} is damaged or holds something else. Take it away; then "
            "the dataset can be loaded anew. Meanwhile the built-in digits work."
        ).format(dataset=choice("dataset", dataset), path=quote(error.path.name)),
        icon=":material/broken_image:",
    )


def _missing(dataset: str) -> None:
    info, folder = DATASETS[dataset], download_folder(dataset)
    name = choice("dataset", dataset)
    wanted = Downloads(f"dataset {dataset}", name, info.files, partial(fetch, dataset), dataset, folder, folder)
    download_panel(wanted, official_text(wanted), _("Meanwhile the built-in digits need no download."))
