"""A class: thirty sessions press Train within two seconds, on a server with two workers."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from urllib.parse import urlencode

from benchmarks.app_server import AppServer
from benchmarks.calibration import calibration
from benchmarks.classroom import Classroom
from benchmarks.cores import one_core
from benchmarks.figures import Figures, Say, measure_parts, percentile_95
from benchmarks.light_sessions import LightSessions
from benchmarks.standstill import fairness
from benchmarks.throughput import throughput
from models.experiment import Experiment
from models.layers import Layer
from models.training.presets import PRESETS

SESSIONS = 30
CLICKS = 40

_LOOKED_ON = 40.0  # seconds, after all have begun
_LONG = Experiment(epochs=300)


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "class", "convolutions", "mixed", "slow", "throughput"."""
    parts = {"class": alike, "convolutions": convolutions, "mixed": mixed, "slow": slow, "throughput": throughput}
    return {**measure_parts(parts, say, only), **calibration()}


def alike(say: Say) -> Figures:
    """Everybody trains the default experiment, whose structure the workers know."""
    with classroom() as room:
        moving, clicks = _trained_by_all(say, room)
        if endless := room.wait_for_end():
            raise RuntimeError(f"{endless} runs did not end")
        took = [frames[-1].at - frames[0].at for frames in room.frames]
        say(f"the runs took {min(took):.0f} to {max(took):.0f} s, frames: {[len(frames) for frames in room.frames]}")
        return {
            "all_moving_s": moving,
            "fairness": fairness(room.frames),
            "click_p95_s": percentile_95(clicks),
            "click_s": statistics.median(clicks),
            "train_click_p95_s": percentile_95(room.answered_after()),
            "shortest_run_s": min(took),
            "rerun_cpu_ms": room.rerun_cpu_ms(),
        }


def convolutions(say: Say) -> Figures:
    """A third of the class trains C1, each of whose steps takes as long as a hundred of the others'."""
    large = PRESETS["C1"].built_in
    with classroom() as room:
        room.warm_up([large, _LONG])
        room.press_train(_queries([large if index % 3 == 0 else _LONG for index in range(SESSIONS)]))
        moving, longest = _looked_on(say, room)
    return {"longest_standstill_s": longest, "convolutions_moving_s": moving}


def mixed(say: Say) -> Figures:
    """Everybody has a structure that no worker has seen."""
    unlike = [_LONG.replace(layers=(Layer(40 + index), Layer(60 - index), Layer(33))) for index in range(SESSIONS)]
    with classroom() as room:
        room.press_train(_queries(unlike))
        moving, longest = _looked_on(say, room)
    return {"mixed_standstill_s": longest, "mixed_moving_s": moving}


def slow(say: Say) -> Figures:
    """The class on a computer that has one core for the server and its workers together."""
    with classroom(held=one_core) as room:
        moving, clicks = _trained_by_all(say, room)
        endless = room.wait_for_end()
        unanswered = sum(seconds >= room.LONGEST_CLICK for seconds in [*clicks, *room.answered_after()])
        say(f"{unanswered} clicks without an effect, {endless} runs without an end")
    return {
        "slow_all_moving_s": moving,
        "slow_click_p95_s": percentile_95(clicks),
        "slow_unanswered": unanswered + endless,
    }


def _trained_by_all(say: Say, room: Classroom) -> tuple[float, list[float]]:
    """Have everybody train the default experiment: seconds until all runs move, and until clicks are answered then."""
    room.warm_up([_LONG])
    room.press_train(_queries([_LONG] * SESSIONS))
    moving = room.wait_until_moving()
    say(f"all move after {moving:.1f} s")
    clicks = room.clicks(CLICKS)
    say("answered after:", *(f"{seconds:.2f}" for seconds in clicks))
    return moving, clicks


@contextmanager
def classroom(held: Callable[[], AbstractContextManager[None]] = nullcontext) -> Iterator[Classroom]:
    """A server with two workers, which are idle.

    Args:
        held: what holds the server and its workers to some cores.
    """
    with ExitStack() as stack:
        with held():
            server = AppServer(environment={**os.environ, "LAYERLAB_WORKERS": "2"})
            stack.enter_context(server)
        server.wait_until_idle()
        yield Classroom(server, stack.enter_context(LightSessions(server.url)))


def _looked_on(say: Say, room: Classroom) -> tuple[float, float]:
    """Seconds until all move, and the longest time that one of them stood still from then on."""
    moving = room.wait_until_moving()
    say(f"all move after {moving:.1f} s")
    time.sleep(_LOOKED_ON)
    gaps = room.standstills()
    say("longest gaps:", *(f"{seconds:.2f}" for seconds in gaps))
    return moving, max(gaps)


def _queries(experiments: Sequence[Experiment]) -> list[str]:
    """The addresses' queries of these experiments, each with a seed of its own."""
    return [urlencode(one.replace(seed=seed).to_query()) for seed, one in enumerate(experiments)]
