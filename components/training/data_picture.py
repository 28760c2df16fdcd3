"""What the network learns from: some of its pictures, small, below the control that chooses them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from components.i18n import _
from components.runs.download_panel import is_usable
from models.datasets import PLANE_DATASETS
from models.experiment import Experiment
from models.photo_sets.contact_sheet import contact_sheet
from models.training.data import first_training_examples

_COLUMNS, _ROWS = 8, 2
_FACTOR, _GAP = 2, 4
_MIDDLE_GREY = (128, 128, 128)  # between pictures on black, in both themes


def data_picture(experiment: Experiment) -> None:
    """Draw the first training examples. Points of the plane are not drawn: they stand on the decision boundary."""
    if experiment.dataset in PLANE_DATASETS or not is_usable(experiment.dataset):
        return
    sheet = _sheet(experiment.dataset, experiment.examples, experiment.validation_share, experiment.seed)
    with st.container(key="data_picture"):  # whose place page.css keeps until the picture is there
        st.image(sheet, width="stretch", alt=_("The first of the training examples"))


@st.cache_data(max_entries=50, show_spinner=False)
def _sheet(dataset: str, examples: int, validation_share: float, seed: int) -> np.ndarray:
    experiment = Experiment(dataset=dataset, examples=examples, validation_share=validation_share, seed=seed, layers=())
    pictures, _labels = first_training_examples(experiment, _COLUMNS * _ROWS)
    colours = np.broadcast_to(pictures, (*pictures.shape[:3], 3))
    # Each pixel becomes a square, as the network sees it: smoothing would invent what is not there.
    enlarged = colours.repeat(_FACTOR, 1).repeat(_FACTOR, 2)
    return contact_sheet(enlarged, _COLUMNS, enlarged.shape[1], _GAP, _MIDDLE_GREY)
