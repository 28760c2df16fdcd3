"""Drawing a page again as soon as something that it waits for is there, such as a worker's answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any

from cachetools import TTLCache

from components.browser.live_figure import Watch, live_figure
from components.live.source import register
from components.picture import Picture
from components.runs.status import workers_are_missing

_SOURCE = "waiting"
# What was waited for by an earlier drawing is dropped; a page that waits longer is drawn once and waits on.
_KEPT, _KEPT_SECONDS = 2000, 600.0
_LONGEST_TOKEN = 40

_awaited: TTLCache[str, Callable[[], bool]] = TTLCache(_KEPT, _KEPT_SECONDS)
_lock = Lock()


def draw_again_when(is_there: Callable[[], bool], key: str) -> None:
    """Have the page drawn again once something is there, or what `waiting_text` says has changed.

    Args:
        is_there: says so; called in another thread, some times a second, so it knows nothing of the session.
        key: tells what is waited for from other such things on the page.
    """
    are_missing = workers_are_missing()
    token = secrets.token_urlsafe(9)  # of this drawing: the next one has something else to wait for
    with _lock:
        _awaited[token] = lambda: is_there() or workers_are_missing() != are_missing
    live_figure([], {}, stage="waiting", watch=Watch(_SOURCE, {"token": token}), key=f"waiting_{key}")


class _Waiting:
    """Tells a browser when to have its page drawn again; a `components.live.source.Source`."""

    every = 0.2  # seconds between two looks

    def read(self, args: Mapping[str, Any], viewer: str) -> str:
        token = args.get("token")
        if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
            raise ValueError("no token")
        return token

    def topics(self, token: str) -> Sequence[str]:
        return ()

    def picture(self, token: str) -> Picture:
        with _lock:
            is_there = _awaited.get(token)
        # Each drawing has a stage of its own, or the browser would take the next one's for what it has told already.
        return {"stage": "waiting" if is_there is not None and not is_there() else f"there {token}"}

    def watched(self, token: str, viewer: str) -> None:
        """Nobody needs to know."""


register(_SOURCE, _Waiting())
