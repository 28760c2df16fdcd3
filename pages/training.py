"""The training lab: move a slider, press Train, and watch a network learn."""

import streamlit as st

from components.i18n import _, lesson
from components.page import in_keras, page_head, page_parts, why
from components.runs.download_panel import dataset_panel, is_usable
from components.runs.following import forgotten_text
from components.session.identity import settle_identity
from components.session.notices import show_notices
from components.session.page_settings import take_link, write_address
from components.training import kept
from components.training.buttons import run_buttons
from components.training.controls import single_layers, training_controls
from components.training.first_layer import first_layer_part
from components.training.following import FOLLOWING
from components.training.presets import preset_menu
from components.training.results import results
from components.training.settings import EXPERIMENT, VIEW
from components.training.shapes import layer_by_layer
from components.training.try_this import lab_cases
from components.training.view import lab_view
from models.experiment import Experiment
from models.keras_code.program import keras_cells


def picture(experiment: Experiment) -> None:
    """Buttons, the live picture, and what a finished run leaves."""
    usable = is_usable(experiment.dataset)
    run = FOLLOWING.now()
    run_buttons(experiment, run, usable)
    if not usable:
        dataset_panel(experiment.dataset)
        return
    lab_view(experiment, run)
    with st.container():
        if run is not None and run.is_over:
            results(experiment, run)


page_head(
    _("Training lab"),
    _("Build a network, press **Train**, and watch its activations, gradients and weights while it learns."),
)
settle_identity()
take_link(EXPERIMENT)  # each by itself: an experiment of a link leaves how it is shown as it is
take_link(VIEW)
if FOLLOWING.is_untouched():
    FOLLOWING.open_link()
kept.open_link()
FOLLOWING.settle(EXPERIMENT.current)
lab_cases()
left, right = page_parts()
with left:
    preset_menu()
    experiment = training_controls()
with right:
    with st.container():  # however many there are, the charts below keep their place on the page
        show_notices()
        if FOLLOWING.link_is_gone():
            st.warning(_("The run of this link is over and no longer kept here. Its settings are: press **Train**."))
        elif FOLLOWING.is_forgotten():
            st.warning(forgotten_text())
    picture(experiment)
    first_layer_part(FOLLOWING.now())
    layer_by_layer(experiment)
    single_layers()
    kept.comparison()
    why(lesson("training"))
    in_keras(keras_cells(experiment), f"training-{experiment.dataset}")
write_address(EXPERIMENT.to_query() | VIEW.to_query() | FOLLOWING.link() | kept.link())
