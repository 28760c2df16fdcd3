"""Streamlit's own scripts, packed: a first visit takes a third of the bytes, which thirty phones at once share.

Streamlit leaves them as they are, since its server would pack them again for each visitor. Here each is packed once.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from threading import Lock

from cachetools import LRUCache
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FOLDER = "/static/"
_KINDS = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/wasm")
_LEAST = 1000  # bytes that are worth it
_MOST_KEPT = 32_000_000  # bytes
_LEVEL = 6  # 9 takes four times as long for a hundredth less

_File = tuple[list[tuple[bytes, bytes]], bytes]  # headers and packed body


class PackedFiles:
    """Middleware that packs what lies in Streamlit's folder of static files, once, and keeps it in memory.

    The files of a running server do not change, and their names hold a digest.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packed: LRUCache[str, _File] = LRUCache(_MOST_KEPT, getsizeof=lambda one: len(one[1]))
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_asked_for(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        with self._lock:
            known = self._packed.get(path)
        if known is None:
            await self._app(scope, receive, _Packing(send, lambda packed: self._keep(path, packed)))
        else:
            headers, body = known
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    def _keep(self, path: str, packed: _File) -> None:
        with self._lock:
            if len(packed[1]) < _MOST_KEPT:
                self._packed[path] = packed


def _is_asked_for(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or _FOLDER not in scope["path"]:
        return False
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and "range" not in headers


class _Packing:
    """Sends a response on, packed where that is worth it, and tells what it made of a whole file."""

    def __init__(self, send: Send, keep: Callable[[_File], None]) -> None:
        self._send, self._keep = send, keep
        self._start: Message | None = None  # held back until the file is whole
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _is_worth_it(message):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_packed(self._start)
            return
        await self._send(message)

    async def _send_packed(self, start: Message) -> None:
        body = await asyncio.to_thread(gzip.compress, self._body, _LEVEL)
        headers = MutableHeaders(raw=list(start["headers"]))
        del headers["etag"]  # of the file as it lies there
        headers["content-encoding"], headers["content-length"] = "gzip", str(len(body))
        headers.add_vary_header("Accept-Encoding")
        self._keep((headers.raw, body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def _is_worth_it(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    kind, length = headers.get("content-type", ""), int(headers.get("content-length", 0))
    return start["status"] == 200 and "content-encoding" not in headers and length >= _LEAST and kind.startswith(_KINDS)
