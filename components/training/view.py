"""The live picture: a fragment that draws the newest frame of a run by itself, and replays it afterwards."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import streamlit as st

from components.charts.boundary import draw_boundary
from components.page import what_you_see
from components.runs.charts import chosen_frame, draw_layers, draw_learning_curves, resting_slider
from components.runs.figures import figures_line
from components.runs.live_view import live_view
from components.runs.status import show_status
from components.session.keys import session_key
from components.training import findings as words
from components.training.following import FOLLOWING, LabRun
from components.training.preview import first_frame, plane_points
from components.training.settings import PAGE, VIEW
from models.datasets import PLANE_DATASETS
from models.experiment import Experiment
from models.runs.frames import Frame
from models.runs.results import Result
from models.training.findings import findings

# Words that change faster cannot be read.
_WORDS_SECONDS = 1.0
_WORDS = session_key(PAGE, "what you see")
_KEYS = "chart"


def lab_view(experiment: Experiment, run: LabRun | None) -> None:
    """Draw the followed run, again and again while it goes on; without one, the fresh network."""
    live_view(FOLLOWING, run, partial(_draw, experiment))


def _draw(experiment: Experiment, run: LabRun | None) -> None:
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
    what_you_see(_words(experiment, frame, run, result))


def _draw_curves(experiment: Experiment, frame: Frame, run: LabRun | None, result: Result | None) -> None:
    view, plane = VIEW.current, experiment.dataset in PLANE_DATASETS
    left, right = st.columns([5, 7] if plane else 2)
    if plane:
        with left.container(key="boundary_place"):  # as wide as the plane, see page.css
            draw_boundary(frame.boundary, plane_points(experiment), key=f"{_KEYS}_boundary")
    places = (right, right) if plane else (left, right)
    more: dict[str, Any] = {"y_scale": view.loss_scale, "with_penalty": view.penalty}
    draw_learning_curves(frame, run, result, _KEYS, places, **more)


def settings_at(experiment: Experiment, frame: Frame, run: LabRun | None) -> tuple[Experiment, float]:
    """The settings as they were when the frame was taken, and where in the run they had last changed, in epochs."""
    since = 0.0
    for mark in reversed(run.tuned if run else ()):
        if mark["epoch"] <= frame.epoch:
            since = max(since, mark["epoch"])
        else:
            experiment = experiment.replace(**mark["before"])
    return experiment, since


def _words(experiment: Experiment, frame: Frame, run: LabRun | None, result: Result | None) -> list[str]:
    """What the data say, in sentences; while a run goes on, new ones at most once a second."""
    said_at, said = st.session_state.get(_WORDS, (0.0, []))
    now = time.monotonic()
    if run and not run.is_over and said and now - said_at < _WORDS_SECONDS:
        return said
    settings, since = settings_at(experiment, frame, run)
    said = words.sentences(findings(settings, frame, result, since=since))
    st.session_state[_WORDS] = (now, said)
    return said
