"""What a browser can watch: sources of pictures, each under a name."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Protocol, TypedDict, TypeVar

import numpy as np

Table = Mapping[str, np.ndarray | list[str]]  # columns of equal length


class Progress(TypedDict):
    """How far something is: a share from 0 to 1, and a line in Markdown."""

    share: float
    text: str


class Picture(TypedDict, total=False):
    """What a live figure shows at one moment; every part may be missing.

    Attributes:
        progress: of a run.
        lines: one-line texts in Markdown, by name.
        words: sentences in Markdown, under "What you see".
        tables: the rows of each chart, by its name.
        stage: where it is not the stage that the page was drawn for, the page is drawn again.
    """

    progress: Progress
    lines: dict[str, str]
    words: list[str]
    tables: dict[str, Table]
    stage: str


A = TypeVar("A", bound=Hashable)


class Source(Protocol[A]):
    """Makes the pictures of one kind.

    A picture is made once for all who watch the same arguments in the same language, so it shows nobody more than the
    arguments entitle everybody to see.
    """

    def read(self, args: Mapping[str, Any]) -> A:
        """What a browser's arguments mean; they may be anything that JSON can say. Called often, in the event loop.

        Raises:
            ValueError: they are nothing of ours.
        """

    def topic(self, args: A) -> str:
        """What `Hub.changed` is called with when the picture has become another; "" where only the arguments say it."""

    def picture(self, args: A) -> Picture | None:
        """The picture as it is now; ``None`` if there is nothing, or no more. Called in a thread, with the language."""

    def watched(self, args: A, viewer: str) -> None:
        """A browser's tab watches just now: called when it begins, and every two seconds or so. In a thread."""


SOURCES: dict[str, Source[Any]] = {}


def register(name: str, source: Source[Any]) -> None:
    """Let browsers watch a source under this name.

    Raises:
        ValueError: there is another one of that name.
    """
    if SOURCES.setdefault(name, source) is not source:
        raise ValueError(f"there is a source {name!r} already")
