"""Plain and with skips: two networks learn as one job from the same seed, and are drawn over one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from components.architectures.depth_fresh import layers_at, read_out
from components.architectures.depth_settings import (
    NETWORK,
    PAIR_RUNS,
    DepthRun,
    colored,
    frame_of,
    line_of,
    named,
)
from components.browser.live_figure import Chart, Line, Row, Words, live_figure
from components.charts.named_lines import lines_data, lines_spec
from components.i18n import _
from components.live.source import register
from components.picture import Picture
from components.runs.live_group import GroupSource, watch_of_group
from components.runs.status import state_text
from components.session.identity import is_settled
from components.words.numbers import accuracy, count, decimals, duration, number
from models.architectures.depth import PAIR, STEPS, pair_of
from models.runs.depth_frames import PIECE_STEPS, TEST_STEPS, DepthFrame

_SOURCE, _COMPLETE = "depth pair", "epochs"
_TESTED = 1000  # digits
_LAST_POINTS = 2  # of the loss curve, which its end is the mean of
_VANISHED = 0.01
# Losses, or accuracies, that differ by less are told to be alike: two networks of one seed say no more.
_LOSS_MARGIN, _ACCURACY_MARGIN = 0.03, 0.03


def pair_view() -> None:
    """Draw the button, and what the two networks show of themselves while they learn and after."""
    runs = PAIR_RUNS.now()
    _buttons(runs)
    PAIR_RUNS.say_lost()
    if runs:
        live_figure(
            _parts(runs),
            _picture(runs),
            stage=PAIR_RUNS.stage(runs),
            watch=watch_of_group(_SOURCE, PAIR_RUNS, runs),
            key="depth_pair",
        )


def train_both() -> None:
    """Hand in both networks of the controls; what this tab trains here already ends."""
    PAIR_RUNS.start(pair_of(NETWORK.current))


def _buttons(runs: Mapping[str, DepthRun]) -> None:
    if PAIR_RUNS.is_going(runs) and PAIR_RUNS.is_mine(runs):
        st.button(_("Stop"), icon=":material/stop:", on_click=PAIR_RUNS.stop, key="depth_stop")
        return
    if PAIR_RUNS.is_going(runs) and is_settled():
        st.caption(_("You are watching somebody else’s training."))
    st.button(_("Train both"), type="primary", icon=":material/play_arrow:", on_click=train_both, key="depth_train")


def _parts(runs: Mapping[str, DepthRun]) -> list[Any]:
    lines = colored(*(line_of(run.experiment) for run in runs.values()))
    step = _("step")
    charts = (
        Chart("loss", lines_spec(_("Training loss"), _loss_note(), step, _("cross-entropy"), lines, end=STEPS)),
        Chart(
            "accuracy",
            lines_spec(_("Test accuracy"), _accuracy_note(), step, _("right answers"), lines, "share", STEPS),
        ),
    )
    gradient = lines_spec(
        _("Gradient on its way back"),
        _("newest steps"),
        _("behind Dense layer"),
        _("root mean square"),
        lines,
        "log",
    )
    return [
        Line("networks"),
        *(Line(name) for name in runs),
        Row((*charts, Chart("gradient", gradient))),
        Words(_("What you see")),
    ]


def _loss_note() -> str:
    return _("mean of {n} steps").format(n=PIECE_STEPS)


def _accuracy_note() -> str:
    return _("of {n} digits, every {steps} steps").format(n=count(_TESTED), steps=TEST_STEPS)


def _picture(runs: Mapping[str, DepthRun]) -> Picture:
    frames = {name: frame for name, run in runs.items() if (frame := frame_of(run)) is not None}
    names = {name: named(line_of(run.experiment)) for name, run in runs.items()}
    shown = [(names[name], frame) for name, frame in frames.items()]
    told = {name: f"{names[name]}: {run_text(run)}" for name, run in runs.items()}
    gradients = {name: text for name, frame in frames.items() if (text := _gradient(runs[name], frame))}
    stand = read_out(*told.values())
    return {
        "lines": {"networks": _networks(runs), **told},
        "tables": {
            "loss": lines_data((name, _steps(frame.loss, PIECE_STEPS, 1), frame.loss) for name, frame in shown),
            "accuracy": lines_data(
                (name, _steps(frame.accuracy, TEST_STEPS, 0), frame.accuracy) for name, frame in shown
            ),
            "gradient": lines_data((name, layers_at(len(frame.gradient)), frame.gradient) for name, frame in shown),
        },
        "words": [*_words(runs, frames), *gradients.values()],
        "alt": {"loss": stand, "accuracy": stand, "gradient": read_out(*gradients.values())},
    }


def _steps(values: np.ndarray, every: int, first: int) -> np.ndarray:
    return every * (first + np.arange(len(values)))


def _networks(runs: Mapping[str, DepthRun]) -> str:
    """Which networks are shown: the controls may be at others by now."""
    networks = [run.experiment for run in runs.values()]
    parameters = [f"{named(line_of(one))} {count(one.parameters)}" for one in networks]
    return _("{layers} Dense layers in blocks, seed {seed}; parameters: {parameters}").format(
        layers=networks[0].dense_layers, seed=networks[0].seed, parameters=", ".join(parameters)
    )


def run_text(run: DepthRun) -> str:
    """How it stands with a run of 400 steps, in a line."""
    frame = frame_of(run)
    if frame is None or run.state not in ("training", "paused", "scoring", "finished", "stopped"):
        return state_text(run)
    step, tested = count(frame.step), accuracy(float(frame.accuracy[-1]), _TESTED) if len(frame.accuracy) else "–"
    if run.reason == "diverged":
        return _("the loss is no longer a number at step {n}: test accuracy is left to chance.").format(n=step)
    if run.is_over:
        text = _("done, test accuracy {accuracy}, in {time}") if run.reason == _COMPLETE else _("ended after step {n}")
        return text.format(accuracy=tested, time=duration(run.seconds), n=step)
    return _("step {n} of {steps}, test accuracy {accuracy}").format(n=step, steps=frame.steps, accuracy=tested)


def _words(runs: Mapping[str, DepthRun], frames: Mapping[str, DepthFrame]) -> list[str]:
    """What the data say of two networks that were trained to their end."""
    told = []
    if len(frames) == len(PAIR) and all(run.is_over for run in runs.values()):
        reasons = {name: run.reason for name, run in runs.items()}
        if all(reason == _COMPLETE for reason in reasons.values()):
            told += _comparison(frames)
        elif "diverged" in reasons.values():
            told.append(
                _(
                    "**The activations overflow:** with skips and He everywhere each block adds about as much as it is "
                    "given, so all grows from block to block. ResNet keeps them in bounds with batch normalization; "
                    "blocks that begin with zeros need none."
                )
            )
    return told


def _comparison(frames: Mapping[str, DepthFrame]) -> list[str]:
    """Training loss and test accuracy at the end, beside each other."""
    losses = {name: float(np.mean(frame.loss[-_LAST_POINTS:])) for name, frame in frames.items()}
    tests = {name: float(frame.accuracy[-1]) for name, frame in frames.items()}
    values = {
        "plain": decimals(losses["plain"], 2),
        "skip": decimals(losses["skip"], 2),
        "plain_test": accuracy(tests["plain"], _TESTED),
        "skip_test": accuracy(tests["skip"], _TESTED),
    }
    worse_training = losses["plain"] - losses["skip"] > _LOSS_MARGIN
    worse_test = tests["skip"] - tests["plain"] > _ACCURACY_MARGIN
    if worse_training and worse_test:
        text = _(
            "**The plain network is worse in training too:** its loss ends at {plain}, the other one’s at {skip} (test "
            "accuracy {plain_test} and {skip_test}). So it is not overfitting, which would make training better and "
            "only the test worse: the plain network does not learn what it could. This is degradation."
        )
    elif worse_test:
        text = _(
            "**The plain network is worse in the test alone:** accuracy {plain_test} against {skip_test}; training "
            "loss {plain} and {skip}."
        )
    else:
        text = _(
            "**At this depth the plain network does as well:** test accuracy {plain_test}, the other one’s "
            "{skip_test}; training loss {plain} and {skip}. Try a larger depth."
        )
    return [text.format(**values), _("That is one seed; **Measure** below says how sure it is.")]


def _gradient(run: DepthRun, frame: DepthFrame) -> str:
    """How much of the gradient reaches layer 1."""
    if not len(frame.gradient) or not np.isfinite(frame.gradient).all() or not frame.gradient[-1]:
        return ""
    share = float(frame.gradient[0] / frame.gradient[-1])
    text = (
        _("**{name}:** at layer 1 the gradient is {share} of that behind the last block: it has vanished.")
        if share < _VANISHED
        else _("**{name}:** at layer 1 the gradient is {share} times that behind the last block.")
    )
    return text.format(name=named(line_of(run.experiment)), share=number(share))


register(_SOURCE, GroupSource(PAIR_RUNS, _picture))
