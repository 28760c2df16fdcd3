"""An engine that trains nothing but obeys its control, tells frames, and can be told to misbehave.

Workers load it by the name in ``LAYERLAB_ENGINE``. Each frame's ``batch_loss`` is the process id of
its worker, its ``start`` how many frames a second are wished for, and the file that the result names is
the experiment as it arrived. ``steps_per_epoch`` makes its steps so many times as long.
"""

from __future__ import annotations

import os
import signal
import time

import numpy as np

from models.runs.control import WATCHED
from models.runs.frames import BINS, Curves, Frame, Histograms
from models.runs.results import Result

STEPS_PER_EPOCH = 10
STEP_SECONDS = 0.002

# Seeds: raises; ignores a stop; ends without a result; says that others had their turn before each of its steps; has
# features of more photos without end.
FAILS, DEAF, SILENT, SLICED, PREPARES = 9001, 9002, 9003, 9004, 9005


class ToyMissing(Exception):
    def __init__(self, what):
        super().__init__(what)
        self.what = what


ToyMissing.__module__ = "models.toy"


def warm_up():
    pass


def prepare(experiment):
    pass


def answer(task, arguments):
    if task == "fail":
        raise ToyMissing(arguments["why"])
    if task == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "die_once" and not os.path.exists(arguments["mark"]):
        with open(arguments["mark"], "w"):
            os.kill(os.getpid(), signal.SIGKILL)
    if task == "sleep":
        time.sleep(arguments["seconds"])
    return arguments | {"worker": os.getpid()}


def train(experiment, control, emit, budget):
    if experiment.seed == PREPARES:
        prepare_photos(control, emit)
        return
    emit("phase", "compiling")
    if experiment.seed == FAILS:
        raise ToyMissing("nothing there")
    emit("phase", "training")
    step, paused = 0, False
    while step < experiment.epochs * STEPS_PER_EPOCH:
        if control.paused != paused:
            paused = control.paused
            emit("paused", paused)
        if control.stopped and experiment.seed != DEAF:
            break
        tuned = control.take_tuned()
        if tuned is not None:
            changes = {"learning_rate": tuned.learning_rate}
            emit("tuned", {"epoch": step / STEPS_PER_EPOCH, "changes": changes, "before": {}})
        if not control.steps_allowed(1) and experiment.seed != DEAF:
            control.wait(0.5)
            continue
        step += 1
        if experiment.seed == SLICED:
            emit("slice", True)
        control.steps_done(1, step % STEPS_PER_EPOCH == 0)
        emit("frame", frame(step, experiment.epochs, control.frames_per_second))
        control.wait(STEP_SECONDS * max(1, experiment.steps_per_epoch))
    if experiment.seed != SILENT:
        emit("result", result("stopped" if control.stopped else "epochs", experiment))


def prepare_photos(control, emit):
    emit("phase", "features")
    done = 0
    while not control.stopped:
        done += 8
        emit("features", (done, 10**6, "computed"))
        control.wait(0.05)


def frame(step, epochs=5, wished=WATCHED):
    zeros = np.zeros(1, np.float32)
    histograms = Histograms(np.zeros((1, BINS), np.float32), zeros, zeros, zeros, zeros)
    seconds = step * STEP_SECONDS
    return Frame(
        *(step, STEPS_PER_EPOCH, epochs, seconds, Curves.empty(), float(os.getpid())),
        *(histograms, histograms, histograms, zeros, zeros, zeros.astype(bool)),
        start=(wished,) * 4,
    )


def result(reason, experiment):
    return Result(0.1, 0.9, np.eye(2, dtype=np.int32), (), 0, reason, experiment.to_json())
