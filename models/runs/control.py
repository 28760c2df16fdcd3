"""What a running job may be told while it runs: pause, step, stop, new values, another pace, more or fewer frames."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

# Frames a second, at most, while somebody watches a run, and while nobody does.
WATCHED, UNWATCHED = 28.0, 2.0
_FEWEST = 0.1
_LOOKING_SECONDS = 6.0  # whoever looks says so every two seconds or so


class Control:
    """The mailbox of one run, thread-safe. One thread trains and asks, others tell.

    Attributes:
        stopped: training is to end now; the result is still made.
        frames_per_second: how many are wished for at most.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._paused = False
        self._batches_allowed = 0
        self._to_epoch_end = False
        self._tuned: Any = None
        self._pace = 0.0
        self._told = False
        self._look, self._look_ends = 0, 0.0
        self._listener: Callable[[], None] = lambda: None
        self.stopped = False
        self.frames_per_second = WATCHED

    def tell(self, command: str, value: object = None) -> None:
        """Pass on a command.

        Args:
            command: "pause", "resume", "stop", "step_batch", "step_epoch", "tune" with an
                experiment, "pace" with the epochs per second to keep to (0: no limit), "frames"
                with the most frames per second that are wished for, such as `WATCHED`, or "look" with the test
                picture on which somebody wants to see the first layer just now.

        Raises:
            ValueError: the command is unknown.
        """
        with self._changed:
            if command == "pause":
                self._paused, self._batches_allowed, self._to_epoch_end = True, 0, False
            elif command == "resume":
                self._paused, self._batches_allowed, self._to_epoch_end = False, 0, False
            elif command == "stop":
                self.stopped = True
            elif command == "step_batch":
                self._paused, self._batches_allowed = True, self._batches_allowed + 1
            elif command == "step_epoch":
                self._paused, self._to_epoch_end = True, True
            elif command == "tune":
                self._tuned = value
            elif command == "pace":
                self._pace = max(0.0, float(str(value)))
            elif command == "frames":
                self.frames_per_second = max(_FEWEST, float(str(value)))
            elif command == "look":
                self._look, self._look_ends = int(str(value)), time.monotonic() + _LOOKING_SECONDS
            else:
                raise ValueError(f"unknown command {command!r}")
            self._told = True
            self._changed.notify_all()
        self._listener()

    @property
    def is_followed(self) -> bool:
        """Whether somebody watches the run, as far as is known."""
        return self.frames_per_second > UNWATCHED

    def listen(self, listener: Callable[[], None]) -> None:
        """Have a function called after each command from now on, by whoever gives it."""
        self._listener = listener

    @property
    def look(self) -> int | None:
        """The test picture on which somebody wants to see the first layer; ``None`` while nobody does."""
        with self._changed:
            return self._look if time.monotonic() < self._look_ends else None

    @property
    def waiting(self) -> bool:
        """Whether training has to wait for a command before its next step."""
        return self._paused and not (self._batches_allowed or self._to_epoch_end or self.stopped)

    @property
    def paused(self) -> bool:
        """Whether the run is paused, or moves only by single steps."""
        return self._paused

    def wait(self, seconds: float) -> None:
        """Sleep until something has been told since the last call, at most this long."""
        with self._changed:
            self._changed.wait_for(lambda: self._told, seconds)
            self._told = False

    def steps_allowed(self, left_in_epoch: int) -> int:
        """How many steps may be trained now, given how many the epoch has left."""
        with self._changed:
            if self.stopped:
                return 0
            if not self._paused or self._to_epoch_end:
                return left_in_epoch
            return min(self._batches_allowed, left_in_epoch)

    def steps_done(self, steps: int, epoch_ended: bool) -> None:
        """Count trained steps against what a "step" command allowed."""
        with self._changed:
            self._batches_allowed = max(0, self._batches_allowed - steps)
            self._to_epoch_end = self._to_epoch_end and not epoch_ended

    def take_tuned(self) -> Any:
        """The experiment with the newest live values, once; ``None`` if there is none."""
        with self._changed:
            tuned, self._tuned = self._tuned, None
            return tuned

    @property
    def has_pace(self) -> bool:
        """Whether epochs are to take a certain time."""
        return self._pace > 0

    def keep_pace(self, epoch_started: float) -> None:
        """Wait until the epoch that began at ``epoch_started`` (`time.monotonic`) may end."""
        with self._changed:
            while self._pace and not self.stopped:
                left = epoch_started + 1.0 / self._pace - time.monotonic()
                if left <= 0:
                    return
                self._changed.wait(left)
