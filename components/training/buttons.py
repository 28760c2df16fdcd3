"""The row of buttons that starts, pauses, steps and stops a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.controls.instant import InstantControls
from components.i18n import _
from components.session.identity import is_settled
from components.training import followed, kept
from components.training.settings import VIEW
from models.experiment import Experiment
from models.jobs import Run


def run_buttons(experiment: Experiment, run: Run | None, trainable: bool) -> None:
    """Draw the buttons; a click acts before the page is drawn again.

    Args:
        run: the run that is followed. trainable: whether the experiment's data are there.
    """
    # Until the tab has said whose it is, a run that is not this session's may yet turn out to be its own.
    unsure = run is not None and not followed.is_mine(run) and not is_settled()
    trainable = trainable and not unsure
    going = run is not None and followed.is_mine(run) and not run.is_over
    paused = run is not None and going and run.state == "paused"
    with st.container(horizontal=True, gap="xsmall", key="run_buttons"):
        # One button, which is never disabled while a run goes on: the focus of the keyboard stays on it.
        if going and not paused:
            _button("Train", _("Pause"), False, followed.tell, "pause", icon="pause", type="primary", shortcut="T")
        else:
            start = (_train, experiment, paused)
            _button("Train", _("Train"), not trainable, *start, icon="play_arrow", type="primary", shortcut="T")
        _button("Step epoch", _("Step epoch"), not trainable, _step, experiment, going, "step_epoch")
        _button("Step batch", _("Step batch"), not trainable, _step, experiment, going, "step_batch")
        _button("Stop", _("Stop"), not going, followed.tell, "stop", icon="stop")
        fresh = _("Back to the fresh network; the settings stay as they are.")
        _button("Reset", _("Reset"), run is None or unsure, _reset, going, icon="delete_sweep", help=fresh)
        full = _("{n} runs are kept; remove one below to make room.").format(n=kept.MOST) if kept.is_full() else None
        _button("Keep", _("Keep for comparison"), run is None or not kept.can_keep(run), _keep, help=full)
        _view_settings()
        # Always there, so that nothing below moves when there is a run to go back to.
        last = followed.last()
        nowhere = last is None or (run is not None and last.id == run.id)
        back = _("Shows the run before again, with its settings; a run that goes on is stopped for it.")
        _button("Last", _("Back to the last run"), nowhere, followed.return_to_last, type="tertiary", help=back)


def _button(
    key: str,
    label: str,
    disabled: bool,
    act: Callable[..., None],
    *arguments: object,
    icon: str = "",
    **more: Any,
) -> None:
    icon_name = f":material/{icon}:" if icon else None
    st.button(label, icon=icon_name, key=f"run_{key}", disabled=disabled, on_click=act, args=arguments, **more)


def _view_settings() -> None:
    with st.popover(_("View"), icon=":material/tune:"):
        controls = InstantControls(VIEW)
        controls.select("speed", on_move=followed.set_speed)
        for field in ("own_scale", "log_loss", "penalty"):
            controls.switch(field)


def _train(experiment: Experiment, paused: bool) -> None:
    if paused:
        followed.tell("resume")
    else:
        followed.start(experiment)


def _step(experiment: Experiment, going: bool, command: str) -> None:
    if going:
        followed.tell(command)
    else:
        followed.start(experiment, command)


def _keep() -> None:
    """Keep the run as it is by now: since the button was drawn it has gone on."""
    run = followed.followed()
    if run is not None and not kept.keep(run):
        st.toast(_("The first epoch is not over, so there is nothing to keep yet. Press again in a moment."))


def _reset(going: bool) -> None:
    if going:
        followed.tell("stop")
    followed.leave()
