"""How evenly runs move: what their frames, as a session was shown them, say of that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.light_session import Shown


def longest_gap(frames: Sequence[Shown], until: float | None) -> float:
    """The longest time without a new frame, in seconds, from the first frame on.

    Args:
        frames: of one run. until: a moment that counts as its end; ``None`` for a run that has trained to its end.
    """
    times = [frame.at for frame in frames] + ([until] if until is not None else [])
    return max((after - before for before, after in pairwise(times)), default=0.0)


def fairness(runs: Sequence[Sequence[Shown]]) -> float:
    """Least over most progress at the moment when the first run is through.

    Args:
        runs: the frames of each run, in order.
    """
    end = min(frames[-1].at for frames in runs)
    shares = [max((frame.share for frame in frames if frame.at <= end), default=0.0) for frames in runs]
    return min(shares) / max(shares)
