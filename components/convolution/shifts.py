"""Does it help? Networks of the same size learn the same digits; then these are moved and turned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.browser.live_figure import Chart, Line, Progress, Row, Words, live_figure
from components.charts.bands import bands_data, bands_spec
from components.charts.comparison import comparison_data
from components.controls import Controls
from components.convolution.shift_answers import Moved, moved_of
from components.convolution.shift_networks import example_digits, networks_table
from components.convolution.shift_runs import (
    COMPARED,
    RUNS,
    ComparedRun,
    Key,
    all_keys,
    first_keys,
    is_whole,
    missing,
    name_of,
    start_again,
    train,
)
from components.convolution.shift_words import shift_words
from components.i18n import _
from components.live.source import OVER, register
from components.picture import Picture
from components.runs.charts import comparison_chart
from components.runs.live_group import GroupSource, watch_of_group
from components.runs.network_download import NOT_KEPT
from components.runs.status import no_workers_text, state_text, waiting_text
from components.session.identity import is_settled
from components.words.numbers import count, percent
from models.convolution.compared import FIRST_SEED, NETWORKS, compared_experiment
from models.convolution.shifts import SHIFTS, TURNS

_SOURCE = "networks on moved digits"


def does_it_help() -> None:
    """Draw what is compared, the buttons, and what the runs show while they go on and after."""
    st.subheader(_("Does it help?"), anchor=False)
    st.markdown(
        _(
            "Networks with about the same number of parameters learn the same {n} digits. Then each is asked about the "
            "test digits: as they are, moved by up to {pixels} pixels in the four directions, and turned by up to "
            "{degrees}° to either side. None of them has learnt from digits that were moved or turned."
        ).format(n=count(_learnt_from()), pixels=max(SHIFTS), degrees=max(TURNS))
    )
    example_digits()
    Controls(COMPARED).choice("compared")
    networks_table(COMPARED.current.compared)
    runs = RUNS.now()
    _buttons(runs)
    RUNS.say_lost()
    _view({key: run for key, run in runs.items() if key[0] in COMPARED.current.compared})


def _buttons(runs: Mapping[Key, ComparedRun]) -> None:
    going = {key: run for key, run in runs.items() if not run.is_over}
    if going and RUNS.is_mine(going):
        st.button(_("Stop"), icon=":material/stop:", on_click=RUNS.stop, key="stop_shifts")
        return
    if going and is_settled():  # before, they may still turn out to be this tab's own
        st.caption(_("You are watching somebody else’s measurement."))
    to_train, to_repeat = missing(first_keys(), runs), missing(all_keys(), runs)
    disabled = not first_keys() or (bool(going) and not is_settled())
    with st.container(horizontal=True):
        if to_train or disabled:
            st.button(
                _train_text(len(first_keys())),
                type="primary",
                icon=":material/play_arrow:",
                on_click=train,
                args=(to_train,),
                disabled=disabled,
                key="train_shifts",
            )
        else:
            st.button(_("Start again"), icon=":material/replay:", on_click=start_again, key="again_shifts")
        st.button(
            _("Repeat with five seeds"),
            icon=":material/repeat:",
            on_click=train,
            args=(to_repeat,),
            disabled=disabled or not to_repeat,
            help=_("Trains each network from five starting points, to tell what is luck."),
            key="repeat_shifts",
        )


def _learnt_from() -> int:
    return compared_experiment("dense", FIRST_SEED).examples


def _train_text(networks: int) -> str:
    return {2: _("Train both"), 3: _("Train all three")}.get(networks, _("Train"))


def _view(runs: Mapping[Key, ComparedRun]) -> None:
    """Draw the runs, which then move by themselves."""
    if not runs:
        return
    names = tuple(name_of(network) for network in _networks(runs))
    picture = _picture(runs)
    parts: list[Any] = [
        Row(
            (
                _chart("shifted", _("Accuracy on moved digits"), _("moved by (pixels)"), names, SHIFTS),
                _chart("turned", _("Accuracy on turned digits"), _("turned by (degrees)"), names, TURNS),
            )
        ),
        Words(_("What you see")),
        Line("trouble"),
    ]
    if picture["stage"] != OVER:
        parts = [Progress(), *parts]
        if any(run.frames for run in runs.values()):
            parts.append(comparison_chart("accuracy"))
    watch = watch_of_group(_SOURCE, RUNS, runs)
    live_figure(parts, picture, stage=picture["stage"], watch=watch, key="shifts")


def _chart(name: str, title: str, setting: str, names: tuple[str, ...], settings: tuple[float, ...]) -> Chart:
    return Chart(name, bands_spec(title, setting, _("test accuracy"), names, settings, is_share=True))


def _picture(runs: Mapping[Key, ComparedRun]) -> Picture:
    """What is known of the runs now; its stage is over when they are, and all of them have been asked."""
    moved = moved_of(runs)
    stage = RUNS.stage(runs)
    tables: dict[str, Any] = {
        kind: bands_data([(name_of(name), figures[name]) for name in _networks(runs) if name in figures], _percent)
        for kind, figures in (("shifted", moved.shifted), ("turned", moved.turned))
    }
    tables["accuracy"] = _learning(runs)
    nothing = _("Here the curves appear, one for each network, as soon as it is trained and asked.")
    return {
        "stage": "asking" if stage == OVER and moved.awaited else stage,
        "progress": _progress(runs, moved),
        "tables": tables,
        "notes": {} if moved.shifted else dict.fromkeys(("shifted", "turned"), nothing),
        "words": shift_words(moved.shifted),
        "lines": {"trouble": _trouble(runs, moved)},
    }


def _progress(runs: Mapping[Key, ComparedRun], moved: Moved) -> dict[str, Any]:
    """How far all of them are, and what the first of those that go on does."""
    done = sum(run.is_over for run in runs.values())
    parts = [_("{done} of {count} networks are trained").format(done=done, count=len(runs))]
    going = next(((key, run) for key, run in runs.items() if not run.is_over and run.state != "queued"), None)
    if going is not None:
        (network, seed), run = going
        name = _("{network}, seed {seed}").format(network=name_of(network), seed=seed)
        parts.append(f"{name}: {state_text(run)}")
    elif moved.awaited:
        parts.append(waiting_text(_("asking them about moved and turned digits…")))
    else:
        parts += filter(None, [no_workers_text(runs.values())])
    share = sum(1.0 if run.is_over else run.progress for run in runs.values()) / len(runs) if runs else 0.0
    return {"share": share, "text": " · ".join(parts)}


def _learning(runs: Mapping[Key, ComparedRun]) -> Any:
    """The learning curves with the newest seed that has any."""
    newest = max((seed for (_network, seed), run in runs.items() if run.frames), default=FIRST_SEED)
    shown = [(network, runs[network, newest]) for network in _networks(runs) if (network, newest) in runs]
    curves = [(name_of(network), run.newest.curves) for network, run in shown if run.newest]
    return comparison_data(curves, "accuracy", epochs=max((run.experiment.epochs for _name, run in shown), default=0))


def _trouble(runs: Mapping[Key, ComparedRun], moved: Moved) -> str:
    """Which runs have no figures, and why."""
    cut_off = [
        _("{network}, seed {seed}").format(network=name_of(network), seed=seed) + f": {state_text(run)}"
        for (network, seed), run in runs.items()
        if run.is_over and not is_whole(run)
    ]
    refused = any(run.result is not None and run.result.disk_refused for run in runs.values() if not is_whole(run))
    return " · ".join([*cut_off, *([_(NOT_KEPT)] if refused else []), *moved.failures])


def _networks(runs: Mapping[Key, ComparedRun]) -> list[str]:
    """Those that have runs, in their order."""
    return [network for network in NETWORKS if any(key[0] == network for key in runs)]


def _percent(share: float) -> str:
    return percent(share, 1)


register(_SOURCE, GroupSource(RUNS, _picture))
