"""The live picture: drawn again by itself while there is something new, as often as all of them together can be.

This file alone knows how that is found out: by a timer. What draws is handed in, and knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar

import streamlit as st

from components.runs.scheduler import scheduler
from components.streamlit_fixes import drawing_cost

# Seconds between two pictures: as often as the eye profits from, and rarer where all pictures together would take more
# than half of the time. Doubling steps, since a change redraws the page.
SHORTEST_INTERVAL = 0.12
_DOUBLINGS = 6

S = TypeVar("S")


class Watched(Protocol[S]):
    """What a live picture is of: the run that a tab follows, or runs that a link names together."""

    def now(self) -> S:
        """What there is to be drawn now."""

    def stage(self, seen: S) -> Hashable:
        """What the rest of the page depends on; ``None`` once there will be nothing new."""


def live_view(watched: Watched[S], seen: S, draw: Callable[[S], None], shortest: float = SHORTEST_INTERVAL) -> None:
    """Draw something, and again by itself while there is something new.

    Args:
        seen: what the rest of the page shows; when that has come to another stage, the whole page is drawn again.
        draw: draws what there is now.
        shortest: seconds between two drawings at least, where faster ones could not be read.
    """
    stage = watched.stage(seen)
    interval = None if stage is None else _wanted_interval(shortest)

    def draw_again() -> None:
        now = watched.now()
        if watched.stage(now) != stage or is_outdated(interval, _wanted_interval(shortest)):
            st.rerun(scope="app")
        draw(now)

    st.fragment(draw_again, run_every=interval)()


def drawing_interval(sessions: int) -> float:
    """Seconds between two pictures when so many sessions watch and a drawing costs what it does of late."""
    needed = 2 * sessions * drawing_cost()
    steps = (SHORTEST_INTERVAL * 2**step for step in range(_DOUBLINGS + 1))
    return next((interval for interval in steps if interval >= needed), SHORTEST_INTERVAL * 2**_DOUBLINGS)


def is_outdated(interval: float | None, wanted: float) -> bool:
    """Whether a timer with this interval has become much too fast or too slow.

    A new one draws the whole page again, which costs more than a timer that asks in vain: see `components.turns`.
    """
    return interval is not None and not interval / 4 < wanted < interval * 4


def _wanted_interval(shortest: float) -> float:
    return max(shortest, drawing_interval(scheduler().audience))
