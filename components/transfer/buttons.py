"""The row of buttons that starts, pauses and stops a run."""

from __future__ import annotations

import streamlit as st

from components.i18n import _
from components.runs.buttons import RunButtons
from components.transfer import own_photos
from components.transfer.following import FOLLOWING, TransferRun
from models.transfer.experiment import TransferExperiment


def run_buttons(experiment: TransferExperiment, run: TransferRun | None, trainable: bool) -> None:
    """Draw the buttons.

    Args:
        run: the run that is followed. trainable: whether the photos and the weights are there.
    """
    buttons = RunButtons(FOLLOWING, run, "transfer")
    ahead = FOLLOWING.is_ahead(experiment)
    with buttons.row():
        train = _("Ask the network") if experiment.strategy == "as_is" else _("Train")
        useless = not trainable or (buttons.going and not ahead)
        buttons.button("Train", train, _train, experiment, icon="play_arrow", disabled=useless, type="primary")
        if buttons.paused:
            buttons.button("Pause", _("Resume"), FOLLOWING.tell, "resume", icon="resume")
        else:
            too_early = run is None or not run.frames
            buttons.button(
                "Pause",
                _("Pause"),
                FOLLOWING.tell,
                "pause",
                icon="pause",
                disabled=not buttons.going or too_early,
            )
        buttons.stop()
        if run is not None and ahead:
            back = _("Back to the run's settings")
            buttons.button("Settings", back, FOLLOWING.return_to_settings, type="tertiary")
        elif run is None and FOLLOWING.last() is not None:
            buttons.button("Last", _("Back to the last run"), FOLLOWING.return_to_last, type="tertiary")
    if run is not None and ahead:
        st.caption(_("What you see is a run with other settings. **Train** starts one with these."))


def _train(experiment: TransferExperiment) -> None:
    ready = own_photos.with_photos(experiment)
    run_id = None if ready is None else FOLLOWING.start(ready)
    if ready is not None and run_id is not None:
        own_photos.remember_run(ready, run_id)
