"""What a browser says on the channel, read with care: it may be anything."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from components.i18n import LANGUAGES
from components.live.source import SOURCES, Source
from components.session.tokens import is_issued
from models.limits import LIMITS

MOST_WATCHES = LIMITS.channel_watches_of_socket

STRANGER = "stranger"  # who watches with a token that no server has issued: sees what everybody sees

_VIEWER = re.compile("[0-9a-f]{32,64}")
_VERSIONS = range(2**32)

logger = logging.getLogger(__name__)


class Refused(ValueError):
    """A message is nothing of ours.

    Attributes:
        number: of the watch that it is about; 0 where it says none.
        why: in English, for whoever wrote the message.
    """

    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.number, self.why = number, why


@dataclass(frozen=True)
class Wish:
    """What a browser wants to see; equal wishes see the same picture.

    Attributes:
        args: as the source has read them.
        topics: what the source says that they depend on.
    """

    name: str
    args: Hashable
    language: str
    topics: tuple[str, ...]

    @property
    def source(self) -> Source[Any]:
        """Who makes the pictures."""
        return SOURCES[self.name]

    @property
    def is_constant(self) -> bool:
        """Whether there is one picture of it for ever."""
        return not self.topics and not self.source.every


@dataclass(frozen=True)
class Begin:
    """Begin a watch, or change what it is of.

    Attributes:
        number: 1 to `MOST_WATCHES`.
        viewer: the tab's token, or `STRANGER`.
        have: version of the picture that the browser shows, 0 for none.
    """

    number: int
    wish: Wish
    viewer: str
    have: int


@dataclass(frozen=True)
class Drawn:
    """The last picture of a watch is on the screen."""

    number: int


@dataclass(frozen=True)
class End:
    """Nobody looks at a watch any more."""

    number: int


def read_message(text: str) -> Begin | Drawn | End:
    """One message of a socket.

    Raises:
        Refused: it is none.
    """
    told = read_json(text)
    if not isinstance(told, dict):
        raise Refused(0, "not a message")
    if "drawn" in told:
        return Drawn(_number(told, "drawn"))
    if "end" in told:
        return End(_number(told, "end"))
    return read_begin(told)


def read_json(text: str | bytes) -> Any:
    """What a text says.

    Raises:
        Refused: it is not JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(0, "not JSON") from error


def read_begin(told: Any) -> Begin:
    """The wish to watch something.

    Raises:
        Refused: it is none, or there is nothing like that.
    """
    if not isinstance(told, dict):
        raise Refused(0, "not a message")
    number = _number(told, "watch")
    name, args, language = told.get("source"), told.get("args"), told.get("language")
    viewer, have = told.get("viewer"), _int(told.get("have", 0))
    if not isinstance(name, str) or name not in SOURCES:
        raise Refused(number, "unknown source")
    if not isinstance(args, dict):
        raise Refused(number, "args is not an object")
    if not isinstance(language, str) or language not in LANGUAGES:
        raise Refused(number, "unknown language")
    if not isinstance(viewer, str) or not _VIEWER.fullmatch(viewer):
        raise Refused(number, "viewer is no token")
    if have is None or have not in _VERSIONS:
        raise Refused(number, "have is no version")
    # A tab's token is of no use any more after the server's folder was cleared; its page will soon bring another.
    viewer = viewer if is_issued(viewer) else STRANGER
    return Begin(number, _wish(number, name, args, language, viewer), viewer, have)


def _wish(number: int, name: str, args: dict[str, Any], language: str, viewer: str) -> Wish:
    source = SOURCES[name]
    try:
        read = source.read(args, viewer)
        wish = Wish(name, read, language, tuple(source.topics(read)))
        hash(wish)
    except ValueError as error:
        raise Refused(number, str(error) or "unknown arguments") from error
    except Exception as error:  # whatever a browser says is answered
        logger.warning("the source %r cannot read its arguments: %r", name, error)
        raise Refused(number, "unknown arguments") from error
    return wish


def _number(told: dict[str, Any], key: str) -> int:
    number = _int(told.get(key))
    if number is None or not 1 <= number <= MOST_WATCHES:
        raise Refused(0, f"{key} is no number from 1 to {MOST_WATCHES}")
    return number


def _int(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
