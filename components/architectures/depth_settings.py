"""What the page owns for "Does deeper help?": the networks that the controls set, and the runs that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from components.charts.palette import run_color
from components.i18n import N_, _
from components.runs.groups import K, RunGroup
from components.session.page_settings import PageSettings
from models.architectures.depth import PAIR, DepthExperiment, chart_of
from models.jobs import Run
from models.runs.depth_frames import DepthFrame
from models.runs.results import Result

PAGE = "architectures"
NETWORK = PageSettings(PAGE, DepthExperiment)

DepthRun = Run[DepthExperiment, Result]
ChartKey = tuple[tuple[str, int], int]  # of `chart_of`

# By `line_of`; in the charts they have their colours in this order.
NAMES = {
    "plain": N_("Plain"),
    "zero": N_("With skips"),
    "he": N_("With skips, He everywhere"),
    "highway": N_("Highway"),
    "densenet": N_("DenseNet"),
}


def line_of(experiment: DepthExperiment) -> str:
    """Which line of a chart a network is: "plain", or how its skips join."""
    return experiment.joining if experiment.skip else "plain"


def named(line: str) -> str:
    """The name of a line in the reader's language."""
    return _(NAMES[line])


def colored(*lines: str) -> tuple[tuple[str, str], ...]:
    """Name and colour of each line; it has the same colour in all charts."""
    places = list(NAMES)
    return tuple((named(line), run_color(places.index(line))) for line in lines)


class _Together(RunGroup[K, DepthExperiment, Result]):
    """Runs of a second or so each: the page is drawn again when they begin, when the first shows something, and when
    all are over, and not for each of them."""

    def stage(self, seen: Mapping[K, DepthRun]) -> str:
        if all(run.is_over for run in seen.values()):
            return "over"
        return "going" if any(run.frames for run in seen.values()) else "begins"


@cache
def chart_experiments() -> dict[ChartKey, DepthExperiment]:
    """The runs of accuracy against depth."""
    return chart_of()


PAIR_RUNS: RunGroup[str, DepthExperiment, Result] = _Together(
    PAGE,
    "depth_runs",
    lambda: PAIR,
    DepthExperiment,
    fits=lambda name, experiment: experiment.skip == (name == "skip"),
    job="depth",
)
CHART_RUNS: RunGroup[ChartKey, DepthExperiment, Result] = _Together(
    PAGE,
    "depth_chart",
    lambda: list(chart_experiments()),
    DepthExperiment,
    fits=lambda key, experiment: chart_experiments()[key] == experiment,
    job="depth chart",
)


def frame_of(run: DepthRun) -> DepthFrame | None:
    """The newest frame of a run."""
    frame: Any = run.newest
    return frame


def runs_link() -> dict[str, str]:
    """The runs, as a link has them."""
    return PAIR_RUNS.link() | CHART_RUNS.link()


def take_runs() -> None:
    """Show the runs that the address names. Call it when the page is opened."""
    PAIR_RUNS.take_link()
    CHART_RUNS.take_link()
