"""What nobody means: on every route, on Streamlit's socket and on the channel."""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from benchmarks.abuse.hostile import Hostile
from benchmarks.light_channel import PATH
from benchmarks.light_http import request
from benchmarks.light_tab import STREAM

_ANSWER_SECONDS = 0.5
_SUBSCRIPTIONS = 500
_SOURCES = ("lab", "first layer", "fresh networks", "race", "waiting", "depth chart", "transfer", "nothing")
_ROUTES = (
    *("/", "/training", "/nothing", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics"),
    *("/_stcore/script-health-check", "/_stcore/upload_file/a/b", "/_stcore/stream", "/_stcore/bidi-components/../x"),
    *("/media/../../etc/passwd", "/component/x/../y", "/static/%2e%2e/%2e%2e/app.py", "/app/static/x", PATH),
    *("/live/pull", "/_stcore/agent/interact", "/oauth2callback?code=x", "/" + "a" * 8000, "/%00", "/?" + "x=1&" * 500),
)
_KINDS = ("application/json", "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "text/plain", "x")
_METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")


async def garbage(visitor: Hostile) -> None:
    """Some of it."""
    await random.choice((_routes, _raw, _channel, _subscriptions, _streamlit, _components))(visitor)


async def _routes(visitor: Hostile) -> None:
    for path in _ROUTES:
        body = secrets.token_bytes(random.choice((0, 10, 20_000)))
        kind = {"Content-Type": random.choice(_KINDS)}
        try:
            reply = await request(visitor.server, random.choice(_METHODS), path, [body] if body else (), kind)
        except (ConnectionError, http.client.HTTPException) as error:
            visitor.answered(f"closed: {type(error).__name__}")
        else:
            visitor.answered_with(reply.status)


async def _channel(visitor: Hostile) -> None:
    await _speak(visitor, PATH, list(_texts()))


async def _subscriptions(visitor: Hostile) -> None:
    await _speak(visitor, PATH, [json.dumps(_subscription(one % 20)) for one in range(_SUBSCRIPTIONS)], 0.0)


async def _streamlit(visitor: Hostile) -> None:
    for frame in _frames():
        await _speak(visitor, STREAM, [frame])


async def _raw(visitor: Hostile) -> None:
    """What is no HTTP."""
    place = urlsplit(visitor.server)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(secrets.token_bytes(2000) + b"\r\n\r\n")
    with suppress(TimeoutError, ConnectionError):
        visitor.answered((await asyncio.wait_for(reader.readline(), _ANSWER_SECONDS)).decode("latin-1").strip())
    writer.close()


async def _speak(visitor: Hostile, path: str, messages: Sequence[str | bytes], wait: float = _ANSWER_SECONDS) -> None:
    """Say all this on a socket, again on a new one where it is closed; each answer counts.

    Args:
        wait: seconds, for the answer to one.
    """
    address = visitor.server.replace("http", "ws", 1) + path
    protocols = [Subprotocol("streamlit")] if path == STREAM else None
    left = list(messages)
    while left:
        async with connect(
            address, origin=Origin(visitor.server), subprotocols=protocols, max_size=None, compression=None
        ) as socket:
            with suppress(ConnectionClosed):
                while left:
                    await socket.send(left.pop())
                    await _hear(visitor, socket, wait)
            if socket.close_code:
                visitor.answered(f"closed with {socket.close_code}")


async def _hear(visitor: Hostile, socket: ClientConnection, wait: float) -> None:
    with suppress(TimeoutError):
        told = await asyncio.wait_for(socket.recv(), wait)
        visitor.answered("a message" if isinstance(told, bytes) else told)


def _subscription(number: int) -> dict[str, object]:
    """To something of somebody else, or of nobody."""
    args = {"run": secrets.token_urlsafe(9), "theme": "", "token": secrets.token_urlsafe(9), "seed": _anything()}
    return {
        "watch": number,
        "source": random.choice(_SOURCES),
        "args": args,
        "language": random.choice(("en", "ko")),
        "viewer": secrets.token_hex(16),
        "have": 0,
    }


def _texts() -> Iterator[str | bytes]:
    yield from ("", "null", "[]", "{}", "[" * 4000, "x" * 4096, "x" * 100_000, b"bytes", '{"watch": 1e999}', "\ud7ff")
    for _ in range(20):
        message = _subscription(random.randrange(1, 17))
        message[random.choice(list(message))] = _anything()
        yield json.dumps(message)
    yield json.dumps({"drawn": _anything()})
    yield json.dumps({"end": _anything()})


def _frames() -> Iterator[str | bytes]:
    """For Streamlit's socket."""
    yield "a text"
    yield secrets.token_bytes(1000)
    yield from (
        _message(flag, True) for flag in ("clear_cache", "load_git_info", "stop_script", "debug_shutdown_runtime")
    )
    names = BackMsg()
    names.file_urls_request.file_names.extend(["a"] * 5000)
    yield names.SerializeToString()
    rerun = BackMsg()
    rerun.rerun_script.page_script_hash = rerun.rerun_script.fragment_id = "nothing"
    rerun.rerun_script.query_string = "lang=" + "%0A![](//nowhere.example)" * 100
    rerun.rerun_script.widget_states.widgets.add(id="nothing", int_value=2**60)
    yield rerun.SerializeToString()


def _message(field: str, value: bool) -> bytes:
    message = BackMsg()
    setattr(message, field, value)
    return message.SerializeToString()


async def _components(visitor: Hostile) -> None:
    """Have components of the pages tell what they never would."""
    for page in ("training", "initialization", "optimizers", "convolution", "imagenet"):
        async with visitor.tab(page) as tab:
            for components in list(tab.components.values()):
                await tab.ask(id=components[0].id, json_value=json.dumps(_anything_told()))
                await tab.run_to_end()
                visitor.answered(tab.exceptions[-1] if tab.exceptions else "drawn")


def _anything_told() -> object:
    keys = ("move", "token", "drawing", "grid", "stage", "start", "selected")
    return random.choice([_anything(), {key: _anything() for key in keys}, {"move": {"index": _anything()}}])


def _anything() -> object:
    return random.choice([None, True, -1, 2**70, 1e308, "", "x" * 300, "../../etc/passwd", [], [[1]], {}, {"a": None}])
