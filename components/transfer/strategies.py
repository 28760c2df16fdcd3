"""Which strategy when: the textbook's advice for four situations, and what this machine measures beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from components.browser.live_figure import Progress, live_figure
from components.i18n import N_, _
from components.live.source import register
from components.picture import Picture
from components.runs.groups import RunGroup
from components.runs.live_group import GroupSource, watch_of_group
from components.runs.status import no_workers_text
from components.session.identity import is_settled
from components.transfer.following import TransferRun
from components.transfer.settings import PAGE
from components.transfer.status import stage_text
from components.words.numbers import duration, percent, points
from models.runs.results import TransferResult
from models.training.findings.chance import standard_error
from models.transfer.experiment import TransferExperiment
from models.transfer.strategies import FEW, SIMILAR, SITUATIONS, STRATEGIES, Situation, strategy_experiments

_COMPLETE = ("epochs", "early_stopping")  # the others were cut off, and their scores say nothing
_FEWEST_SPANS = 2  # networks that were trained, before a time for all is told
_SOURCE = "strategies"
_NAMES = {
    "frozen": N_("Head only"),
    "fine_tune": N_("Last third and head"),
    "everything": N_("Everything"),
    "from_scratch": N_("Everything, from random weights"),
}
# By whether there are few photos, and whether they look like ImageNet's: what they are, and what to do.
_PHOTOS = {
    (True, True): N_("Few, like ImageNet: {count} a class of cats and dogs"),
    (False, True): N_("Many, like ImageNet: {count} a class of cats and dogs"),
    (True, False): N_("Few, unlike ImageNet: {count} of each digit"),
    (False, False): N_("Many, unlike ImageNet: {count} of each digit"),
}
_ADVICE = {
    (True, True): N_("freeze the base, new head"),
    (False, True): N_("fine-tune, {least} to {most} frozen"),
    (True, False): N_("fine-tune the last third to half"),
    (False, False): N_("fine-tune everything"),
}

Key = tuple[int, str, str]
RUNS: RunGroup[Key, TransferExperiment, TransferResult] = RunGroup(
    PAGE, "runs", lambda: list(strategy_experiments()), TransferExperiment, job="strategies"
)


def which_strategy() -> None:
    """Draw the table, and the buttons that measure it."""
    st.subheader(_("Which strategy when"), anchor=False)
    st.markdown(
        _(
            "How much of a pretrained network to train depends on how many photos there are, and on how much they look "
            "like ImageNet's. **Measure it** trains 16 networks one after another: EfficientNet-Lite0 on drawn cats "
            "and dogs (the same animals as in ImageNet, but drawn) and on digits (unlike it), with few and with many "
            "photos. It takes some minutes; what you train above goes on beside it."
        )
    )
    st.caption(
        _(
            "The textbook's notes do not agree everywhere. With many similar photos their text freezes the first "
            "layers, their table trains everything. With few different ones they train the last third to half in "
            "one place, and in another ask first whether a deep network is right at all."
        )
    )
    runs = RUNS.now()
    _buttons(runs)
    RUNS.say_lost()
    if RUNS.is_going(runs):
        watch = watch_of_group(_SOURCE, RUNS, runs)
        live_figure([Progress()], _picture(runs), stage=RUNS.stage(runs), watch=watch, key="strategies")
    _table(runs)


def _buttons(runs: Mapping[Key, TransferRun]) -> None:
    going, mine = RUNS.is_going(runs), RUNS.is_mine(runs)
    if going and mine:
        st.button(_("Stop measuring"), icon=":material/stop:", on_click=RUNS.stop, key="stop_strategies")
        return
    if going and is_settled():  # before, it may still turn out to be this tab's own
        st.caption(_("You are watching somebody else’s measurement."))
    missing = len(strategy_experiments()) - len(_results(runs))
    with st.container(horizontal=True):
        if runs and mine and 0 < missing < len(strategy_experiments()):
            st.button(_("Go on measuring"), icon=":material/resume:", on_click=_go_on, key="go_on_strategies")
        st.button(
            _("Measure it"),
            icon=":material/speed:",
            on_click=lambda: RUNS.start(strategy_experiments()),
            key="measure_strategies",
            disabled=going and not is_settled(),
        )


def _go_on() -> None:
    """Train those networks that have no score yet."""
    measured = _results(RUNS.now())
    RUNS.add({key: experiment for key, experiment in strategy_experiments().items() if key not in measured})


def _table(runs: Mapping[Key, TransferRun]) -> None:
    """Draw what was measured in each situation."""
    results = _results(runs)
    for situations in (SITUATIONS[:2], SITUATIONS[2:]):
        for column, situation in zip(st.columns(2), situations, strict=True):
            with column.container(border=True):
                _situation(situation, runs, results)
    if results:
        st.caption(
            _(
                "The time is that for features and training (*: for training alone, where the features were there from "
                "an earlier run). ★ is the best of four. Each figure is of one run and some hundred test photos: a few "
                "points more or less may be chance."
            )
        )
        for line in _sentences(results):
            st.markdown(line)


def _picture(runs: Mapping[Key, TransferRun]) -> Picture:
    """How far the measurement is."""
    ended = [run for run in runs.values() if run.is_over]
    current = next((run for run in runs.values() if not run.is_over and run.state != "queued"), None)
    parts = [_("{done} of {count} networks").format(done=len(ended), count=len(runs))]
    spans = [run.ended - run.started for run in ended if run.ended and run.started]
    if len(spans) >= _FEWEST_SPANS:
        left = sum(spans) / len(spans) * (len(runs) - len(ended))
        parts.append(_("about {time} left for all").format(time=duration(left)))
    parts.append(stage_text(current) if current else no_workers_text(runs.values()))
    text = " · ".join(filter(None, parts))
    return {"progress": {"share": len(ended) / len(runs) if runs else 0.0, "text": text}}


def _situation(situation: Situation, runs: Mapping[Key, TransferRun], results: dict[Key, TransferResult]) -> None:
    """What the photos are, what the textbook says, and a table of what was measured."""
    kind = situation.per_class == FEW, situation.dataset == SIMILAR
    st.markdown("**" + _(_PHOTOS[kind]).format(count=situation.per_class) + "**")
    st.caption(_("The textbook says: {advice}.").format(advice=_(_ADVICE[kind]).format(least=60, most=percent(0.8))))
    rows = [_row((situation.per_class, situation.dataset, name), runs, results) for name in STRATEGIES]
    st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")


def _row(key: Key, runs: Mapping[Key, TransferRun], results: dict[Key, TransferResult]) -> dict[str, str]:
    row = {_("Trained"): _(_NAMES[key[2]]), _("Test accuracy"): "–", _("Time"): "–"}
    if key in results:
        among = [result.test_accuracy for other, result in results.items() if other[:2] == key[:2]]
        mark = "★ " if len(among) == len(STRATEGIES) and results[key].test_accuracy == max(among) else ""
        figures = {_("Test accuracy"): mark + percent(results[key].test_accuracy), _("Time"): _time(results[key])}
    else:
        figures = {_("Test accuracy"): _unmeasured(runs[key])} if key in runs else {}
    return row | figures


def _unmeasured(run: TransferRun) -> str:
    if not run.is_over:
        return "…"
    return _("cut off") if run.result_data else _("no result")


def _time(result: TransferResult) -> str:
    """Of features and training; features that an earlier run left took no time that could be compared."""
    training, features = result.seconds[:2]
    return f"{duration(training)}*" if result.kept[0] else duration(training + features)


def _results(runs: Mapping[Key, TransferRun]) -> dict[Key, TransferResult]:
    """Of the runs that were trained to their end; each is unpacked once, pictures and all."""
    results = {key: run.result for key, run in runs.items() if run.is_over}
    return {key: one for key, one in results.items() if one is not None and one.reason in _COMPLETE}


def _sentences(results: dict[Key, TransferResult]) -> list[str]:
    """What reuse was worth: the best of the pretrained networks against the one from scratch."""
    scores = {key: result.test_accuracy for key, result in results.items()}
    lines = []
    for situation in SITUATIONS:
        row = {name: scores.get((situation.per_class, situation.dataset, name)) for name in STRATEGIES}
        scratch, reused = row.pop("from_scratch"), [score for score in row.values() if score is not None]
        if scratch is None or len(reused) < len(row):
            continue
        gap = max(reused) - scratch
        photos = int(results[situation.per_class, situation.dataset, "frozen"].confusion.sum())
        if abs(gap) < 2 * math.hypot(standard_error(max(reused), photos), standard_error(scratch, photos)):
            text = _("- With {count} photos a class of {set}, pretrained weights make no difference beyond chance.")
        else:
            text = _("- With {count} photos a class of {set}, the pretrained weights are worth {gap} of accuracy.")
        lines.append(
            text.format(
                count=situation.per_class,
                set=_("drawn cats and dogs") if situation.dataset == SIMILAR else _("digits"),
                gap=points(gap, signed=True),
            )
        )
    return lines


register(_SOURCE, GroupSource(RUNS, _picture))
