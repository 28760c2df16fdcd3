"""Runs of `models.architectures.depth`: a network of blocks from its first step to its last."""

from __future__ import annotations

import math
import time
from contextlib import suppress

import numpy as np

from models.architectures.depth import (
    BATCH_SIZE,
    CLASSES,
    EXAMPLES,
    INPUTS,
    STEPS,
    DepthExperiment,
    digits_for,
    initial_weights,
)
from models.engine.architectures.depth_program import BlockProgram, block_program, placed
from models.engine.prefetch import shuffled_epochs
from models.engine.probes import FrameClock
from models.engine.program_cache import CompilationStopped
from models.engine.results import confusion_matrix
from models.engine.run_clock import RunClock
from models.engine.trainer import Emit
from models.engine.turnstile import TURNSTILE, Turn, Turnstile
from models.runs.control import Control
from models.runs.depth_frames import PIECE_STEPS, TEST_STEPS, DepthFrame
from models.runs.results import Result

_LONGEST_WAIT = 1.0


def train_depth(experiment: DepthExperiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as `models.engine.worker.train` does. No network is kept as a file."""
    with suppress(CompilationStopped):
        program = block_program(experiment.block_kind, lambda: emit("phase", "compiling"), lambda: control.stopped)
        emit("phase", "training")
        emit("result", BlockTraining(program, experiment, control, emit, budget).run())


class BlockTraining:
    """One run, in turn with the others of its process.

    Its steps depend neither on when frames are taken nor on who trains between them.

    Args:
        control: what the run is told while it goes on.
        emit: is given "phase", "frame", "paused" and "slice" messages; see `models.engine.worker`.
        budget: seconds of its own turns after which the run ends.
        turnstile: where the runs of the process take turns.
    """

    def __init__(
        self,
        program: BlockProgram,
        experiment: DepthExperiment,
        control: Control,
        emit: Emit,
        budget: float,
        turnstile: Turnstile = TURNSTILE,
    ) -> None:
        self._program, self._experiment, self._control, self._emit = program, experiment, control, emit
        self._budget = budget
        self._split = digits_for(experiment)
        self._x_train = self._split.x_train.reshape(-1, INPUTS)
        self._x_test = self._split.x_test.reshape(-1, INPUTS)
        self._order = next(shuffled_epochs(EXAMPLES, BATCH_SIZE, STEPS, experiment.seed))
        self._weights = placed(initial_weights(experiment))
        self._step = 0
        self._losses = np.full(STEPS, math.nan, np.float32)
        self._tests: list[float] = []
        self._gradient = np.zeros(0, np.float32)
        self._reason: str | None = None
        self._run_clock = RunClock()
        self._frame_clock = FrameClock(
            time.perf_counter,
            lambda: self._run_clock.seconds,
            time.process_time,
            lambda: control.frames_per_second,
        )
        self._turn = Turn(turnstile, self._take_turn, self._run_clock.pause, lambda: control.is_followed)

    def run(self) -> Result:
        """Train, and test what was learnt."""
        self._control.listen(self._turn.hurry)
        with self._turn:
            self._tests.append(self._accuracy(self._logits()))
            while self._step < STEPS and not self._reason:
                self._obey()
                allowed = 0 if self._reason else self._control.steps_allowed(STEPS - self._step)
                if allowed:
                    self._train_some(allowed)
                    self._turn.border()
            self._emit_frame()
            self._emit("phase", "scoring")
            return self._result(self._logits())

    def _train_some(self, allowed: int) -> None:
        """Train to the end of the piece, but at first a single step: it shows the gradient of the fresh network."""
        steps = min(allowed, PIECE_STEPS - self._step % PIECE_STEPS) if self._step else 1
        chosen = np.resize(self._order[self._step * BATCH_SIZE :], PIECE_STEPS * BATCH_SIZE)
        self._weights, losses, self._gradient = self._program.train(
            self._weights, *self._form, self._x_train[chosen], self._split.y_train[chosen], steps
        )
        finite = np.isfinite(losses)
        steps = steps if finite.all() else int(finite.argmin()) + 1  # those behind the first that overflows say nothing
        self._losses[self._step : self._step + steps] = losses[:steps]
        self._step += steps
        self._control.steps_done(steps, epoch_ended=self._step == STEPS)
        if not finite.all():
            self._reason = "diverged"
        elif self._run_clock.seconds > self._budget:
            self._reason = "budget"
        elif self._step % TEST_STEPS == 0:
            self._tests.append(self._accuracy(self._logits()))
        if self._step < STEPS and not self._reason and self._frame_clock.is_due():
            self._emit_frame()

    @property
    def _form(self) -> tuple[int, bool]:
        return self._experiment.blocks, self._experiment.skip

    def _logits(self) -> np.ndarray:
        return self._program.logits(self._weights, *self._form, self._x_test)

    def _accuracy(self, logits: np.ndarray) -> float:
        return float(np.mean(logits.argmax(axis=1) == self._split.y_test))

    def _result(self, logits: np.ndarray) -> Result:
        truths, parameters = self._split.y_test, self._experiment.parameters
        return Result(
            test_loss=_cross_entropy(logits, truths),
            test_accuracy=self._accuracy(logits),
            confusion=confusion_matrix(truths, logits.argmax(axis=1), CLASSES),
            mistakes=(),
            best_epoch=0,
            reason=self._reason or "epochs",
            parameters=parameters,
            trainable=parameters,
            seconds=(self._run_clock.seconds,),
        )

    def _obey(self) -> None:
        """Wait while the run is paused, and end it when it is told to stop."""
        if self._control.waiting:
            self._emit_frame()
            self._emit("paused", True)
            with self._turn.away():
                while self._control.waiting:
                    self._control.wait(_LONGEST_WAIT)
            self._emit("paused", False)
        if self._control.stopped:
            self._reason = "stopped"

    def _take_turn(self, told: bool) -> None:
        if told:
            self._emit("slice", True)
        self._run_clock.go()

    def _emit_frame(self) -> None:
        with self._frame_clock.taking():
            self._emit("frame", self._frame())

    def _frame(self) -> DepthFrame:
        whole = self._step // PIECE_STEPS
        return DepthFrame(
            step=self._step,
            steps=STEPS,
            epoch=self._step * BATCH_SIZE / EXAMPLES,
            seconds=self._run_clock.seconds,
            loss=self._losses[: whole * PIECE_STEPS].reshape(whole, PIECE_STEPS).mean(axis=1),
            accuracy=np.array(self._tests, np.float32),
            gradient=self._gradient,
        )


def _cross_entropy(logits: np.ndarray, truths: np.ndarray) -> float:
    """Mean cross-entropy of (n, classes) logits; nan where they are not finite."""
    with np.errstate(invalid="ignore"):
        shifted = logits - logits.max(axis=1, keepdims=True)
        losses: np.ndarray = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(truths)), truths]
    return float(losses.mean())
