"""How fast somebody may speak: a bucket of tokens."""

from __future__ import annotations

import time


class Rate:
    """A bucket of tokens: one for each message.

    Args:
        rate: tokens a second. burst: that the bucket holds.
    """

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._filled_at = float(burst), time.monotonic()
        self._empty_since: float | None = None

    def take(self, tokens: int = 1) -> float:
        """Take tokens. Returns the seconds until they are there."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate) - tokens
        self._filled_at = now
        if self._tokens >= self._burst / 2:
            self._empty_since = None
        elif self._tokens < 0 and self._empty_since is None:
            self._empty_since = now
        return max(0.0, -self._tokens / self._rate)

    @property
    def flooded(self) -> float:
        """Seconds for which more has come than the rate allows."""
        return 0.0 if self._empty_since is None else time.monotonic() - self._empty_since
