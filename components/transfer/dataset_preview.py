"""What is in the set: a row of photos for each class, and what augmentation makes of one of them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from components.i18n import _
from components.transfer.own_photos import own_photos
from components.words.classes import class_title
from components.words.quoting import plain
from models.photo_sets.built_in import BUILT_IN_SETS
from models.photo_sets.contact_sheet import contact_sheet
from models.photo_sets.official import is_set_available, sample_official, set_version
from models.photo_sets.photo_set import SetMissing
from models.transfer.augmentation import augment
from models.transfer.experiment import TransferExperiment

_SIDE, _GAP = 96, 4
_COLUMNS, _MORE_COLUMNS = 8, 16  # in a row; many classes get longer rows of smaller pictures
_FEW_CLASSES = 4
_SHARES = (1, 9)  # of the width: a class's name, and its photos beside it
_VARIANTS = 8
_DARK = (14, 17, 23)
_WHITE = (255, 255, 255)


def contents(experiment: TransferExperiment) -> None:
    """Draw the photos, a row a class."""
    rows = _rows(experiment)
    if not rows:
        if experiment.dataset == "own":
            st.info(_("Upload photos of two to ten classes to begin."), icon=":material/add_photo_alternate:")
        return
    columns = _COLUMNS if len(rows) <= _FEW_CLASSES else _MORE_COLUMNS
    ground = _DARK if st.context.theme.type == "dark" else _WHITE
    with st.container(gap="xsmall", key="transfer_contents"):
        for name, pictures in rows.items():
            title = plain(name) if experiment.dataset == "own" else class_title(experiment.dataset, name)
            sheet = contact_sheet(pictures[:columns], columns, _SIDE, _GAP, ground)
            left, right = st.columns(_SHARES, vertical_alignment="center", gap="small")
            left.markdown(f"**{title}**")
            right.image(sheet, width="stretch", alt=_("Photos of the class {name}").format(name=name))
    if experiment.augmentation:
        _variants(experiment, next(iter(rows.values()))[0], ground)


def _variants(experiment: TransferExperiment, picture: np.ndarray, ground: tuple[int, int, int]) -> None:
    st.markdown(_("**Augmentation:** the first photo, and variants of it that the network sees as well"))
    background = BUILT_IN_SETS[experiment.dataset].background if experiment.dataset in BUILT_IN_SETS else None
    made = [augment(picture, experiment.augmentation, seed, background) for seed in range(1, _VARIANTS)]
    st.image(contact_sheet([picture, *made], _VARIANTS, _SIDE, _GAP, ground), width="stretch")


def _rows(experiment: TransferExperiment) -> dict[str, np.ndarray]:
    """Photos of each class that are there to train with: name -> (photos, side, side, 3)."""
    if experiment.dataset in BUILT_IN_SETS:
        return _built_in_rows(experiment.dataset)
    if experiment.dataset == "own":
        return _own_rows()
    return _official_rows(experiment.dataset) if is_set_available(experiment.dataset) else {}


@st.cache_data(max_entries=4, show_spinner=False)
def _built_in_rows(dataset: str) -> dict[str, np.ndarray]:
    """Made here, only these few: the whole set would take seconds."""
    built_in = BUILT_IN_SETS[dataset]
    first = built_in.validation + built_in.test
    columns = _COLUMNS if len(built_in.classes) <= _FEW_CLASSES else _MORE_COLUMNS
    return {
        name: np.stack([built_in.picture(label, first + number, 2 * _SIDE) for number in range(columns)])
        for label, name in enumerate(built_in.classes)
    }


def _official_rows(dataset: str) -> dict[str, np.ndarray]:
    try:
        return _sampled(dataset, set_version(dataset))
    except SetMissing:  # taken away at this moment
        return {}


@st.cache_data(max_entries=4, show_spinner=False)
def _sampled(dataset: str, version: str) -> dict[str, np.ndarray]:
    """Decoded here, only these few: the whole set is the workers' to decode."""
    return sample_official(dataset, _MORE_COLUMNS, 2 * _SIDE)


def _own_rows() -> dict[str, np.ndarray]:
    own = own_photos()
    if own is None or not own.photos:
        return {}
    try:
        pictures = own.pictures()
    except SetMissing:
        return {}
    names = [photo.class_name for photo in own.photos]
    places = {name: [place for place, its in enumerate(names) if its == name] for name in own.class_names}
    return {name: np.asarray(pictures[found[:_MORE_COLUMNS]]) for name, found in places.items()}
