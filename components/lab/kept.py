"""Runs that were kept for comparison: up to six, in this session."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components.charts import draw_comparison
from components.controls.labels import format_value, label
from components.i18n import _
from components.numbers import percent
from models.experiment import Experiment
from models.fields import FIELDS
from models.frames import Curves
from models.jobs import Run

MOST = 6
_KEPT, _COUNT = "kept runs", "kept runs so far"


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


def can_keep(run: Run) -> bool:
    """Whether there is room, and something to keep, or soon will be, that is not kept yet."""
    if len(kept_runs()) >= MOST:
        return False
    if not run.is_over:
        return True
    epochs = 0 if run.newest is None else len(run.newest.curves.loss)
    return epochs > 0 and all(old.run_id != run.id or len(old.curves.loss) < epochs for old in kept_runs())


def keep(run: Run) -> None:
    """Keep the run as it is now; the same run kept earlier gives way. Before its first epoch nothing is kept."""
    newest, result = run.newest, run.result
    if newest is None or not len(newest.curves.loss):
        return
    number = st.session_state.get(_COUNT, 0) + 1
    accuracy = None if result is None else result.test_accuracy
    others = [old for old in kept_runs() if old.run_id != run.id]
    st.session_state[_KEPT] = [*others, KeptRun(number, run.id, run.experiment, newest.curves, accuracy)]
    st.session_state[_COUNT] = number


def comparison() -> None:
    """Draw the kept runs over one another, and what differs between them; nothing while there are none."""
    runs = kept_runs()
    if not runs:
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(_("Comparison"), anchor=False, width="content")
        st.button(_("Clear comparison"), icon=":material/delete:", type="tertiary", on_click=_clear)
    named = [(_name(run), run.curves) for run in runs]
    scale = "log" if st.session_state.get("view_log_loss") else "zero"
    left, right = st.columns(2)
    with left:
        draw_comparison(named, "loss", y_scale=scale, key="comparison_loss")
    with right:
        draw_comparison(named, "accuracy", key="comparison_accuracy")
    st.dataframe(difference_table(runs), hide_index=True)


def difference_table(runs: list[KeptRun]) -> pd.DataFrame:
    """One row a run: the settings in which they differ, and what they reached."""
    differing = [name for name in FIELDS if len({getattr(run.experiment, name) for run in runs}) > 1]
    return pd.DataFrame([_row(run, differing) for run in runs])


def _row(run: KeptRun, differing: list[str]) -> dict[str, str]:
    row = {_("Run"): _name(run)}
    row |= {label(name): format_value(name, getattr(run.experiment, name)) for name in differing}
    row[_("Epochs trained")] = str(len(run.curves.loss))
    row[_("Training accuracy")] = percent(run.curves.accuracy[-1], 2)
    row[_("Validation accuracy")] = percent(run.curves.val_accuracy[-1], 2)
    row[_("Test accuracy")] = "–" if run.test_accuracy is None else percent(run.test_accuracy, 2)
    return row


def _name(run: KeptRun) -> str:
    return _("Run {n}").format(n=run.number)


def _clear() -> None:
    st.session_state[_KEPT] = []
