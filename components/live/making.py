"""What the threads of the hub do: a picture as it is now, and telling sources who watches."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass

from components.i18n import speaking
from components.live.messages import Wish
from components.live.source import OVER
from components.picture import packed

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """A picture that has been made, in so many seconds of CPU time."""

    payload: bytes
    is_over: bool
    seconds: float


def make(wish: Wish) -> Made:
    """The picture as it is now."""
    started = time.thread_time()
    with speaking(wish.language):
        picture = wish.source.picture(wish.args)
    payload = b"" if picture is None else packed(picture)
    is_over = picture is not None and picture.get("stage") == OVER
    return Made(payload, is_over, time.thread_time() - started)


def tell(watched: Iterable[tuple[Wish, str]]) -> None:
    """Tell the sources who watches: wishes, and the viewers that have them."""
    for wish, viewer in watched:
        try:
            wish.source.watched(wish.args, viewer)
        except Exception:
            logger.exception("the source %r cannot be told who watches", wish.name)
