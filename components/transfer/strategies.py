"""Which strategy when: the textbook's advice for four situations, and what this machine measures beside it."""

from __future__ import annotations

from contextlib import suppress

import pandas as pd
import streamlit as st

from components.i18n import N_, _
from components.identity import owner
from components.lab.office import office
from components.lab.view import drawing_interval
from components.numbers import duration, percent, points
from components.transfer.status import stage_text
from models.frames import TransferResult
from models.jobs import Run, UnknownRun
from models.transfer.strategies import FEW, SIMILAR, SITUATIONS, STRATEGIES, Situation, strategy_experiments

_RUNS = "runs of the strategies"
_IN_LINK, _BETWEEN = "runs", "~"
_FRESHEST = 0.5  # seconds between two looks: the table changes with each run's end only
_NAMES = {
    "frozen": N_("Frozen"),
    "fine_tune": N_("Last third"),
    "everything": N_("All"),
    "from_scratch": N_("From scratch"),
}
# By whether there are few photos, and whether they look like ImageNet's: what they are, and what to do.
_PHOTOS = {
    (True, True): N_("few, like ImageNet: {count} a class of cats and dogs"),
    (False, True): N_("many, like ImageNet: {count} a class of cats and dogs"),
    (True, False): N_("few, unlike ImageNet: {count} of each digit"),
    (False, False): N_("many, unlike ImageNet: {count} of each digit"),
}
_ADVICE = {
    (True, True): N_("freeze the base, new head"),
    (False, True): N_("fine-tune, {least} to {most} frozen"),
    (True, False): N_("fine-tune the last third to half"),
    (False, False): N_("fine-tune everything"),
}

Key = tuple[int, str, str]


def which_strategy() -> None:
    """Draw the table, and the button that measures it."""
    st.subheader(_("Which strategy when"), anchor=False)
    st.markdown(
        _(
            "How much of a pretrained network to train depends on how many photos there are, and on how much they look "
            "like ImageNet's. **Measure it** trains 16 networks one after another: EfficientNet-Lite0 on drawn cats "
            "and dogs (like ImageNet) and on digits (unlike it), with few and with many photos. It takes some "
            "minutes; a run of yours is stopped for it."
        )
    )
    runs = _runs()
    going = any(not run.is_over for run in runs.values())
    if going and all(run.owner == owner() for run in runs.values()):
        st.button(_("Stop measuring"), icon=":material/stop:", on_click=_stop, key="stop_strategies")
    else:
        st.button(_("Measure it"), icon=":material/speed:", on_click=_measure, key="measure_strategies")
    interval = max(_FRESHEST, drawing_interval(office().audience)) if going else None
    st.fragment(_draw, run_every=interval)(going)


def take_link() -> None:
    """Show the runs that the address names, so that a reloaded tab finds them again."""
    run_ids = st.query_params.get(_IN_LINK, "").split(_BETWEEN)
    keys = list(strategy_experiments())
    if len(run_ids) == len(keys):
        st.session_state[_RUNS] = dict(zip(keys, run_ids, strict=True))


def to_query() -> dict[str, str]:
    """The runs, as a link has them."""
    runs = _runs()
    return (
        {_IN_LINK: _BETWEEN.join(run.id for run in runs.values())} if len(runs) == len(strategy_experiments()) else {}
    )


def _measure() -> None:
    experiments = strategy_experiments()
    run_ids = office().submit(list(experiments.values()), owner())
    st.session_state[_RUNS] = dict(zip(experiments, run_ids, strict=True))


def _stop() -> None:
    for run in _runs().values():
        with suppress(UnknownRun):
            office().command(run.id, owner(), "stop")


def _runs() -> dict[Key, Run]:
    """Those that the server still has."""
    found = {key: office().watch(run_id, owner()) for key, run_id in st.session_state.get(_RUNS, {}).items()}
    return {key: run for key, run in found.items() if run is not None}


def _draw(going: bool) -> None:
    runs = _runs()
    if going and all(run.is_over for run in runs.values()):
        st.rerun(scope="app")
    if going:
        over = sum(run.is_over for run in runs.values())
        current = next((run for run in runs.values() if not run.is_over and run.state != "queued"), None)
        text = _("{done} of {count} networks").format(done=over, count=len(runs))
        st.progress(over / len(runs), text=text if current is None else f"{text} · {stage_text(current)}")
    results = _results(runs)
    table = pd.DataFrame([_row(situation, runs, results) for situation in SITUATIONS])
    st.table(table, hide_index=True, border="horizontal")
    if results:
        st.caption(
            _(
                "Test accuracy, then the time for features and training. ★ is the best of a row. Each figure is of one "
                "run and some hundred test photos: a few points more or less may be chance."
            )
        )
        for line in _sentences(results):
            st.markdown(line)


def _row(situation: Situation, runs: dict[Key, Run], results: dict[Key, TransferResult]) -> dict[str, str]:
    kind = situation.per_class == FEW, situation.dataset == SIMILAR
    row = {
        _("Your photos"): _(_PHOTOS[kind]).format(count=situation.per_class),
        _("The textbook says"): _(_ADVICE[kind]).format(least=60, most=percent(0.8)),
    }
    return row | {_(_NAMES[name]): _cell(situation, name, runs, results) for name in STRATEGIES}


def _cell(situation: Situation, strategy: str, runs: dict[Key, Run], results: dict[Key, TransferResult]) -> str:
    key = situation.per_class, situation.dataset, strategy
    if key not in runs:
        return "–"
    if key not in results:
        return _("no result") if runs[key].is_over else "…"
    row = [result.test_accuracy for other, result in results.items() if other[:2] == key[:2]]
    mark = "★ " if len(row) == len(STRATEGIES) and results[key].test_accuracy == max(row) else ""
    return f"{mark}{percent(results[key].test_accuracy)} · {duration(sum(results[key].seconds))}"


def _results(runs: dict[Key, Run]) -> dict[Key, TransferResult]:
    """Of the runs that have one; each is unpacked once, pictures and all."""
    results = {key: run.result for key, run in runs.items()}
    return {key: one for key, one in results.items() if isinstance(one, TransferResult)}


def _sentences(results: dict[Key, TransferResult]) -> list[str]:
    """What reuse was worth: the best of the pretrained networks against the one from scratch."""
    scores = {key: result.test_accuracy for key, result in results.items()}
    lines = []
    for situation in SITUATIONS:
        row = {name: scores.get((situation.per_class, situation.dataset, name)) for name in STRATEGIES}
        scratch, reused = row.pop("from_scratch"), [score for score in row.values() if score is not None]
        if scratch is None or len(reused) < len(row):
            continue
        text = _("- With {count} photos a class of {set}, the pretrained weights are worth {gap} of accuracy.")
        lines.append(
            text.format(
                count=situation.per_class,
                set=_("drawn cats and dogs") if situation.dataset == SIMILAR else _("digits"),
                gap=points(max(reused) - scratch, signed=True),
            )
        )
    return lines
