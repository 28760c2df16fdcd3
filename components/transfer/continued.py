"""C2: C1 is trained, then only its convolutional or only its dense part goes on; three curves and three scores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields

import numpy as np
import pandas as pd
import streamlit as st

from components.browser.live_figure import Line, Row, live_figure
from components.charts.comparison import comparison_data
from components.i18n import N_, _
from components.live.source import register
from components.picture import Picture
from components.runs.charts import comparison_chart
from components.runs.download_panel import choose_dataset, dataset_panel, is_usable
from components.runs.failures import RUN_FAILURES
from components.runs.groups import RunGroup
from components.runs.live_group import GroupSource, watch_of_group
from components.runs.network_download import NOT_KEPT
from components.runs.status import state_text
from components.session.keys import session_key
from components.transfer.settings import PAGE
from components.words.labels import choice
from components.words.numbers import count, decimals, percent, points
from components.words.presets import figure_text
from models.jobs import Run
from models.runs.frames import Curves
from models.runs.results import Result
from models.training.continued import (
    LESSON_DATASETS,
    PARTS,
    PUBLISHED,
    ContinuedExperiment,
    parts_of,
    whole_network,
)
from models.training.presets import PRESETS

_CHOSEN, _AWAITED = session_key(PAGE, "dataset of C2"), session_key(PAGE, "C1 is awaited")
_DATASET_IN_LINK = "c2_dataset"
_NAMES = {
    "all": N_("C1: all layers"),
    "conv": N_("Convolutions only"),
    "dense": N_("Dense layers only"),
}
_NO_FIGURE, _SOURCE = "–", "continued"
_FAILURES = RUN_FAILURES | {"model_gone": N_("The weights of C1 are not kept any more; train it again.")}

PartRun = Run[ContinuedExperiment, Result]
RUNS: RunGroup[str, ContinuedExperiment, Result] = RunGroup(
    PAGE,
    "c2",
    lambda: PARTS,
    ContinuedExperiment,
    sizes=(1, len(PARTS)),  # C1 alone, or with its two parts
    fits=lambda part, experiment: experiment.part == part,
)


def continued_lesson() -> None:
    """Draw the lesson: its buttons, and the curves and scores of its runs while they go on and after."""
    st.subheader(_("Training continued, part by part"), anchor=False)
    st.markdown(
        _(
            "C1 learns: two convolutions and three dense layers, until the validation loss has not fallen for three "
            "epochs. Two copies of it then go on from its best weights, one with only the convolutional part trained, "
            "one with only the dense part, with a patience of five. The part that is not trained stays exactly as it "
            "was. A run of yours that is going on is stopped for it."
        )
    )
    dataset = choose_dataset(_("Pictures for C1"), LESSON_DATASETS, _CHOSEN, "continued_dataset")
    if not is_usable(dataset):
        dataset_panel(dataset)
    _go_on_by_itself()
    runs = RUNS.now()
    _buttons(dataset, runs)
    RUNS.say_lost()
    if runs:
        _view(runs)


def take_link() -> None:
    """Show the runs that the address names, and choose its dataset. Call when the page is opened."""
    RUNS.take_link()
    if st.query_params.get(_DATASET_IN_LINK) in LESSON_DATASETS:
        st.session_state[_CHOSEN] = st.query_params[_DATASET_IN_LINK]
    # C1 may have ended while nobody looked. Its owner may train something else by now, which must not be stopped.
    whole = RUNS.now().get("all")
    st.session_state[_AWAITED] = whole.id if whole and not whole.is_over else ""


def to_query() -> dict[str, str]:
    """The runs and the chosen dataset, as a link has them."""
    chosen = st.session_state.get(_CHOSEN, LESSON_DATASETS[0])
    return RUNS.link() | ({_DATASET_IN_LINK: chosen} if chosen != LESSON_DATASETS[0] else {})


def _buttons(dataset: str, runs: Mapping[str, PartRun]) -> None:
    mine = RUNS.is_mine(runs)
    if RUNS.is_going(runs) and mine:
        st.button(_("Stop"), icon=":material/stop:", on_click=RUNS.stop, key="continued_stop")
        return
    with st.container(horizontal=True):
        st.button(
            _("Train the network and its two parts"),
            icon=":material/play_arrow:",
            on_click=_train,
            args=(dataset,),
            disabled=not is_usable(dataset),
            key="continued_train",
        )
        if mine and _may_go_on(runs):
            st.button(_("Go on with both parts"), icon=":material/call_split:", on_click=_go_on, key="continued_parts")


def _train(dataset: str) -> None:
    RUNS.start({"all": whole_network(dataset)})
    whole = RUNS.now().get("all")
    st.session_state[_AWAITED] = whole.id if whole and not whole.is_over else ""


def _go_on_by_itself() -> None:
    """Start the two parts when C1, which was started or found here, has ended."""
    runs = RUNS.now()
    if _may_go_on(runs) and RUNS.is_mine(runs) and st.session_state.get(_AWAITED) == runs["all"].id:
        _go_on()


def _may_go_on(runs: Mapping[str, PartRun]) -> bool:
    whole = runs.get("all")
    is_done = whole is not None and whole.state == "finished" and whole.reason != "diverged"
    return is_done and list(runs) == ["all"] and bool(whole and whole.model_file)


def _go_on() -> None:
    whole = RUNS.now()["all"]
    assert whole.result is not None
    RUNS.add(dict(zip(PARTS[1:], parts_of(whole.experiment, whole.result.model_file), strict=True)))


def _view(runs: Mapping[str, PartRun]) -> None:
    """Draw the curves, which move by themselves, and the scores of the runs that are over."""
    charts = Row((comparison_chart("loss"), comparison_chart("accuracy", y_scale="close")))
    live_figure(
        [charts, Line("states")],
        _picture(runs),
        stage=RUNS.stage(runs),
        watch=watch_of_group(_SOURCE, RUNS, runs),
        key="continued",
    )
    results = _results(runs)
    whole = results.get("all")
    if whole is not None and whole.disk_refused:
        st.warning(_(NOT_KEPT), icon=":material/save:")
    _scores(runs, results)


def _picture(runs: Mapping[str, PartRun]) -> Picture:
    curves = _curves(runs, _results(runs).get("all"))
    states = " · ".join(f"{_(_NAMES[part])}: {state_text(run, _FAILURES)}" for part, run in runs.items())
    tables = {metric: comparison_data(curves, metric) for metric in ("loss", "accuracy")}
    return {"lines": {"states": states}, "tables": tables}


def _results(runs: Mapping[str, PartRun]) -> dict[str, Result | None]:
    return {part: run.result for part, run in runs.items() if run.is_over}


def _curves(runs: Mapping[str, PartRun], whole: Result | None) -> list[tuple[str, Curves]]:
    """Names and curves; those of the parts begin after the epoch whose weights they start from."""
    start = whole.best_epoch if whole else 0
    drawn = {part: run.newest.curves for part, run in runs.items() if run.newest}
    return [(_(_NAMES[part]), one if part == "all" else _later(one, start)) for part, one in drawn.items()]


def _later(curves: Curves, epochs: int) -> Curves:
    before = np.full(epochs, np.nan, np.float32)
    return Curves(*(np.concatenate([before, getattr(curves, item.name)]) for item in fields(curves)))


def _scores(runs: Mapping[str, PartRun], results: Mapping[str, Result | None]) -> None:
    """The table of test accuracies and losses beside the textbook's, and how far they can be compared."""
    table = pd.DataFrame([_row(part, results.get(part)) for part in PARTS])
    st.table(table, hide_index=True, border="horizontal")
    dataset = next(iter(runs.values())).experiment.lab.dataset
    textbook = PRESETS["C1"].experiment.dataset
    if dataset != textbook:
        st.caption(
            _("The textbook's figures are of {textbook}, those measured here of {here}: not the same task.").format(
                textbook=choice("dataset", textbook), here=choice("dataset", dataset)
            )
        )
    whole = results.get("all")
    if whole is not None:
        pictures, accuracy = int(whole.confusion.sum()), whole.test_accuracy
        error = math.sqrt(accuracy * (1 - accuracy) / pictures)
        st.caption(
            _(
                "A test with {n:,} pictures has a standard error of {error} at this accuracy: "
                "differences of that size may be chance."
            ).format(n=pictures, error=points(error))
        )


def _row(part: str, result: Result | None) -> dict[str, str]:
    there = {item.figure: figure_text(item.figure, item.value) for item in PUBLISHED[part]}
    return {
        _("Trained"): _(_NAMES[part]),
        _("Trained parameters"): count(result.trainable) if result else _NO_FIGURE,
        _("Test accuracy"): percent(result.test_accuracy, 2) if result else _NO_FIGURE,
        _("Test loss"): decimals(result.test_loss, 4) if result else _NO_FIGURE,
        _("Textbook: parameters"): there["trainable_parameters"],
        _("Textbook: accuracy"): there["test_accuracy"],
        _("Textbook: loss"): there["test_loss"],
    }


register(_SOURCE, GroupSource(RUNS, _picture))
