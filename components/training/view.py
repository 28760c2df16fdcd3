"""The live picture: the newest frame of a run, pushed to the browser, and any earlier one afterwards."""

from __future__ import annotations

import time
from threading import Lock
from typing import Any

from cachetools import LRUCache

from components.browser.live_figure import Chart, Column, Line, Moments, Progress, Row, Words, live_figure
from components.charts.boundary import SIDE, boundary_data, boundary_spec
from components.i18n import _, language
from components.live.source import register
from components.picture import Picture
from components.runs.charts import curve_charts, curve_tables, layer_charts, layer_tables
from components.runs.figures import figures_line
from components.runs.live_run import RunSource, RunView, moments_of, view_of, watch_of
from components.runs.preview import first_frame, plane_points
from components.runs.status import progress
from components.training import findings as words
from components.training.following import FOLLOWING, LabRun
from components.training.settings import VIEW
from models.datasets import PLANE_DATASETS
from models.experiment import Experiment
from models.runs.frames import Frame
from models.runs.results import Result
from models.training.findings import findings
from models.training.view import TrainingView

_SOURCE, _KEY = "lab", "lab_picture"
# Words that change faster cannot be read.
_WORDS_SECONDS = 1.0
_SAID_KEPT = 200  # runs, in each language

_said: LRUCache[tuple[str, str], tuple[float, list[str]]] = LRUCache(_SAID_KEPT)
_saying = Lock()


def lab_view(experiment: Experiment, run: LabRun | None) -> None:
    """Draw the followed run, which then moves by itself; without one, the fresh network."""
    view = VIEW.current
    if run is None:
        asked, picture = None, _fresh_picture(experiment, view)
    else:
        asked = view_of(run, own_scale=view.own_scale, penalty=view.penalty)
        picture = _run_picture(run, asked)
        if not run.frames:
            picture = _fresh_picture(experiment, view) | picture
    live_figure(
        _parts(experiment, view),
        picture,
        stage=FOLLOWING.stage(run),
        watch=None if asked is None else watch_of(_SOURCE, asked),
        moments=moments_of(run),
        key=_KEY,
    )


def _parts(experiment: Experiment, view: TrainingView) -> list[Any]:
    convolutions = sum(layer.is_conv for layer in experiment.layers)
    curves = curve_charts(view.loss_scale, view.penalty)
    layers = layer_charts(len(experiment.layers) + 1, view.own_scale, convolutions)
    if experiment.dataset in PLANE_DATASETS:
        plane = Row((Chart("boundary", boundary_spec(), width=SIDE), Column(curves)), (5, 7))
    else:
        plane = Row(curves)
    return [Progress(), Moments(), Line("figures"), plane, Row(layers), Words(_("What you see"))]


def _fresh_picture(experiment: Experiment, view: TrainingView) -> Picture:
    """The network before it has learnt anything."""
    frame = first_frame(experiment)
    text = _("Not trained yet: this is the fresh network. Move a slider, or press Train.")
    said = words.sentences(findings(experiment, frame))
    drawn = _drawn(experiment, frame, view.own_scale, curve_tables(frame, with_penalty=view.penalty))
    return {"progress": {"share": 0.0, "text": text}, "words": said, **drawn}


def _run_picture(run: LabRun, view: RunView) -> Picture:
    """How it stands with a run, and, as soon as it has a frame, the network at that moment."""
    frame, result = view.frame(run), run.result if run.is_over else None
    told: Picture = {"progress": progress(run, view.whose), "stage": FOLLOWING.stage(run)}
    if frame is None:
        return told
    curves = curve_tables(frame, run, result, with_penalty="penalty" in view.options)
    drawn = _drawn(run.experiment, frame, "own_scale" in view.options, curves)
    return {**told, **drawn, "words": _words(run, frame, result)}


def _drawn(experiment: Experiment, frame: Frame, own_scale: bool, curves: dict[str, Any]) -> Picture:
    """What is drawn of a moment; the same tables for the fresh network and for a run."""
    tables = curves | layer_tables(frame, own_scale)
    if experiment.dataset in PLANE_DATASETS:
        tables["boundary"] = boundary_data(frame.boundary, plane_points(experiment))
    return {"lines": {"figures": figures_line(frame)}, "tables": tables}


def settings_at(experiment: Experiment, frame: Frame, run: LabRun | None) -> tuple[Experiment, float]:
    """The settings as they were when the frame was taken, and where in the run they had last changed, in epochs."""
    since = 0.0
    for mark in reversed(run.tuned if run else ()):
        if mark["epoch"] <= frame.epoch:
            since = max(since, mark["epoch"])
        else:
            experiment = experiment.replace(**mark["before"])
    return experiment, since


def _words(run: LabRun, frame: Frame, result: Result | None) -> list[str]:
    """What the data say, in sentences; while a run goes on, new ones at most once a second."""
    key, now = (run.id, language()), time.monotonic()
    moves = not run.is_over and run.state != "paused"
    with _saying:
        said_at, said = _said.get(key, (-_WORDS_SECONDS, []))
    if moves and now - said_at < _WORDS_SECONDS:
        return said
    settings, since = settings_at(run.experiment, frame, run)
    said = words.sentences(findings(settings, frame, result if frame is run.newest else None, since=since))
    with _saying:
        _said[key] = (now, said)
    return said


register(_SOURCE, RunSource(Experiment, _run_picture, ("own_scale", "penalty")))
