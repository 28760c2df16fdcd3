"""A child process whose last words are kept: what it said before it died is the reason for the server's owner."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

_LINES_KEPT = 12
_LONGEST_LINE = 1000  # bytes
_LAST_WORDS_SECONDS = 0.5


class Child(subprocess.Popen):
    """A module of Python run as a program; what it writes to its standard error goes on to ours.

    Args:
        command: the module, and its arguments.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        super().__init__(
            [sys.executable, "-m", *command],
            env=environment,
            stdin=subprocess.PIPE,  # see models.jobs.parent_watch
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the server, which ends them
        )
        self._module = command[0]
        self._lines: deque[bytes] = deque(maxlen=_LINES_KEPT)
        self._listener = threading.Thread(target=self._listen, name=f"what {self._module} says", daemon=True)
        self._listener.start()

    def ending(self) -> str:
        """How it ended, with its last lines; "" while it goes on."""
        code = self.poll()
        if code is None:
            return ""
        self._listener.join(_LAST_WORDS_SECONDS)  # not for ever: children of its own may hold its standard error
        return f"{self._module} ended with exit code {code}\n{self.last_words()}".strip()

    def last_words(self) -> str:
        """The last lines that it wrote, "" for none."""
        return b"".join(self._lines).decode("utf-8", "replace").strip()

    def _listen(self) -> None:
        assert self.stderr is not None
        with self.stderr as said:
            for line in iter(partial(said.readline, _LONGEST_LINE), b""):
                if line.strip() and not line[:1].isspace():  # of a traceback the errors, without the way to them
                    self._lines.append(line)
                with suppress(OSError):
                    os.write(2, line)
