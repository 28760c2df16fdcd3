"""The row of buttons that starts, pauses, steps and stops a run."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.controls import Controls
from components.i18n import _
from components.runs.buttons import RunButtons
from components.runs.following import is_mine
from components.session.identity import is_settled
from components.training import kept
from components.training.following import FOLLOWING, LabRun
from components.training.settings import VIEW
from models.experiment import Experiment


def run_buttons(experiment: Experiment, run: LabRun | None, trainable: bool) -> None:
    """Draw the buttons.

    Args:
        run: the run that is followed. trainable: whether the experiment's data are there.
    """
    # Until the tab has said whose it is, a run that is not this session's may yet turn out to be its own.
    unsure = run is not None and not is_mine(run) and not is_settled()
    useless = not trainable or unsure
    buttons = RunButtons(FOLLOWING, run, "run")
    # Where no run goes on, a step starts one.
    step = (FOLLOWING.tell,) if buttons.going else (FOLLOWING.start, experiment)
    with buttons.row():
        # One button, which is never disabled while a run goes on: the focus of the keyboard stays on it.
        main: dict[str, Any] = {"type": "primary", "shortcut": "T"}
        if buttons.going and not buttons.paused:
            buttons.button("Train", _("Pause"), FOLLOWING.tell, "pause", icon="pause", **main)
        else:
            train = (FOLLOWING.tell, "resume") if buttons.paused else (FOLLOWING.start, experiment)
            buttons.button("Train", _("Train"), *train, icon="play_arrow", disabled=useless, **main)
        buttons.button("Step epoch", _("Step epoch"), *step, "step_epoch", disabled=useless)
        buttons.button("Step batch", _("Step batch"), *step, "step_batch", disabled=useless)
        buttons.stop()
        untouched = run is None or unsure
        fresh = _("Back to the fresh network; the settings stay as they are.")
        buttons.button("Reset", _("Reset"), _reset, icon="delete_sweep", disabled=untouched, help=fresh)
        full = _("{n} runs are kept; remove one below to make room.").format(n=kept.MOST) if kept.is_full() else None
        nothing = run is None or not kept.can_keep(run)
        buttons.button("Keep", _("Keep for comparison"), _keep, disabled=nothing, help=full)
        _view_settings()
        # Always there, so that nothing below moves when there is a run to go back to.
        last = FOLLOWING.last()
        nowhere = last is None or (run is not None and last.id == run.id)
        back = {"help": _("Shows the run before again, with its settings; a run that goes on is stopped for it.")}
        buttons.button(
            "Last", _("Back to the last run"), FOLLOWING.return_to_last, disabled=nowhere, type="tertiary", **back
        )


def _view_settings() -> None:
    with st.popover(_("View"), icon=":material/tune:"):
        controls = Controls(VIEW)
        controls.choice("speed", on_move=FOLLOWING.set_speed)
        for field in ("own_scale", "log_loss", "penalty"):
            controls.switch(field)


def _keep() -> None:
    """Keep the run as it is by now: since the button was drawn it has gone on."""
    run = FOLLOWING.now()
    if run is not None and not kept.keep(run):
        st.toast(_("The first epoch is not over, so there is nothing to keep yet. Press again in a moment."))


def _reset() -> None:
    FOLLOWING.tell("stop")
    FOLLOWING.leave()
