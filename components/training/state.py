"""The one owner of a browser session's experiment: its changes, its undo, and its mirror in the address bar.

Controls are views of it: a widget is drawn with the experiment's value, and when it is moved its callback
changes the experiment. So nothing is lost when a page is left and its widgets vanish.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.i18n import _, language_in_address
from components.session.notices import Notice, Rejected, add_notice, dismiss_notices, put_notices
from components.training.fitting import fit, obstacle, with_dataset
from components.training.notices import Unbuildable, UsualRate
from models.experiment import FIELDS, Experiment, usual_rate
from models.settings import SettingError

_EXPERIMENT, _PREVIOUS = "experiment", "experiment before"
_UNDONE = "experiment was undone"
LAB = "control"  # what the keys of the lab's widgets begin with


def current() -> Experiment:
    """The session's experiment; the default one in a new session."""
    return st.session_state.get(_EXPERIMENT) or Experiment()


def change(**changes: Any) -> None:
    """Change fields as a control was moved. What is not allowed leaves everything as it was, with a notice."""
    dismiss_notices()
    before = current()
    try:
        if "dataset" in changes:
            _change_dataset(before, changes["dataset"])
            return
        new = before.replace(**changes)
    except SettingError as error:
        add_notice(Rejected(error, getattr(before, error.field, None)))
        return
    in_the_way = obstacle(new)
    if in_the_way:
        add_notice(Unbuildable(new.dataset, in_the_way))
        return
    if set(changes) == {"optimizer"}:
        new = _with_usual_rate(before, new)
    st.session_state[_EXPERIMENT] = new


def replace_experiment(new: Experiment, undoable: str | None) -> None:
    """Put another experiment in the place of the current one, fitted to its dataset; every widget follows.

    Args:
        undoable: what `undo` takes back, in the reader's words ("Restore defaults"); None keeps nothing.
    """
    dismiss_notices()
    st.session_state[_PREVIOUS] = None if undoable is None else (current(), undoable)
    st.session_state[_EXPERIMENT], adjusted = fit(new)
    for notice in adjusted:
        add_notice(notice)


def make_undoable(before: Experiment, what: str) -> None:
    """Have `undo` go back to this experiment, unless it does already.

    Args:
        what: it takes back then, in the reader's words.
    """
    previous = st.session_state.get(_PREVIOUS)
    if previous is None or previous[0] != before:
        st.session_state[_PREVIOUS] = (before, what)


def can_undo() -> bool:
    """Whether there is an experiment to go back to."""
    return undo_name() is not None


def undo_name() -> str | None:
    """What `undo` would take back, in the reader's words."""
    previous = st.session_state.get(_PREVIOUS)
    return previous and previous[1]


def undo() -> None:
    """Go back to the experiment before the last one that was put in its place as a whole."""
    if can_undo():
        replace_experiment(st.session_state[_PREVIOUS][0], undoable=None)
        st.session_state[_UNDONE] = True


def take_undone() -> bool:
    """Whether `undo` has put the experiment in place since this was last asked."""
    return st.session_state.pop(_UNDONE, False)


def open_link() -> None:
    """Take over the experiment in the address, if there is one, when a page is opened.

    Call it at the start of a page, before its controls are drawn. While the page stays open it does
    nothing: then the controls lead and the address follows.
    """
    query = {key: value for key, value in st.query_params.to_dict().items() if key in FIELDS}
    is_open = any(str(key).startswith(f"{LAB}.") for key in st.session_state)
    if query and not is_open:
        st.session_state[_EXPERIMENT], told = read_link(query)
        put_notices(told)


def read_link(query: Mapping[str, str]) -> tuple[Experiment, list[Notice]]:
    """The experiment of a link, and a notice for each value that was not taken as it stood."""
    experiment, errors = Experiment.from_query(query)
    rejected = [Rejected(error, getattr(experiment, error.field), from_link=True) for error in errors]
    experiment, adjusted = fit(experiment)
    return experiment, [*rejected, *adjusted]


def write_link(extra: Mapping[str, str] | None = None) -> None:
    """Mirror the experiment in the address bar: only what differs from the defaults.

    Args:
        extra: what else the page has in its address, such as its run; None leaves the run there as it is.
    """
    address = st.query_params.to_dict()
    others = ("lang", "run") if extra is None else ("lang",)
    kept = {key: address[key] for key in others if key in address} | language_in_address()
    link = kept | current().to_query() | dict(extra or {})
    # The tab itself adds the language after a click on the navigation; writing it would add to the history.
    if link not in (address, language_in_address() | address):
        st.query_params.from_dict(link)


def _change_dataset(before: Experiment, dataset: str) -> None:
    new, adjusted = with_dataset(before, dataset)
    st.session_state[_EXPERIMENT] = new
    if adjusted:
        st.session_state[_PREVIOUS] = (before, _("Dataset"))
    for notice in adjusted:
        add_notice(notice)


def _with_usual_rate(before: Experiment, new: Experiment) -> Experiment:
    """With the new optimizer's usual rate where the old one had its own; a rate that the reader set stays."""
    usual = usual_rate(new.optimizer, new.momentum)
    if before.learning_rate != usual_rate(before.optimizer, before.momentum) or usual == before.learning_rate:
        return new
    st.session_state[_PREVIOUS] = (before, _("Optimizer"))
    add_notice(UsualRate(new.optimizer, before.learning_rate, usual))
    return new.replace(learning_rate=usual)
