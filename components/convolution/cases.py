"""ANN, DNN, CNN: four networks that work or fail by one click, each with its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.browser.live_figure import Chart, Line, Progress, Row, live_figure
from components.charts.boundary import SIDE, boundary_data, boundary_spec
from components.charts.curves import curves_data, curves_spec
from components.convolution.settings import PAGE
from components.i18n import N_, _
from components.live.source import register
from components.picture import Picture
from components.runs.figures import figures_line
from components.runs.groups import RunGroup
from components.runs.links import open_lab
from components.runs.live_group import GroupSource, watch_of_group
from components.runs.preview import first_frame, plane_points
from components.runs.status import state_text
from components.words.numbers import accuracy, count, percent
from models.convolution.cases import CASES, FAILS, PACE, WORKS
from models.datasets import DATASETS
from models.experiment import Experiment
from models.jobs import Run
from models.runs.results import Result

CaseRun = Run[Experiment, Result]
Group = RunGroup[str, Experiment, Result]


@dataclass(frozen=True)
class _Words:
    """What is said of a case, in English.

    Attributes:
        works, fails: what its outcome shows.
    """

    title: str
    task: str
    works: str
    fails: str


_WORDS = {
    "xor_line": _Words(
        N_("No hidden layer: XOR"),
        N_("The two classes lie in opposite corners. The network weighs both coordinates, adds them up, and answers."),
        N_("That is more than one straight line can do on XOR: look at it again."),
        N_("Without a hidden layer the border is one straight line, and no line parts these corners."),
    ),
    "xor_hidden": _Words(
        N_("ANN: XOR with one hidden layer"),
        N_("The same points, and 8 tanh units between input and output."),
        N_("Each hidden unit draws a line of its own, and the output joins them: the corners are parted."),
        N_("One hidden layer can part the corners, but it has not found out how this time."),
    ),
    "spiral": _Words(
        N_("DNN: the spiral with two hidden layers"),
        N_("Two arms that wind around each other, and two layers of 32 ReLU units."),
        N_("The second layer joins what the first has made of the plane: the border follows the arms."),
        N_("The border does not follow the arms everywhere: the spiral needs more training, or more units."),
    ),
    "digits": _Words(
        N_("CNN: handwritten digits"),
        N_("Two convolutions of 8 and 16 filters, each with pooling, then the output: a picture stays a picture."),
        N_("Filters look for the same strokes everywhere, so few parameters are enough."),
        N_("The filters have not learnt the strokes yet: it needs more training."),
    ),
}
_BETWEEN = N_("Between working and failing: some examples are on the wrong side of the border.")


def _group(name: str) -> Group:
    """Each case's run is a job by itself, so that one click does not stop what another began."""
    return RunGroup(
        PAGE,
        f"case_{name}",
        lambda: [name],
        Experiment,
        fits=lambda key, experiment: experiment == CASES[key],
        job=f"case {name}",
    )


GROUPS: dict[str, Group] = {name: _group(name) for name in CASES}


def network_cases_part() -> None:
    """Draw the four cases."""
    st.subheader(_("ANN, DNN, CNN"), anchor=False)
    st.markdown(
        _(
            "An artificial neural network (ANN) has hidden layers between input and output; with two or more it is "
            "called deep (DNN). A convolutional network (CNN) begins with filters that run over the picture. Which "
            "task needs which? Each of these trains in seconds."
        )
    )
    names = list(CASES)
    for pair in (names[:2], names[2:]):
        for column, name in zip(st.columns(2, gap="medium"), pair, strict=True):
            with column.container(key=f"case_{name}"):
                _case(name)
    st.caption(
        _(
            "Recurrent networks (RNN) read sequences step by step, such as sentences or sounds, and carry a state from "
            "step to step. The textbook has only their heading, and LayerLab has none: its networks see all of an "
            "input at once."
        )
    )


def take_links() -> None:
    """Show the runs that the address names. Call it when the page is opened."""
    for group in GROUPS.values():
        group.take_link()


def links() -> dict[str, str]:
    """What the address says of the runs."""
    return {name: ids for group in GROUPS.values() for name, ids in group.link().items()}


def _case(name: str) -> None:
    words, group = _WORDS[name], GROUPS[name]
    st.markdown(f"**{_(words.title)}**")
    st.markdown(_(words.task))
    runs = group.now()
    with st.container(horizontal=True, vertical_alignment="center"):
        if group.is_going(runs) and group.is_mine(runs):
            st.button(_("Stop"), icon=":material/stop:", on_click=group.stop, key=f"stop_{name}")
        else:
            st.button(
                _("Train"), icon=":material/play_arrow:", on_click=group.start, args=_job(name), key=f"train_{name}"
            )
        open_lab(_("In the lab"), CASES[name], ":material/science:")
    group.say_lost()
    watch = watch_of_group(_source(name), group, runs)
    live_figure(_parts(name), _picture(name, runs), stage=group.stage(runs), watch=watch, key=f"case_{name}")


def _job(name: str) -> tuple[Mapping[str, Experiment], list[tuple[str, Any]]]:
    """What a click hands in, and what the run is told first."""
    return {name: CASES[name]}, [("pace", PACE[name])] if PACE[name] else []


def _parts(name: str) -> list[Any]:
    curve = Chart("accuracy", curves_spec("accuracy"))
    if not DATASETS[CASES[name].dataset].is_plane:
        return [Progress(), Line("figures"), curve, Line("outcome")]
    plane = Row((Chart("boundary", boundary_spec(), width=SIDE), curve), (5, 6))
    return [Progress(), Line("figures"), plane, Line("outcome")]


def _picture(name: str, runs: Mapping[str, CaseRun]) -> Picture:
    """The network as it is now, and when it is through, what came out."""
    experiment, run = CASES[name], runs.get(name)
    frame = run.newest if run is not None and run.newest is not None else first_frame(experiment)
    tables: dict[str, Any] = {
        "accuracy": curves_data(frame.curves, "accuracy", epochs=frame.epochs, start=frame.start),
    }
    if frame.boundary is not None:
        tables["boundary"] = boundary_data(frame.boundary, plane_points(experiment))
    text = _("Not trained yet: this is the fresh network.") if run is None else state_text(run)
    share = 0.0 if run is None else 1.0 if run.state == "finished" else run.progress
    result = run.result if run is not None and run.is_over else None
    return {
        "progress": {"share": share, "text": text},
        "lines": {"figures": figures_line(frame), "outcome": "" if result is None else _outcome(name, result)},
        "tables": tables,
    }


def _outcome(name: str, result: Result) -> str:
    """How much the trained network gets right, and what that shows."""
    info = DATASETS[CASES[name].dataset]
    right = _("{accuracy} of the {n} test examples are right; guessing gets {chance}.").format(
        accuracy=f"**{accuracy(result.test_accuracy, info.test_size)}**",
        n=count(info.test_size),
        chance=percent(1 / info.classes, 0),
    )
    if result.reason == "stopped":
        return right
    share, words = result.test_accuracy, _WORDS[name]
    shown = words.works if share >= WORKS else words.fails if share <= FAILS else _BETWEEN
    return f"{right} {_(shown)}"


def _source(name: str) -> str:
    return f"case {name}"


def _drawer(name: str) -> Callable[[Mapping[str, CaseRun]], Picture]:
    return lambda runs: _picture(name, runs)


for _name, _runs in GROUPS.items():
    register(_source(_name), GroupSource(_runs, _drawer(_name)))
