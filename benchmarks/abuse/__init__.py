"""Strangers on a small server: twelve hostile visitors at once, and three honest ones who should not notice.

The server has one worker and 2 GB of memory, its data lie on a disk of 4 GB, and nothing of it is left afterwards.
Parts: each kind of attack alone, for a minute, such as "deep_zips"; "links". Without a part: all kinds, ten minutes.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.abuse.kinds import KINDS
from benchmarks.abuse.links import links
from benchmarks.abuse.siege import besieged
from benchmarks.calibration import calibration
from benchmarks.figures import Figures, Say, measure_parts

MINUTE, TEN_MINUTES = 60.0, 600.0


def measure(say: Say, only: str | None) -> Figures:
    """The figures of all kinds at once, or of one part.

    Raises:
        UnknownPart: there is no such part.
    """
    with _ended_by_the_system():
        if only is None:
            found = besieged(say, tuple(KINDS), TEN_MINUTES)
        else:
            parts = {kind: lambda say, kind=kind: besieged(say, (kind,), MINUTE) for kind in KINDS}
            found = measure_parts(parts | {"links": links}, say, only)
    return {**found, **calibration()}


@contextmanager
def _ended_by_the_system() -> Iterator[None]:
    """Have what was made for the server taken down also when this process is asked to end."""

    def end(*_: Any) -> None:
        raise SystemExit("asked to end")

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
