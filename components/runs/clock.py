"""How often live pictures are drawn: as all of them together can be."""

from __future__ import annotations

from components.runs.office import office
from components.streamlit_fixes import drawing_cost

# Seconds between two pictures: as often as the eye profits from, and rarer where all pictures together would take more
# than half of the time. Doubling steps, since a change redraws the page.
SHORTEST_INTERVAL = 0.12
_DOUBLINGS = 6


def drawing_interval(sessions: int) -> float:
    """Seconds between two pictures when so many sessions watch and a drawing costs what it does of late."""
    needed = 2 * sessions * drawing_cost()
    steps = (SHORTEST_INTERVAL * 2**step for step in range(_DOUBLINGS + 1))
    return next((interval for interval in steps if interval >= needed), SHORTEST_INTERVAL * 2**_DOUBLINGS)


def is_outdated(interval: float | None) -> bool:
    """Whether a timer with this interval has become much too fast or too slow.

    A new one draws the whole page again, which costs more than a timer that asks in vain: see `components.turns`.
    """
    return interval is not None and not interval / 4 < drawing_interval(office().audience) < interval * 4
