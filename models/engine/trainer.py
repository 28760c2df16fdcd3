"""The training loop: epochs of compiled chunks, with frames, commands and Keras's callbacks between."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from models.datasets import Split
from models.engine.callbacks import Callbacks
from models.engine.first_layer_look import FirstLayerLook
from models.engine.prefetch import Prefetcher, shuffled_epochs
from models.engine.probes import FrameClock, Probe, curves_of
from models.engine.program import Program
from models.engine.run_clock import RunClock
from models.engine.turnstile import TURNSTILE, Turn, Turnstile
from models.experiment import Experiment
from models.runs.control import WATCHED, Control
from models.settings import Settings
from models.training.schedules import rate_factor

Emit = Callable[[str, Any], None]

# A chunk should end this soon, in seconds, so that a command is obeyed at once, and a frame is taken when it is due.
_CHUNK_SECONDS = 1 / WATCHED
_LONGEST_WAIT = 1.0
_START_EXAMPLES = 2000
# A run is large, and lets the small ones have as much time as itself, if there is more than that to exchange at each
# turn, or if a step takes longer than the longest slice.
_LARGE_BYTES = 10_000_000
_LARGE_STEP_SECONDS = 0.2
# An evaluation that is done soon after its slice is not interrupted.
_EVALUATION_PATIENCE = 0.3


class _EvaluationStopped(Exception):
    pass


class Training:
    """One run from its first step to its last, in turn with the others of its process.

    The steps do not depend on when frames are taken or commands looked for, nor on who trains between them: the same
    experiment gives the same curves bit for bit on the same machine.

    Args:
        program: compiled for the experiment's structure; `run` loads it.
        control: what the run is told while it goes on.
        emit: is given "frame", "look", "paused", "tuned", "slice" messages; see `models.engine.worker`.
        budget: seconds after which the run ends, on the same clock as `seconds`.
        show: whether frames are made (only the benchmark says no).
        measure_start: the fresh network is evaluated too, for the curves' first point.
        on_epoch: called at each epoch's end.
        watched_from: see `models.engine.callbacks.Callbacks`.
        whole: the experiment that the run is told new values of, where ``experiment`` is only a part of it.
        part: called with ``whole`` when it has new values; gives the ``experiment`` in it.
        weights: of the model, to start from; fresh ones by default.
        turnstile: where the runs of the process take turns.

    Attributes:
        turn: in which alone the program may be used, since it belongs to the run then. `run` takes it by itself.
    """

    def __init__(
        self,
        program: Program,
        experiment: Experiment,
        split: Split,
        control: Control,
        emit: Emit,
        budget: float,
        show: bool = True,
        measure_start: bool = False,
        on_epoch: Callable[[], None] = lambda: None,
        watched_from: int = 0,
        whole: Settings | None = None,
        part: Callable[[Any], Experiment] = lambda whole: whole,
        weights: list[np.ndarray] | None = None,
        turnstile: Turnstile = TURNSTILE,
    ) -> None:
        self.experiment = experiment
        self._whole, self._part = whole or experiment, part
        self.step = 0
        self.history: list[tuple[float, float, float, float, float, float]] = []
        self._program, self._split, self._control, self._emit = program, split, control, emit
        self._budget, self._show, self._on_epoch = budget, show, on_epoch
        self._measure_start, self._start_weights = measure_start, weights
        self._start: tuple[float, float, float, float] | None = None
        self._steps_per_epoch = experiment.steps_per_epoch or math.ceil(len(split.y_train) / program.batch_size)
        self._step_seconds = 0.0
        self._reason: str | None = None
        self._batch_loss = math.nan
        self._probe = Probe(program, experiment, split)
        self._look = FirstLayerLook(experiment, program.model, split, lambda: control.look)
        self._rows = Prefetcher(split.x_train, split.y_train, program.chunk_steps * program.batch_size)
        self._run_clock = RunClock()
        self._frame_clock = FrameClock(
            time.perf_counter, lambda: self.seconds, time.process_time, lambda: control.frames_per_second
        )
        self._callbacks = Callbacks(experiment, program.model, self._rate, watched_from)
        self.turn = Turn(turnstile, self._take_turn, self._run_clock.pause, lambda: control.is_followed)
        self.turn.is_large = program.state.bytes > _LARGE_BYTES

    @property
    def seconds(self) -> float:
        """Time that the training took of the process so far: its turns, with their frames and evaluations."""
        return self._run_clock.seconds

    def run(self) -> tuple[str, int]:
        """Train to the end.

        Returns:
            Why it ended (see `models.runs.results.Result.reason`), and the 1-based epoch whose weights
            were kept, or 0 for the last one.
        """
        self._control.listen(self.turn.hurry)
        with self.turn:
            return self._run()

    def _run(self) -> tuple[str, int]:
        self._program.load(self.experiment)
        if self._start_weights is not None:
            self._program.model.set_weights(self._start_weights)
        if self._measure_start:
            self._start = self._evaluate_start()
        self._callbacks.train_begin()
        experiment, examples = self.experiment, len(self._split.y_train)
        orders = shuffled_epochs(examples, self._program.batch_size, experiment.steps_per_epoch, experiment.seed)
        for epoch, order in zip(range(experiment.epochs), orders, strict=False):
            self._train_epoch(epoch, order)
            if self._reason:
                break
        self._rows.close()
        best_epoch = self._callbacks.train_end()
        self._run_clock.pause()
        self._emit_frame()
        return self._reason or "epochs", best_epoch

    def _evaluate_start(self) -> tuple[float, float, float, float]:
        some, split = slice(min(_START_EXAMPLES, self._program.evaluation_batch)), self._split
        training = self._program.evaluate(split.x_train[some], split.y_train[some])
        return *training, *self._program.evaluate(split.x_val[some], split.y_val[some])

    def _train_epoch(self, epoch: int, order: np.ndarray) -> None:
        started = time.monotonic()
        self._callbacks.epoch_begin(epoch)
        losses = np.zeros(self._steps_per_epoch)
        rights = np.zeros(self._steps_per_epoch)
        done = 0
        while done < self._steps_per_epoch:
            self._obey()
            if self._reason:
                return
            allowed = self._control.steps_allowed(self._steps_per_epoch - done)
            if not allowed:  # paused or stopped since: look again
                continue
            steps = self._train_some(order, done, allowed, losses, rights)
            done += steps
            self.step += steps
            self._batch_loss = float(losses[:done].mean())
            self._check_health(losses[done - steps : done])
            if self._reason == "diverged":  # wherever in the epoch, the epoch has no point on the curves
                return
            last = done == self._steps_per_epoch
            self._control.steps_done(steps, epoch_ended=last)
            if not last:
                self._show_progress()
                self.turn.border()
        self._end_epoch(epoch, len(order), losses, rights)
        if not self._reason and epoch + 1 < self.experiment.epochs:  # else the last frame comes anyway
            self._show_progress()
        if self._control.has_pace:
            with self.turn.away():
                self._control.keep_pace(started)
        self.turn.border()

    def _train_some(self, order: np.ndarray, done: int, allowed: int, losses: np.ndarray, rights: np.ndarray) -> int:
        """Train at most ``allowed`` steps from step ``done`` of the epoch on; returns how many."""
        started = time.perf_counter()
        size = self._program.batch_size
        full = min(allowed, len(order) // size - done)
        if full > 0:
            steps = min(full, self._program.chunk_steps, self._steps_in_time())
            # Always a whole chunk's shape, so that nothing is compiled twice; the rest is not looked at.
            x, y = self._rows.take(order, done * size)
            self._rows.look_ahead(order, (done + steps) * size)
            losses[done : done + steps], rights[done : done + steps] = self._program.train_steps(x, y, steps)
        else:
            steps = 1
            rest = order[done * size :]
            x, y = self._split.x_train[rest], self._split.y_train[rest]
            losses[done], rights[done] = self._program.train_batch(x, y)
        self._note_time(steps, time.perf_counter() - started)
        return steps

    def _steps_in_time(self) -> int:
        if not self._step_seconds:
            return 1
        return max(1, round(min(_CHUNK_SECONDS, self.turn.seconds_left) / self._step_seconds))

    def _note_time(self, steps: int, seconds: float) -> None:
        # The first call compiles: it says nothing about the next ones.
        if self.step > 0:
            self._step_seconds = seconds / steps
            self.turn.is_large = self._program.state.bytes > _LARGE_BYTES or self._step_seconds > _LARGE_STEP_SECONDS

    def _end_epoch(self, epoch: int, seen: int, losses: np.ndarray, rights: np.ndarray) -> None:
        penalty = self._program.penalty()
        if not math.isfinite(penalty):  # the cross-entropy of weights as large as that may still be a number
            self._reason = "diverged"
            return
        sizes = np.full(self._steps_per_epoch, self._program.batch_size)
        sizes[-1] = seen - sizes[:-1].sum()
        loss = float(np.average(losses, weights=sizes))
        accuracy = float(rights.sum() / sizes.sum())
        try:
            val_loss, val_accuracy = self._program.evaluate(
                self._split.x_val, self._split.y_val, self._evaluation_border
            )
        except _EvaluationStopped:  # the epoch has no point on the curves
            self._reason = "stopped"
            return
        self.history.append((loss, accuracy, val_loss, val_accuracy, self._rate(epoch), penalty))
        # Keras's callbacks watch what Keras calls the loss: the sum.
        logs = {"loss": loss + penalty, "accuracy": accuracy}
        logs |= {"val_loss": val_loss + penalty, "val_accuracy": val_accuracy}
        self._callbacks.epoch_end(epoch, logs)
        self._reason = self._reason or self._callbacks.stop_reason
        self._batch_loss = math.nan
        self._on_epoch()

    def _check_health(self, losses: np.ndarray) -> None:
        if not np.isfinite(losses).all():
            self._reason = "diverged"
        elif self.seconds > self._budget:
            self._reason = "budget"

    def _obey(self) -> None:
        """Take new values, and wait while the run is paused."""
        self._take_over(self._control.take_tuned())
        if self._control.waiting:
            self._emit_frame()
            self._look_closer()
            self._emit("paused", True)
            while self._control.waiting:
                with self.turn.away():
                    tuned = self._wait_while_paused()
                self._take_over(tuned)
            self._emit("paused", False)
        if self._control.stopped:
            self._reason = "stopped"

    def _wait_while_paused(self) -> Any:
        """Wait until the run may go on, or is told new values, which are returned."""
        while self._control.waiting:
            self._control.wait(_LONGEST_WAIT)
            tuned = self._control.take_tuned()
            if tuned is not None:
                return tuned
        return None

    def _take_over(self, tuned: Any) -> None:
        """Train on with these new values; with ``None``, or what would need a restart, as before."""
        if tuned is None or tuned == self._whole or not self._whole.is_live_change(tuned):
            return
        differences = self._whole.differences(tuned)
        self._whole, self.experiment = tuned, self._part(tuned)
        self._program.set_values(self.experiment)
        self._program.set_learning_rate(self._rate(self.step // self._steps_per_epoch))
        before, changes = ({name: pair[side] for name, pair in differences.items()} for side in (0, 1))
        self._emit("tuned", {"epoch": self.step / self._steps_per_epoch, "changes": changes, "before": before})

    def _take_turn(self, told: bool) -> None:
        """Go on in the run's own slice, with its own values in the program."""
        self._program.state.belong_to(self)
        if told:
            self._emit("slice", True)
        self._run_clock.go()

    def _evaluation_border(self) -> None:
        if self._control.stopped:
            raise _EvaluationStopped
        self.turn.border(_EVALUATION_PATIENCE)

    def _rate(self, epoch: int) -> float:
        return self.experiment.learning_rate * rate_factor(self.experiment, epoch)

    def _show_progress(self) -> None:
        # Between the chunks that there are anyway: one more for each frame would cost half of what the frame does.
        chunk = min(_CHUNK_SECONDS, self._program.chunk_steps * self._step_seconds)
        if self._show and self._frame_clock.is_due(within=chunk / 2):
            self._emit_frame()
        self._look_closer()

    def _look_closer(self) -> None:
        seen = self._look.now(self.step)
        if seen is not None:
            self._emit("look", seen)

    def _emit_frame(self) -> None:
        if not self._show:
            return
        with self._frame_clock.taking():
            frame = self._probe.frame(
                step=self.step,
                steps_per_epoch=self._steps_per_epoch,
                epochs=self.experiment.epochs,
                seconds=self.seconds,
                curves=curves_of(self.history),
                batch_loss=self._batch_loss,
                start=self._start,
            )
            self._emit("frame", frame)
