"""A browser that watches on the channel and draws nothing: it acknowledges each picture as soon as it has come.

Spoken by hand, since three hundred of them share two cores with the server that is measured.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

PATH = "/live/socket"

_BINARY, _CLOSE, _PING, _PONG, _TEXT = 2, 8, 9, 10, 1
_PATIENCE = 60.0


class ChannelClosed(Exception):
    """The server has closed a watcher's socket, or has not opened it."""


class LightWatcher(asyncio.Protocol):
    """One socket with one watch.

    Args:
        server: such as "http://127.0.0.1:8501".
        wish: the message that begins watch 1.

    Attributes:
        sizes: bytes on the wire of each picture that it was sent.
        opened: done when the socket is open.
        closed: why it is closed; "" while it is open.
    """

    def __init__(self, server: str, wish: Mapping[str, Any]) -> None:
        self.sizes: list[int] = []
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = ""
        self._server, self._wish = server, json.dumps(wish).encode()
        self._drawn = _masked(_TEXT, b'{"drawn":1}')
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {PATH} HTTP/1.1",
            f"Host: {urlsplit(self._server).netloc}",
            f"Origin: {self._server}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self.opened.done() and not self._open():
            return
        while self._take_message():
            pass

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = self.closed or f"lost: {exc}"
        if not self.opened.done():
            self.opened.set_exception(ChannelClosed(self.closed))

    def close(self) -> None:
        """Leave."""
        self._transport.close()

    def _open(self) -> bool:
        head, end, rest = bytes(self._received).partition(b"\r\n\r\n")
        if not end:
            return False
        if b" 101 " not in head.splitlines()[0]:
            self.closed = head.splitlines()[0].decode()
            self._transport.close()
            return False
        self._received = bytearray(rest)
        self.opened.set_result(None)
        self._transport.write(_masked(_TEXT, self._wish))
        return True

    def _take_message(self) -> bool:
        """Take one message out of what was received, if it is there completely."""
        received = self._received
        if len(received) < 2:
            return False
        size, start = received[1], 2
        if size == 126:
            start = 4
            size = int.from_bytes(received[2:4], "big")
        elif size == 127:
            start = 10
            size = int.from_bytes(received[2:10], "big")
        if len(received) < start or len(received) < start + size:
            return False
        kind, payload = received[0] & 15, bytes(received[start : start + size])
        del received[: start + size]
        if kind == _BINARY:
            self.sizes.append(start + size)
            self._transport.write(self._drawn)
        elif kind == _PING:
            self._transport.write(_masked(_PONG, payload))
        elif kind in (_CLOSE, _TEXT):
            self.closed = str(payload)
            self._transport.close()
        return True


@asynccontextmanager
async def watching(server: str, wishes: Sequence[Mapping[str, Any]]) -> AsyncIterator[list[LightWatcher]]:
    """As many watchers as there are wishes, all connected.

    Raises:
        ChannelClosed: one of them is no more at the end, or never was.
    """
    loop, place = asyncio.get_running_loop(), urlsplit(server)
    watchers = []
    for wish in wishes:
        connection = loop.create_connection(partial(LightWatcher, server, wish), place.hostname, place.port)
        watchers.append((await connection)[1])
        await asyncio.wait_for(watchers[-1].opened, _PATIENCE)
    yield watchers
    for watcher in watchers:
        if watcher.closed:
            raise ChannelClosed(watcher.closed)
        watcher.close()


def _masked(kind: int, payload: bytes) -> bytes:
    """A frame of a client, under a mask of zeros."""
    size = len(payload)
    head = (
        bytes([0x80 | kind, 0x80 | size]) if size < 126 else bytes([0x80 | kind, 0x80 | 126]) + struct.pack("!H", size)
    )
    return head + bytes(4) + payload
