"""The live picture: a fragment that draws the newest frame of a run by itself, and replays it afterwards."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from components import findings as words
from components.charts import draw_boundary, draw_curves, draw_ridges
from components.controls.labels import format_value, label
from components.i18n import _
from components.lab import followed
from components.lab.office import office
from components.lab.preview import first_frame, plane_points
from components.lab.status import epoch_number, show_status
from components.page import what_you_see
from models.experiment import Experiment
from models.fields import PLANE_DATASETS
from models.findings import findings
from models.frames import Frame, Result
from models.jobs import Run

# Seconds between two pictures: as often as the eye profits from, and rarer when many watch at once,
# so that pictures take about half of one core at most. Doubling steps, since a change redraws the page.
SHORTEST_INTERVAL = 0.12
_SECONDS_A_PICTURE = 0.03
# Words that change faster cannot be read.
_WORDS_SECONDS = 1.0
_WORDS = "what you see"


def live_view(experiment: Experiment) -> None:
    """Draw the followed run, again and again while it goes on; without one, the fresh network."""
    run = followed.followed()
    going = run is not None and not run.is_over
    interval = drawing_interval(office().audience) if going else None
    st.fragment(_draw, run_every=interval)(experiment, interval, _stage(run))


def drawing_interval(sessions: int) -> float:
    """Seconds between two pictures when so many sessions watch."""
    interval = SHORTEST_INTERVAL
    while interval < sessions * _SECONDS_A_PICTURE:
        interval *= 2
    return interval


def _stage(run: Run | None) -> str | None:
    """What the buttons depend on; when it changes the whole page is drawn again."""
    if run is None or run.is_over or run.state == "paused":
        return run and run.state
    return "going"


def _draw(experiment: Experiment, interval: float | None, stage: str | None) -> None:
    run = followed.followed()
    if _stage(run) != stage or (interval and drawing_interval(office().audience) != interval):
        st.rerun(scope="app")
    show_status(run)
    frame = _chosen_frame(run) or first_frame(experiment)
    result = run.result if run and run.is_over else None
    _draw_curves(experiment, frame, run, result)
    _draw_layers(frame)
    what_you_see(_words(experiment, frame, result, going=interval is not None))


def _chosen_frame(run: Run | None) -> Frame | None:
    """The newest frame, or the one that the time slider points at once the run stands still."""
    if run is None or not run.frames:
        return None
    still = run.is_over or run.state == "paused"
    if not still or len(run.frames) < 2:
        return run.newest
    last = len(run.frames) - 1
    place = st.select_slider(
        _("Time"),
        range(len(run.frames)),
        value=last,
        format_func=lambda index: _("epoch {n}").format(n=epoch_number(run.frames[index].epoch)),
        key=f"time_{run.id}_{run.state}_{last}",
        help=_("Goes back through the recorded pictures of this run."),
    )
    return run.frames[place].unpack()


def _draw_curves(experiment: Experiment, frame: Frame, run: Run | None, result: Result | None) -> None:
    plane = experiment.dataset in PLANE_DATASETS
    left, right = st.columns([5, 7] if plane else 2)
    if plane:
        with left:
            draw_boundary(frame.boundary, plane_points(experiment), key="chart_boundary")
    more = {
        "epochs": frame.epochs,
        "tuned": _tuned_marks(run),
        "best_epoch": result.best_epoch if result else 0,
    }
    with right if plane else left:
        scale = "log" if st.session_state.get("view_log_loss") else "zero"
        now = (frame.epoch, frame.batch_loss)
        draw_curves(frame.curves, "loss", y_scale=scale, now=now, key="chart_loss", **more)
    with right:
        draw_curves(frame.curves, "accuracy", key="chart_accuracy", **more)


def _tuned_marks(run: Run | None) -> Sequence[tuple[float, str]]:
    marks = run.tuned if run else ()
    return [
        (mark["epoch"], ", ".join(f"{label(name)} → {format_value(name, v)}" for name, v in mark["changes"].items()))
        for mark in marks
    ]


def _draw_layers(frame: Frame) -> None:
    own_scale = st.session_state.get("view_own_scale", False)
    layers = len(frame.weights.mean)
    left, middle, right = st.columns(3)
    with left:
        draw_ridges(
            "activations",
            frame.activations,
            layers=layers,
            dead=frame.dead,
            saturated=frame.saturated,
            own_scale=own_scale,
            key="chart_activations",
        )
    with middle:
        draw_ridges("gradients", frame.gradients, layers=layers, own_scale=own_scale, key="chart_gradients")
    with right:
        draw_ridges("weights", frame.weights, layers=layers, own_scale=own_scale, key="chart_weights")


def _words(experiment: Experiment, frame: Frame, result: Result | None, going: bool) -> list[str]:
    """What the data say, in sentences; while a run goes on, new ones at most once a second."""
    said_at, said = st.session_state.get(_WORDS, (0.0, []))
    now = time.monotonic()
    if going and said and now - said_at < _WORDS_SECONDS:
        return said
    said = words.sentences(findings(experiment, frame, result))
    st.session_state[_WORDS] = (now, said)
    return said
