"""The live picture: a fragment that draws the newest frame of a run by itself, and replays it afterwards."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from components.charts import draw_boundary, draw_curves
from components.page import what_you_see
from components.runs.charts import chosen_frame, curve_marks, draw_layers, resting_slider
from components.runs.clock import drawing_interval, is_outdated
from components.runs.figures import figures_line
from components.runs.office import office
from components.runs.status import show_status
from components.training import findings as words
from components.training import followed
from components.training.preview import first_frame, plane_points
from components.training.settings import VIEW
from models.datasets import PLANE_DATASETS
from models.experiment import Experiment
from models.jobs import Run
from models.runs.frames import Frame
from models.runs.results import Result
from models.training.findings import findings

# Words that change faster cannot be read.
_WORDS_SECONDS = 1.0
_WORDS = "what you see"
_KEYS = "chart"


def live_view(experiment: Experiment, run: Run | None) -> None:
    """Draw the followed run, again and again while it goes on; without one, the fresh network.

    Args:
        run: as the rest of the page shows it; once it has come further, the whole page is drawn again.
    """
    going = run is not None and not run.is_over
    interval = drawing_interval(office().audience) if going else None
    st.fragment(_draw, run_every=interval)(experiment, interval, _stage(run))


def _stage(run: Run | None) -> str | None:
    """What the buttons depend on; when it changes the whole page is drawn again."""
    if run is None or run.is_over or run.state == "paused":
        return None if run is None else run.state
    return "going"


def _draw(experiment: Experiment, interval: float | None, stage: str | None) -> None:
    run = followed.followed()
    if _stage(run) != stage or is_outdated(interval):
        st.rerun(scope="app")
    show_status(run)
    frame = chosen_frame(run, _KEYS)
    if frame is None:
        resting_slider(_KEYS)
        frame = first_frame(experiment)
    st.caption(figures_line(frame))
    result = run.result if run and run.is_over else None
    _draw_curves(experiment, frame, run, result)
    convolutions = sum(layer.is_conv for layer in experiment.layers)
    draw_layers(frame, _KEYS, VIEW.current.own_scale, convolutions)
    what_you_see(_words(experiment, frame, run, result, going=interval is not None))


def _draw_curves(experiment: Experiment, frame: Frame, run: Run | None, result: Result | None) -> None:
    plane = experiment.dataset in PLANE_DATASETS
    left, right = st.columns([5, 7] if plane else 2)
    if plane:
        with left.container(key="boundary_place"):  # as wide as the plane, see page.css
            draw_boundary(frame.boundary, plane_points(experiment), key=f"{_KEYS}_boundary")
    more = curve_marks(frame, run, result)
    with right if plane else left:
        view, now = VIEW.current, (frame.epoch, frame.batch_loss)
        shown: dict[str, Any] = {"y_scale": view.loss_scale, "now": now, "with_penalty": view.penalty}
        draw_curves(frame.curves, "loss", **shown, key=f"{_KEYS}_loss", **more)
    with right:
        draw_curves(frame.curves, "accuracy", key=f"{_KEYS}_accuracy", **more)


def settings_at(experiment: Experiment, frame: Frame, run: Run | None) -> tuple[Experiment, float]:
    """The settings as they were when the frame was taken, and where in the run they had last changed, in epochs."""
    since = 0.0
    for mark in reversed(run.tuned if run else ()):
        if mark["epoch"] <= frame.epoch:
            since = max(since, mark["epoch"])
        else:
            experiment = experiment.replace(**mark["before"])
    return experiment, since


def _words(experiment: Experiment, frame: Frame, run: Run | None, result: Result | None, going: bool) -> list[str]:
    """What the data say, in sentences; while a run goes on, new ones at most once a second."""
    said_at, said = st.session_state.get(_WORDS, (0.0, []))
    now = time.monotonic()
    if going and said and now - said_at < _WORDS_SECONDS:
        return said
    settings, since = settings_at(experiment, frame, run)
    said = words.sentences(findings(settings, frame, result, since=since))
    st.session_state[_WORDS] = (now, said)
    return said
