"""Does it learn? The same network from three starting points, trained as one job and drawn in one chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.browser.live_figure import Line, Row, live_figure
from components.charts.comparison import comparison_data
from components.i18n import N_, _
from components.initialization.settings import PAGE
from components.live.source import register
from components.picture import Picture
from components.runs.charts import comparison_chart
from components.runs.download_panel import choose_dataset, dataset_panel, is_usable
from components.runs.groups import RunGroup
from components.runs.live_group import GroupSource, watch_of_group
from components.runs.status import state_text
from components.session.keys import session_key
from components.words.labels import label
from components.words.numbers import count
from models.experiment import Experiment
from models.jobs import Run
from models.runs.results import Result
from models.training.presets import INITIALIZER_RUNS

_CHOSEN = session_key(PAGE, "dataset of the initializers")
_STEPS = 2_000  # of each run
# In the order in which they are trained: where there are fewer workers than runs, the fastest learner comes first.
_NAMES = {"he": N_("He"), "glorot": N_("Xavier (Glorot)"), "small": N_("std 0.01")}

_SOURCE = "initializers"

InitializerRun = Run[Experiment, Result]
RUNS: RunGroup[str, Experiment, Result] = RunGroup(PAGE, "runs", lambda: list(_NAMES), Experiment)


def does_it_learn() -> None:
    """Draw the button, and the curves of the runs while they go on and after."""
    st.subheader(_("Does it learn?"), anchor=False)
    st.markdown(
        _(
            "Five layers of 100 ReLU units learn digits for 2,000 steps (SGD, rate 0.01, batches of 128), three times: "
            "from weights with std 0.01, from Xavier's and from He's. The textbook shows the picture for all of MNIST, "
            "and gives no figure. A run of yours in the training lab is stopped for it."
        )
    )
    dataset = choose_dataset(label("dataset"), tuple(INITIALIZER_RUNS), _CHOSEN, "three_dataset")
    st.caption(_steps_text(INITIALIZER_RUNS[dataset]["he"]))
    if not is_usable(dataset):
        dataset_panel(dataset)
    runs = RUNS.now()
    if RUNS.is_going(runs) and RUNS.is_mine(runs):
        st.button(_("Stop"), icon=":material/stop:", on_click=RUNS.stop, key="stop_three")
    else:
        st.button(
            _("Train all three"),
            type="primary",
            icon=":material/play_arrow:",
            on_click=lambda: RUNS.start({name: INITIALIZER_RUNS[dataset][name] for name in _NAMES}),
            disabled=not is_usable(dataset),
            key="train_three",
        )
    RUNS.say_lost()
    if runs:
        _view(runs)


def _steps_text(experiment: Experiment) -> str:
    """How the 2,000 steps are counted on the epoch axis."""
    steps = _STEPS // experiment.epochs
    return _("{total} steps are {epochs} epochs of {steps} steps each here.").format(
        total=count(_STEPS), epochs=experiment.epochs, steps=steps
    )


def _view(runs: Mapping[str, InitializerRun]) -> None:
    """Draw the runs, which then move by themselves: curves as soon as there are any, and how it stands with each."""
    parts: list[Any] = [Line(name) for name in runs]
    if any(run.frames for run in runs.values()):  # axes without a curve would say nothing
        parts = [Row((comparison_chart("loss"), comparison_chart("accuracy"))), *parts]
    watch = watch_of_group(_SOURCE, RUNS, runs)
    live_figure(parts, _picture(runs), stage=RUNS.stage(runs), watch=watch, key="three")


def _picture(runs: Mapping[str, InitializerRun]) -> Picture:
    curves = [(_(_NAMES[name]), run.newest.curves) for name, run in runs.items() if run.newest]
    lines = {name: f"{_(_NAMES[name])}: {state_text(run)}" for name, run in runs.items()}
    epochs = max((run.experiment.epochs for run in runs.values()), default=0)  # a growing axis would bend the curves
    tables = {metric: comparison_data(curves, metric, epochs=epochs) for metric in ("loss", "accuracy")}
    return {"lines": lines, "tables": tables}


register(_SOURCE, GroupSource(RUNS, _picture))
