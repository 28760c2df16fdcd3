"""Where the page of `upload_app` keeps what comes, and the app's limits."""

from __future__ import annotations

import weakref
from typing import Any

from components.session.drawers import Drawers
from components.session.keeping import keep_file
from models.photos.room import Kept

MOST_FILES, SILENCE_SECONDS, MOST_SECONDS = 120, 2, 4
ALBUMS: Drawers[list[Kept[bytes]]] = Drawers("albums", list, stays=1.0)
SEEN: weakref.WeakSet[Answer] = weakref.WeakSet()


class Answer:
    """What a page remembers of a photo in its session."""

    def __init__(self) -> None:
        SEEN.add(self)


def take(files: list[Any]) -> None:
    """Keep what has come."""
    ALBUMS.mine().extend(keep_file(file.getvalue(), file.name) for file in files)
