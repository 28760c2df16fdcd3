"""What a browser can watch: sources of pictures, each under a name."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from components.picture import Picture

OVER = "over"  # the stage in which nothing new comes by itself

A = TypeVar("A", bound=Hashable)


class Source(Protocol[A]):
    """Makes the pictures of one kind.

    A picture is made once for all whose arguments, as `read` gives them, are equal, and who speak the same language. So
    what is for some eyes only has to make a difference there.

    Attributes:
        every: seconds after which a picture that is watched is made again although nothing was told to have changed,
            unless its stage is `OVER`; 0 for never.
    """

    every: float

    def read(self, args: Mapping[str, Any], viewer: str) -> A:
        """What a browser's arguments mean; they may be anything that JSON can say. Called often, in the event loop.

        Args:
            viewer: the tab's token, which nobody else knows; see `components.session.identity`.

        Raises:
            ValueError: they are nothing of ours.
        """

    def topics(self, args: A) -> Sequence[str]:
        """What `Hub.changed` is called with when the picture has become another; none where it never does."""

    def picture(self, args: A) -> Picture | None:
        """The picture as it is now; ``None`` if there is nothing, or no more. Called in a thread, with the language."""

    def watched(self, args: A, viewer: str) -> None:
        """A browser's tab watches just now: called when it begins, and every two seconds or so. In a thread."""


class Instant(Generic[A]):
    """What is the same of all sources whose pictures follow from what is asked alone."""

    every = 0.0

    def topics(self, args: A) -> Sequence[str]:
        return ()

    def watched(self, args: A, viewer: str) -> None:
        """Nobody needs to know."""


@runtime_checkable
class Weighed(Protocol):
    """A source that can tell beforehand what a picture costs: what is large must not keep what is small waiting."""

    def seconds(self, args: Any) -> float:
        """CPU seconds that the picture of these arguments takes at most, about. In the event loop."""


SOURCES: dict[str, Source[Any]] = {}


def register(name: str, source: Source[Any]) -> None:
    """Let browsers watch a source under this name.

    Raises:
        ValueError: there is another one of that name.
    """
    if SOURCES.setdefault(name, source) is not source:
        raise ValueError(f"there is a source {name!r} already")
