"""Transfer learning: a pretrained network learns new classes from few photos."""

import streamlit as st

from components.i18n import _, lesson
from components.page import in_keras, page_head, page_parts, why
from components.runs.following import forgotten_text
from components.session.identity import settle_identity
from components.session.notices import show_notices
from components.session.page_settings import take_link, write_address
from components.transfer import continued, own_photos, strategies
from components.transfer.buttons import run_buttons
from components.transfer.controls import transfer_controls
from components.transfer.dataset_preview import contents
from components.transfer.following import FOLLOWING
from components.transfer.presets import preset_menu
from components.transfer.requirements import is_trainable, missing_panels
from components.transfer.results import results
from components.transfer.settings import SETTINGS
from components.transfer.status import gone_text
from components.transfer.try_this import transfer_cases
from components.transfer.view import transfer_status, transfer_view
from components.words.uploads import speak_in_uploads
from models.keras_code.transfer import transfer_cells
from models.transfer.experiment import TransferExperiment


def picture(experiment: TransferExperiment) -> None:
    """Buttons, the photos, the live picture, and what a finished run leaves."""
    run = FOLLOWING.now()
    run_buttons(experiment, run, is_trainable(experiment))
    transfer_status(run)
    missing_panels(experiment)
    if run is None or not run.frames:
        contents(experiment)
    transfer_view(experiment, run)
    if run is not None and run.is_over:
        results(run)
    if run is not None and run.frames and (experiment.dataset != "own" or own_photos.own_photos()):
        with st.expander(_("Photos of the set"), icon=":material/photo_library:"):
            contents(experiment)


page_head(
    _("Transfer learning"),
    _("A network that has seen 1.3 million photos learns new classes from a few dozen. See what reuse is worth."),
)
settle_identity()
if take_link(SETTINGS):
    FOLLOWING.open_link()
    strategies.RUNS.take_link()
    continued.take_link()
own_photos.settle_set()
speak_in_uploads()
transfer_cases()
left, right = page_parts()
with left:
    preset_menu()
    experiment = transfer_controls()
FOLLOWING.settle(experiment)
with right:
    show_notices()
    if FOLLOWING.link_is_gone():
        st.warning(gone_text(experiment))
    elif FOLLOWING.is_forgotten():
        st.warning(forgotten_text())
    picture(experiment)
    strategies.which_strategy()
    continued.continued_lesson()
    why(lesson("transfer"))
    in_keras(transfer_cells(SETTINGS.current, own_photos.class_names(SETTINGS.current.dataset)), "transfer")
write_address(SETTINGS.to_query() | FOLLOWING.link() | strategies.RUNS.link() | continued.to_query())
