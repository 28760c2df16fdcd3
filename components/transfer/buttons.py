"""The row of buttons that starts, pauses and stops a run."""

from __future__ import annotations

import streamlit as st

from components.i18n import _
from components.transfer import followed, own_photos
from models.jobs import Run
from models.transfer.experiment import TransferExperiment


def run_buttons(experiment: TransferExperiment, run: Run | None, trainable: bool) -> None:
    """Draw the buttons; a click acts before the page is drawn again.

    Args:
        run: the run that is followed. trainable: whether the photos and the weights are there.
    """
    going = run is not None and followed.is_mine(run) and not run.is_over
    ahead = followed.is_ahead(experiment)
    with st.container(horizontal=True, gap="xsmall", key="transfer_buttons"):
        st.button(
            _("Ask the network") if experiment.strategy == "as_is" else _("Train"),
            icon=":material/play_arrow:",
            key="transfer_Train",
            type="primary",
            disabled=not trainable or (going and not ahead),
            on_click=_train,
            args=(experiment,),
        )
        paused = run is not None and going and run.state == "paused"
        st.button(
            _("Resume") if paused else _("Pause"),
            icon=":material/resume:" if paused else ":material/pause:",
            key="transfer_Pause",
            disabled=not (paused or (run is not None and going and run.frames)),
            on_click=followed.tell,
            args=("resume" if paused else "pause",),
        )
        st.button(
            _("Stop"),
            icon=":material/stop:",
            key="transfer_Stop",
            disabled=not going,
            on_click=followed.tell,
            args=("stop",),
        )
        if run is not None and ahead:
            st.button(_("Back to the run's settings"), type="tertiary", on_click=followed.return_to_settings)
        elif run is None and followed.last() is not None:
            st.button(_("Back to the last run"), type="tertiary", on_click=followed.return_to_last)
    if run is not None and ahead:
        st.caption(_("What you see is a run with other settings. **Train** starts one with these."))


def _train(experiment: TransferExperiment) -> None:
    ready = own_photos.with_photos(experiment)
    if ready is not None:
        own_photos.remember_run(ready, followed.start(ready))
