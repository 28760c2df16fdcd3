"""Accuracy against depth, measured here: three kinds of network, six depths, three seeds, as one job."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from components.architectures.depth_settings import CHART_RUNS, ChartKey, DepthRun, chart_experiments, named
from components.browser.live_figure import Chart, Progress, Words, live_figure
from components.charts.bands import bands_data, bands_spec
from components.i18n import _
from components.live.source import register
from components.picture import Picture
from components.runs.live_group import GroupSource, watch_of_group
from components.runs.status import no_workers_text
from components.session.identity import is_settled
from components.words.numbers import count, decimals, percent, points
from models.architectures.depth import CHART_DEPTHS, CHART_SEEDS, LINES
from models.runs.repeats import CONFIDENCE, Difference, difference
from models.runs.results import Result
from models.runs.wire import unpack

_SOURCE = "depth chart"
# How a run may end whose score counts: all its steps done, or its weights overflowed.
_COUNT = ("epochs", "diverged")

# line -> depth -> seed -> accuracy
Measured = dict[str, dict[float, dict[int, float]]]


def chart_view() -> None:
    """Draw the button that measures, and the chart as far as it is measured."""
    st.markdown(
        _(
            "**How sure is it?** Measure trains {n} networks: plain, with skips, and with skips and He everywhere, at "
            "{depths} depths, each with {seeds} seeds. They take turns with what others train."
        ).format(n=count(len(chart_experiments())), depths=len(CHART_DEPTHS), seeds=len(CHART_SEEDS))
    )
    runs = CHART_RUNS.now()
    _buttons(runs)
    CHART_RUNS.say_lost()
    if not runs:
        return
    spec = bands_spec(
        _("Test accuracy against depth"),
        _("Dense layers in blocks"),
        _("right answers"),
        tuple(map(named, LINES)),
        CHART_DEPTHS,
        is_share=True,
    )
    going = [Progress()] if CHART_RUNS.is_going(runs) else []
    live_figure(
        [*going, Chart("bands", spec), Words(_("What you see"))],
        _picture(runs),
        stage=CHART_RUNS.stage(runs),
        watch=watch_of_group(_SOURCE, CHART_RUNS, runs),
        key="depth_chart",
    )


def _buttons(runs: Mapping[ChartKey, DepthRun]) -> None:
    if CHART_RUNS.is_going(runs) and CHART_RUNS.is_mine(runs):
        st.button(_("Stop measuring"), icon=":material/stop:", on_click=CHART_RUNS.stop, key="depth_chart_stop")
        return
    if CHART_RUNS.is_going(runs) and is_settled():
        st.caption(_("You are watching somebody else’s measurement."))
    st.button(
        _("Measure"),
        icon=":material/speed:",
        on_click=lambda: CHART_RUNS.start(chart_experiments()),
        key="depth_measure",
    )


def _picture(runs: Mapping[ChartKey, DepthRun]) -> Picture:
    """What is measured so far."""
    results = {key: _result(run.result_data) for key, run in runs.items() if run.reason in _COUNT and run.result_data}
    measured: Measured = {line: {depth: {} for depth in CHART_DEPTHS} for line in LINES}
    for ((line, depth), seed), result in results.items():
        measured[line][depth][seed] = result.test_accuracy
    ended = sum(run.is_over for run in runs.values())
    parts = [_("{done} of {count} networks").format(done=ended, count=len(runs)), no_workers_text(runs.values())]
    return {
        "progress": {"share": ended / len(runs) if runs else 0.0, "text": " · ".join(filter(None, parts))},
        "tables": {"bands": bands_data([(named(line), measured[line]) for line in LINES], percent)},
        "words": _words(measured, results),
    }


@lru_cache(4 * 54)
def _result(data: bytes) -> Result:
    return unpack(data)


def _words(measured: Measured, results: Mapping[ChartKey, Result]) -> list[str]:
    """What skips are worth at the shallow and at the deep end, how sure that is, and what overflowed."""
    gains = {depth: difference(measured["zero"][depth], measured["plain"][depth]) for depth in CHART_DEPTHS}
    known = [depth for depth, gain in gains.items() if gain.count > 1]
    told = [_gain(depth, gains[depth]) for depth in dict.fromkeys((*known[-1:], *known[1:2]))]
    return [*told, *_overflowed(results)]


def _gain(depth: int, gain: Difference) -> str:
    values = {
        "depth": depth,
        "gain": points(gain.value, signed=True),
        "confidence": percent(CONFIDENCE, 0),
        "low": _in_points(gain.low),
        "high": _in_points(gain.high),
        "n": gain.count,
    }
    if gain.is_sure:
        text = _(
            "**{depth} layers:** skips change test accuracy by {gain} ({confidence} interval {low} to "
            "{high}, paired t-test over {n} seeds): more than chance explains."
        )
    else:
        text = _(
            "**{depth} layers:** skips change test accuracy by {gain} ({confidence} interval {low} to "
            "{high}, paired t-test over {n} seeds): chance would explain as much."
        )
    return text.format(**values)


def _in_points(share: float) -> str:
    return ("+" if share > 0 else "") + decimals(100 * share, 1)


def _overflowed(results: Mapping[ChartKey, Result]) -> list[str]:
    """From which depth on the weights overflowed, and where."""
    told = []
    for line in LINES:
        of_line = {key: result for key, result in results.items() if key[0][0] == line}
        depths = sorted(depth for ((_line, depth), _seed), result in of_line.items() if result.reason == "diverged")
        if depths:
            told.append(
                _(
                    "**{name}:** {n} of {all} networks overflowed, from {depth} layers on; their answers are chance."
                ).format(name=named(line), n=len(depths), all=len(of_line), depth=depths[0])
            )
    return told


register(_SOURCE, GroupSource(CHART_RUNS, _picture))
