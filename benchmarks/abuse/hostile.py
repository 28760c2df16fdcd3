"""A hostile visitor: does one thing again and again, and counts what is answered."""

from __future__ import annotations

import asyncio
import http.client
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from websockets.exceptions import InvalidStatus, WebSocketException

from benchmarks.light_session import LightSession
from benchmarks.light_tab import TabLost, UploadRefused

_PATIENCE = 120.0  # seconds after which an attack is given up
_PAUSE = 1.0
_LONGEST_ANSWER = 60
# What a server may say to a hostile visitor: too large, too many, not now, no room.
_REFUSALS = (503, 507)


@dataclass
class Tally:
    """What one visitor has seen.

    Attributes:
        kind: of the attacks.
        answered: how many of them. unanswered: given up, or cut off.
        answers: how often each came.
        failures: answers that say the server has failed (HTTP 5xx), other than `_REFUSALS`.
    """

    kind: str
    answered: int = 0
    unanswered: int = 0
    answers: dict[str, int] = field(default_factory=Counter)
    failures: int = 0


class Hostile:
    """One visitor.

    Args:
        server: its address.
    """

    def __init__(self, server: str, kind: str) -> None:
        self.server, self.tally = server, Tally(kind)

    def answered(self, answer: str) -> None:
        """An attack was answered."""
        self.tally.answered += 1
        self.tally.answers[answer[:_LONGEST_ANSWER]] += 1

    @asynccontextmanager
    async def tab(self, page: str, query: str = "") -> AsyncIterator[LightSession]:
        """A page that is drawn."""
        tab = LightSession(self.server, page, query)
        try:
            await tab.open()
            yield tab
        finally:
            with suppress(RuntimeError, OSError, WebSocketException):  # the channel has refused, or is gone
                await tab.close()

    async def go_on(self, attack: Attack) -> None:
        """Attack again and again, for ever."""
        while True:
            try:
                async with asyncio.timeout(_PATIENCE):
                    await attack(self)
            except UploadRefused as refused:
                self.answered_with(refused.status)
            except InvalidStatus as refused:
                self.answered_with(refused.response.status_code)
            except (TabLost, TimeoutError, OSError, KeyError, WebSocketException, http.client.HTTPException) as error:
                self.tally.unanswered += 1
                self.tally.answers[f"nothing: {error!r}"[:_LONGEST_ANSWER]] += 1
            await asyncio.sleep(_PAUSE)

    def answered_with(self, status: int) -> None:
        """An attack was answered with a status of HTTP."""
        self.answered(f"status {status}")
        self.tally.failures += status >= 500 and status not in _REFUSALS


Attack = Callable[[Hostile], Awaitable[None]]
