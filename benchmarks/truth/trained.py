"""Real runs of the engine, with what was said at every tenth epoch and what became of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.truth.evidence import BUDGET, LATER, Run
from benchmarks.truth.observe import moment
from models.datasets import Split
from models.engine.probes import Probe, curves_of
from models.engine.program import Program
from models.engine.trainer import Training
from models.experiment import Experiment
from models.runs.control import Control
from models.runs.frames import Frame
from models.runs.results import Result

EVERY = 10
_LOOKED_AT = 500

# epoch, the frame, the result if the run is over, the settings as they are now -> notes what is said
Listen = Callable[[int, Frame, Result | None, Experiment], None]


@dataclass
class Material:
    """What a page gives to be trained: a program of the right structure and its examples.

    Attributes:
        experiment: of what is trained, for /transfer the head's.
        tuned_at, tuned: a live change, or 0 and ``None``.
        make_result: from the experiment, why it ended, the best epoch and the steps trained to the result.
    """

    program: Program
    experiment: Experiment
    split: Split
    make_result: Callable[[Experiment, str, int, int], Result]
    tuned_at: int = 0
    tuned: Any = None


class _Watch:
    """One training that is looked at."""

    def __init__(self, material: Material, experiment: Experiment, listen: Listen | None, end: int | None) -> None:
        self._material, self._listen, self._end = material, listen, end
        self._control = Control()
        self.moments: dict[int, Any] = {}
        self.training = Training(
            material.program,
            experiment,
            material.split,
            self._control,
            self._emit,
            BUDGET,
            on_epoch=self._on_epoch,
        )
        self._probe = Probe(material.program, experiment, material.split)

    def _emit(self, kind: str, value: Any) -> None:
        if kind == "frame":
            self._last_frame = value

    @property
    def steps_per_epoch(self) -> int:
        material = self._material
        return material.experiment.steps_per_epoch or math.ceil(
            len(material.split.y_train) / material.program.batch_size
        )

    def run(self) -> tuple[str, int]:
        """Train to the end."""
        self._material.program.load(self.training.experiment)
        self._look(0)
        return self.training.run()

    def say(self, epoch: int, frame: Frame, reason: str, best_epoch: int) -> None:
        """What the page says when the run is over."""
        if self._listen:
            experiment = self.training.experiment
            result = self._material.make_result(experiment, reason, best_epoch, self.training.step)
            self._listen(epoch, frame, result, experiment)

    def say_last(self, epoch: int, reason: str, best_epoch: int) -> None:
        """The same after `run`, of the frame that the training ended with."""
        if reason != "diverged":  # else what was said before stands of the network before
            self.look_now(epoch)
        self.say(epoch, replace(self._last_frame, epochs=self._material.experiment.epochs), reason, best_epoch)

    def look_now(self, epoch: int) -> None:
        """Note the network as it is."""
        self.moments[epoch] = look(self._material.program, self.training.experiment, self._material.split)

    def _on_epoch(self) -> None:
        epoch = len(self.training.history)
        if self._material.tuned_at == epoch:
            self._control.tell("tune", self._material.tuned)
        if epoch % EVERY == 0 or epoch == self._end:
            self._look(epoch)

    def _look(self, epoch: int) -> None:
        self.look_now(epoch)
        if self._listen and (self._end is None or epoch <= self._end):
            if epoch == self._end:
                self.say(epoch, self._frame(epoch), "epochs", 0)
            else:
                self._listen(epoch, self._frame(epoch), None, self.training.experiment)

    def _frame(self, epoch: int) -> Frame:
        return self._probe.frame(
            step=self.training.step,
            steps_per_epoch=self.steps_per_epoch,
            epochs=self._material.experiment.epochs,
            seconds=self.training.seconds,
            curves=curves_of(self.training.history[:epoch]),
            batch_loss=math.nan,
        )


def look(program: Program, experiment: Experiment, split: Split) -> Any:
    """`evidence.Moment` of the network as it is."""
    x, y = split.x_train[:_LOOKED_AT], split.y_train[:_LOOKED_AT]
    values = program.probe(x, y)
    names = [layer.activation or "linear" for layer in experiment.resolved_layers]
    probabilities = program.predict(split.x_train)
    return moment(
        names,
        values.activated,
        values.outputs,
        values.gradients,
        values.kernels,
        probabilities,
        split.y_train,
        split.noisy,
    )


def twin_run(material: Material) -> Run:
    """Train as the settings say, no more."""
    watch = _Watch(material, material.experiment, None, None)
    reason, best_epoch = watch.run()
    end = len(watch.training.history)
    watch.look_now(end)
    return _run(material, watch, end, reason, best_epoch)


def observe(material: Material, listen: Listen) -> Run:
    """Train as the settings say, tell ``listen`` what the page shows, and train on for up to twenty epochs."""
    asked = material.experiment
    plain = asked.replace(early_stopping="off", checkpoint="off", stop_when_met=False)
    going_on = plain if asked.schedule == "cosine" else plain.replace(epochs=min(1000, asked.epochs + LATER))
    if asked == plain:
        watch = _Watch(material, going_on, listen, asked.epochs)
        reason, best_epoch = watch.run()
        end = min(asked.epochs, len(watch.training.history))
        if len(watch.training.history) < asked.epochs:  # it diverged, or its time was over
            watch.say_last(end, reason, best_epoch)
        else:
            reason, best_epoch = "epochs", 0
        return _run(material, watch, end, reason, best_epoch)
    real = _Watch(material, asked, listen, None)  # the end is told when it is known
    reason, best_epoch = real.run()
    end = len(real.training.history)
    real.say_last(end, reason, best_epoch)
    watch = _Watch(material, going_on, None, end)
    watch.run()
    watch.moments.update(real.moments)
    return _run(material, watch, end, reason, best_epoch)


def _run(material: Material, watch: _Watch, end: int, reason: str, best_epoch: int) -> Run:
    curves = curves_of(watch.training.history)
    names = ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate")
    loss, accuracy, val_loss, val_accuracy, rate = (np.asarray(getattr(curves, name), np.float64) for name in names)
    split, asked = material.split, material.experiment
    return Run(
        loss,
        accuracy,
        val_loss,
        val_accuracy,
        rate,
        end,
        reason,
        best_epoch,
        watch.moments,
        [],
        material.program.examples.classes,
        len(split.y_train),
        len(split.y_val),
        float(split.noisy.mean()),
        asked.early_stopping,
        asked.patience,
        watch.steps_per_epoch,
        material.tuned_at,
        np.asarray(curves.penalty, np.float64),
    )


@contextmanager
def lab_material(experiment: Experiment, tuned_at: int, tuned: Experiment | None) -> Iterator[Material]:
    """A run of the lab."""
    from models.engine.program_cache import acquire
    from models.engine.results import make_result
    from models.training.data import split_for

    split = split_for(experiment)
    with acquire(experiment) as program:

        def result(now: Experiment, reason: str, best_epoch: int, steps: int) -> Result:
            return make_result(program, now, split, reason, best_epoch)

        yield Material(program, experiment, split, result, tuned_at, tuned)
