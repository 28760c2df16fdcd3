"""Does it learn? The same network from three starting points, trained as one job and drawn in one chart."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components.charts.comparison import draw_comparison
from components.i18n import N_, _
from components.initialization.settings import PAGE
from components.runs.download_panel import choose_dataset, dataset_panel, is_usable
from components.runs.groups import RunGroup
from components.runs.live_view import live_view
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
    if runs:
        live_view(RUNS, runs, _draw)


def _steps_text(experiment: Experiment) -> str:
    """How the 2,000 steps are counted on the epoch axis."""
    steps = _STEPS // experiment.epochs
    return _("{total} steps are {epochs} epochs of {steps} steps each here.").format(
        total=count(_STEPS), epochs=experiment.epochs, steps=steps
    )


def _draw(runs: Mapping[str, Run[Experiment, Result]]) -> None:
    curves = [(_(_NAMES[name]), run.newest.curves) for name, run in runs.items() if run.newest]
    if any(len(curve.loss) for _name, curve in curves):  # axes without a curve would say nothing
        epochs = max(run.experiment.epochs for run in runs.values())  # a growing axis would bend the curves each time
        left, right = st.columns(2)
        with left:
            draw_comparison(curves, "loss", epochs=epochs, key="three_loss")
        with right:
            draw_comparison(curves, "accuracy", epochs=epochs, key="three_accuracy")
    st.markdown("\n".join(f"- {_(_NAMES[name])}: {state_text(run)}" for name, run in runs.items()))
