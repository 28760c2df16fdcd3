"""Many light sessions in a thread of their own, so that a real browser can be driven beside them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any

from benchmarks.cores import all_cores
from benchmarks.light_session import LightSession

_LONGEST = 120.0


class LightSessions:
    """Sessions of one server, for a ``with`` block, which closes them."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._sessions: list[LightSession] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="light sessions", daemon=True)

    def __enter__(self) -> LightSessions:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._all(session.close() for session in self._sessions)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        with all_cores():
            self._loop.run_forever()

    def open(self, page: str, queries: Sequence[str]) -> list[LightSession]:
        """Open a page once for each query, and wait until all are drawn."""
        opened = [LightSession(self._server, page, query) for query in queries]
        self._sessions += opened
        self._all(session.open() for session in opened)
        return opened

    def press(self, sessions: Sequence[LightSession], label: str, within: float = 0.0) -> None:
        """Click a button in all these sessions; returns when the clicks are sent.

        Args:
            within: seconds from the first click to the last, which are spread over them.
        """

        async def press(session: LightSession, wait: float) -> None:
            await asyncio.sleep(wait)
            await session.press(label)

        gap = within / max(1, len(sessions) - 1)
        self._all(press(session, index * gap) for index, session in enumerate(sessions))

    def seconds(self, asked: Coroutine[Any, Any, None], longest: float = _LONGEST) -> float:
        """How long something takes that a session is asked for; ``longest`` if it takes longer."""

        async def clock() -> float:
            started = time.perf_counter()
            try:
                await asyncio.wait_for(asked, longest)
            except TimeoutError:
                return longest
            return time.perf_counter() - started

        return asyncio.run_coroutine_threadsafe(clock(), self._loop).result()

    def _all(self, coroutines: Iterable[Coroutine[Any, Any, None]]) -> None:
        async def gather() -> None:
            await asyncio.wait_for(asyncio.gather(*coroutines), _LONGEST)

        asyncio.run_coroutine_threadsafe(gather(), self._loop).result()
