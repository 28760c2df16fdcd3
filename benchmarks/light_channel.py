"""The channel as a browser without a screen uses it: each picture is acknowledged as soon as it has come."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

PATH = "/live/socket"

_HEADER = struct.Struct("!II")  # number of the watch, version of the picture


class LightChannel:
    """The one socket of a tab. Made and used in an event loop; opened by the first watch.

    Args:
        server: its address. take: called with the key of a watch, its picture, and the bytes that came.

    Attributes:
        lost: why the server closed the socket; "" while it has not.
    """

    def __init__(self, server: str, take: Callable[[str, dict[str, Any], int], None]) -> None:
        self.lost = ""
        self._server, self._take = server, take
        self._wanted: dict[str, dict[str, Any]] = {}  # by the key of a watch
        self._numbers: dict[str, int] = {}
        self._socket: Any = None
        self._reader: asyncio.Task | None = None
        self._lock = asyncio.Lock()
        self._is_closing = False

    async def watch(self, key: str, request: dict[str, Any]) -> None:
        """Begin a watch, or change what it is of; nothing happens if it is of that already.

        Args:
            request: source, args, language and viewer.
        """
        if self._wanted.get(key) == request:
            return
        self._wanted[key] = request
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        await self._send({"watch": number, **request, "have": 0})

    async def end(self, key: str) -> None:
        """Watch it no more."""
        if self._wanted.pop(key, None) is not None:
            await self._send({"end": self._numbers[key]})

    async def close(self) -> None:
        """Disconnect."""
        self._is_closing = True
        if self._reader is not None:
            await self._socket.close()
            await self._reader

    async def _send(self, message: dict[str, Any]) -> None:
        async with self._lock:
            if self._socket is None:
                address = self._server.replace("http", "ws", 1) + PATH
                self._socket = await connect(address, origin=Origin(self._server), max_size=None, compression=None)
                self._reader = asyncio.create_task(self._read())
            await self._socket.send(json.dumps(message))

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for data in self._socket:
                if isinstance(data, str):
                    raise RuntimeError(f"the channel refuses: {data}")
                number, _version = _HEADER.unpack_from(data)
                await self._socket.send(json.dumps({"drawn": number}))
                key = next(key for key, of_watch in self._numbers.items() if of_watch == number)
                if key in self._wanted and len(data) > _HEADER.size:
                    self._take(key, json.loads(zlib.decompress(data[_HEADER.size :])), len(data))
        if not self._is_closing:
            self.lost = f"the channel was closed with code {self._socket.close_code} {self._socket.close_reason}"
