"""How much of the server pictures may take: under overload they become fewer, and readers' acts are answered."""

from __future__ import annotations

SHARE = 0.6  # of one core, that all pictures take together, sending included
LEAST_SHARE = 0.05  # where the server is late for everything
LATE_SECONDS = 0.1  # a reader's act, which needs the event loop several times, would be felt to be slow
MOST_PAID_SECONDS = 0.05  # of one picture: what takes longer is NumPy's work, which leaves Python to others
BURST_SECONDS = 0.2  # of such work may be done at once after a rest

_FIRST_SENDING = 2e-4
_LONGEST_SENDING = 1e-3  # what takes longer has waited for something
_LEARNING = 0.1  # the weight of the newest one in the mean of what pictures cost


class Pace:
    """Accounts for the CPU time that pictures take. Times are those of the event loop's clock."""

    def __init__(self) -> None:
        self._costs: dict[str, float] = {}
        self._sending = _FIRST_SENDING
        self._share = SHARE
        self._paid_until = 0.0  # until then, what was done takes no more than its share

    def cost(self, source: str) -> float:
        """CPU seconds that a source's pictures take to make, of late; 0 before the first."""
        return self._costs.get(source, 0.0)

    def made(self, source: str, seconds: float, now: float) -> None:
        """A picture took so many CPU seconds."""
        before = self._costs.get(source, seconds)
        self._costs[source] = before + _LEARNING * (seconds - before)
        self._pay(min(seconds, MOST_PAID_SECONDS), now)

    def shown(self, now: float) -> None:
        """A picture goes to one more browser."""
        self._pay(self._sending, now)

    def sent(self, seconds: float) -> None:
        """Sending one took so long; hearing that it is drawn takes about the same again."""
        if seconds < _LONGEST_SENDING:
            self._sending += _LEARNING * (2 * seconds - self._sending)

    def felt(self, lateness: float) -> None:
        """The event loop came to something so many seconds too late; to be told a few times a second."""
        changed = self._share * (0.7 if lateness > LATE_SECONDS else 1.1)
        self._share = min(SHARE, max(LEAST_SHARE, changed))

    def free_at(self) -> float:
        """When the next picture may be made."""
        return self._paid_until - BURST_SECONDS

    def _pay(self, seconds: float, now: float) -> None:
        self._paid_until = max(now, self._paid_until) + seconds / self._share
