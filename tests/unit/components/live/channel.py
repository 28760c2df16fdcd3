"""The channel under a real server on loopback, with a source that a test rules and clients that a test speaks for."""

from __future__ import annotations

import json
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from secrets import token_hex
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from components.i18n import language
from components.live.hub import Hub
from components.picture import Picture
from components.session.tokens import issue_token
from tests.waiting import until

VIEWER = issue_token()


class Toy:
    """Pictures of a number that a test sets; the arguments are the picture's name, and whether there are others.

    "mine" is another picture for each tab.

    Attributes:
        made: the names of all pictures that were made, in order.
        seen: arguments and viewers that it was told are watching.
        may_go_on: cleared, pictures are not ready until it is set.
        has_begun: set as soon as a picture is being made.
        on_made: called with the name of each picture that was made.
        size: bytes of noise that come with each picture.
        stage: of each picture.
    """

    def __init__(self) -> None:
        self.value, self.every, self.size, self.stage = 0, 0.0, 0, "going"
        self.made: list[str] = []
        self.seen: list[tuple[tuple[str, bool], str]] = []
        self.gone: set[str] = set()
        self.failing: set[str] = set()
        self.may_go_on, self.has_begun = threading.Event(), threading.Event()
        self.may_go_on.set()
        self.on_made: Callable[[str], None] = lambda name: None

    def read(self, args: Mapping[str, Any], viewer: str) -> tuple[str, bool]:
        name = args["name"]
        if not isinstance(name, str):
            raise ValueError("name is no text")
        return f"mine {viewer}" if name == "mine" else name, bool(args.get("fixed", False))

    def topics(self, args: tuple[str, bool]) -> Sequence[str]:
        name, is_fixed = args
        return [] if is_fixed else [name, "all"]

    def picture(self, args: tuple[str, bool]) -> Picture | None:
        name, value = args[0], self.value
        self.made.append(name)
        self.has_begun.set()
        assert self.may_go_on.wait(30)
        self.on_made(name)
        if name in self.failing:
            raise RuntimeError("this picture fails")
        if name in self.gone:
            return None
        lines = {"name": name, "value": str(value), "language": language()}
        return {"lines": lines, "words": [token_hex(self.size // 2)], "stage": self.stage}

    def watched(self, args: tuple[str, bool], viewer: str) -> None:
        self.seen.append((args, viewer))


class Server:
    """A server with the channel's routes.

    Attributes:
        address: such as "127.0.0.1:1234".
    """

    def __init__(self, address: str, hub: Hub, source: Toy) -> None:
        self.address, self.hub, self.source = address, hub, source

    @contextmanager
    def client(
        self, path: str = "/live/socket", origin: str | None = None, compression: str | None = None
    ) -> Iterator[Client]:
        """A socket, as of a page from this server by default."""
        page = Origin(f"http://{self.address}" if origin is None else origin)
        with connect(f"ws://{self.address}{path}", origin=page, compression=compression, proxy=None) as opened:
            yield Client(opened)

    def change(self, value: int, *names: str) -> None:
        """Have the source's number changed, and these pictures with it."""
        self.source.value = value
        for name in names or ("a",):
            self.hub.changed(name)


class Client:
    """What a browser says, and what it is told."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def say(self, message: Any) -> None:
        self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    def watch(self, name: str = "a", number: int = 1, **told: Any) -> None:
        self.say(begin(name, number, **told))

    def drawn(self, number: int = 1) -> None:
        self.say({"drawn": number})

    def receive(self) -> str | bytes:
        return self.connection.recv(timeout=30)

    def refusal(self) -> dict[str, Any]:
        """The next message, which has to be a refusal."""
        told = self.receive()
        assert isinstance(told, str), read(told)
        return json.loads(told)

    def lines(self) -> dict[str, str]:
        """The lines of the next picture."""
        told = self.receive()
        assert isinstance(told, bytes), told
        _number, _version, picture = read(told)
        assert picture is not None
        return picture["lines"]

    def value(self) -> int:
        """The number in the next picture."""
        return int(self.lines()["value"])


def begin(name: str = "a", number: int = 1, **told: Any) -> dict[str, Any]:
    """The message that begins a watch of the toy."""
    args = {"name": name, "fixed": told.pop("fixed", False)}
    first = {"watch": number, "source": "toy", "args": args, "language": "en", "viewer": VIEWER, "have": 0}
    return {**first, **told}


def read(told: bytes) -> tuple[int, int, dict[str, Any] | None]:
    """Watch, version and picture of a message of the socket."""
    number, version = struct.unpack("!II", told[:8])
    return number, version, json.loads(zlib.decompress(told[8:])) if told[8:] else None


@contextmanager
def serving(routes: Sequence[BaseRoute], **options: Any) -> Iterator[str]:
    """Serve routes on loopback as Streamlit's uvicorn does; gives host and port."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        Starlette(routes=list(routes)), ws="websockets-sansio", ws_per_message_deflate=False, log_config=None, **options
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        until(lambda: server.started)
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
