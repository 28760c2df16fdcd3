"""Runs that were kept for comparison: up to six, in the session, and by their ids in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from components.charts.comparison import draw_comparison
from components.i18n import N_, _
from components.runs.following import find_run
from components.runs.scheduler import scheduler
from components.session.keys import session_key
from components.training.following import LabRun
from components.training.settings import PAGE, VIEW
from components.words.labels import CHOICES, format_value, label
from components.words.numbers import percent
from models.experiment import Experiment
from models.runs.frames import Curves

MOST = 6
_KEPT, _COUNT = session_key(PAGE, "kept runs"), session_key(PAGE, "kept so far")
_LOST = session_key(PAGE, "kept runs that are gone")
_IN_LINK, _BETWEEN = "kept", "~"
_MOST_NAMED = 3  # settings in a name
_SHOWN, _CURVES = session_key(PAGE, "runs shown"), session_key(PAGE, "curves shown")
_CURVE_NAMES = {"both": N_("Both"), "training": N_("Training"), "validation": N_("Validation")}


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run as it was when it was kept.

    Attributes:
        number: from 1, in the order of keeping.
        test_accuracy: ``None`` for a run that was not over.
    """

    number: int
    run_id: str
    experiment: Experiment
    curves: Curves
    test_accuracy: float | None


def kept_runs() -> list[KeptRun]:
    """The kept runs, oldest first."""
    return st.session_state.get(_KEPT, [])


def is_full() -> bool:
    """Whether no other run can be kept."""
    return len(kept_runs()) >= MOST


def can_keep(run: LabRun) -> bool:
    """Whether there is room, and something to keep, or soon will be, that is not kept yet."""
    if is_full():
        return False
    if not run.is_over:
        return True
    epochs = 0 if run.newest is None else len(run.newest.curves.loss)
    return epochs > 0 and all(old.run_id != run.id or len(old.curves.loss) < epochs for old in kept_runs())


def keep(run: LabRun) -> bool:
    """Keep the run as it is now; the same run kept earlier gives way.

    Returns:
        Whether there was anything to keep: there is nothing before the end of the first epoch.
    """
    newest, result = run.newest, run.result
    if newest is None or not len(newest.curves.loss):
        return False
    number = st.session_state.get(_COUNT, 0) + 1
    accuracy = None if result is None else result.test_accuracy
    others = [old for old in kept_runs() if old.run_id != run.id]
    st.session_state[_KEPT] = [*others, KeptRun(number, run.id, run.experiment, newest.curves, accuracy)]
    st.session_state[_COUNT] = number
    return True


def open_link() -> None:
    """Keep the runs that the address names, as far as the server still has them; once a session."""
    if _KEPT in st.session_state:
        return
    st.session_state[_KEPT] = []
    run_ids = list(filter(None, st.query_params.get(_IN_LINK, "").split(_BETWEEN)))[:MOST]
    for run in (find_run(run_id, Experiment) for run_id in run_ids):
        if run is not None:
            keep(run)
    st.session_state[_LOST] = len(run_ids) - len(kept_runs())


def link() -> dict[str, str]:
    """The kept runs, as a link has them."""
    return {_IN_LINK: _BETWEEN.join(run.run_id for run in kept_runs())} if kept_runs() else {}


def comparison() -> None:
    """Draw the kept runs over one another, and what differs between them; nothing while there are none."""
    if st.session_state.get(_LOST):
        st.warning(_("Some of the runs that this link compares are no longer kept here."))
    runs = kept_runs()
    if not runs:
        return
    for run in runs:
        scheduler().watch(run.run_id)  # of all runs that are over, the server forgets those that nobody looked at
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(_("Comparison"), anchor=False, width="content")
        _removal(runs)
    names = run_names(runs)
    shown, curves = _choices(runs, names)
    named = [(names[run.run_id], run.curves) for run in runs]
    more: dict[str, Any] = {"shown": shown, "curves": curves}
    left, right = st.columns(2)
    with left:
        draw_comparison(named, "loss", y_scale=VIEW.current.loss_scale, robust=True, key="comparison_loss", **more)
    with right:
        draw_comparison(named, "accuracy", key="comparison_accuracy", **more)
    st.dataframe(difference_table(runs), hide_index=True)


def differing_fields(runs: list[KeptRun]) -> list[str]:
    """The settings in which the runs are not all the same."""
    return [name for name in Experiment.FIELDS if len({getattr(run.experiment, name) for run in runs}) > 1]


def run_names(runs: list[KeptRun]) -> dict[str, str]:
    """Run id -> number and what tells the run from the others, such as "2: Adam, Dropout rate 0.5"."""
    fields = differing_fields(runs)[:_MOST_NAMED]
    names = {}
    for run in runs:
        settings = ", ".join(_setting(name, getattr(run.experiment, name)) for name in fields)
        names[run.run_id] = f"{run.number}: {settings}" if settings else _("Run {n}").format(n=run.number)
    return names


def difference_table(runs: list[KeptRun]) -> pd.DataFrame:
    """One row a run: the settings in which they differ, and what they reached."""
    differing = differing_fields(runs)
    return pd.DataFrame([_row(run, differing) for run in runs])


def _choices(runs: list[KeptRun], names: dict[str, str]) -> tuple[set[str], str]:
    """The names of the runs that are to be seen, and which of their curves; widgets, where there is a choice."""
    shown = list(names)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        if len(runs) > 1:
            # Another key for other runs: those that were added are seen.
            key = f"{_SHOWN} {' '.join(names)}"
            shown = st.pills(
                _("Runs shown"), names, selection_mode="multi", default=shown, format_func=names.__getitem__, key=key
            )
        curves = st.segmented_control(
            _("Curves shown"),
            _CURVE_NAMES,
            default="both",
            required=True,
            format_func=lambda name: _(_CURVE_NAMES[name]),
            key=_CURVES,
        )
    return {names[run_id] for run_id in shown}, curves


def _removal(runs: list[KeptRun]) -> None:
    with st.popover(_("Remove"), icon=":material/delete:", type="tertiary"):
        for run in runs:
            name = run_names(runs)[run.run_id]
            st.button(name, key=f"remove_{run.run_id}", width="stretch", on_click=_remove, args=(run.run_id,))
        st.button(_("Clear comparison"), icon=":material/delete:", width="stretch", on_click=_clear)


def _setting(name: str, value: object) -> str:
    """A setting in a run's name: a choice says by itself what it is, a number does not."""
    text = format_value(name, value)
    return text if name in CHOICES and text != _("Off") else f"{label(name)} {text}"


def _row(run: KeptRun, differing: list[str]) -> dict[str, str]:
    row = {_("Run"): str(run.number)}
    row |= {label(name): format_value(name, getattr(run.experiment, name)) for name in differing}
    row[_("Epochs trained")] = str(len(run.curves.loss))
    row[_("Training accuracy")] = percent(run.curves.accuracy[-1], 2)
    row[_("Validation accuracy")] = percent(run.curves.val_accuracy[-1], 2)
    row[_("Test accuracy")] = "–" if run.test_accuracy is None else percent(run.test_accuracy, 2)
    return row


def _remove(run_id: str) -> None:
    st.session_state[_KEPT] = [run for run in kept_runs() if run.run_id != run_id]


def _clear() -> None:
    st.session_state[_KEPT] = []
