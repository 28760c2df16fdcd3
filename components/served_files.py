"""What the server makes of the files that Streamlit serves: documents with our style, and scripts packed once."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A document is never the same as Streamlit's file, and is read here.
_OF_THE_FILE = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
# Streamlit adds its own styles to the head as they are needed; of two rules that weigh the same the later one holds.
_END = b"</body>"

_STATIC = "/static/"
_PACKED_KINDS = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/wasm")
_LEAST = 1000  # bytes that are worth packing
_MOST_KEPT = 32_000_000  # bytes
_LEVEL = 6  # 9 takes four times as long for a hundredth less


@dataclass(frozen=True)
class _Response:
    """A whole response."""

    status: int
    headers: MutableHeaders
    body: bytes

    def with_body(self, body: bytes) -> _Response:
        """The same with another body, which is no copy of the file that a browser may have."""
        headers = MutableHeaders(raw=list(self.headers.raw))
        for name in ("etag", "last-modified"):
            del headers[name]
        if self.body:  # that of HEAD has none, and keeps the length that it tells
            headers["content-length"] = str(len(body))
        return _Response(self.status, headers, body)

    async def send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers.raw})
        await send({"type": "http.response.body", "body": self.body})


class _Whole:
    """Holds a response back until it is whole, and sends what becomes of it; others pass.

    Args:
        is_wanted: whether to hold back one with this status and these headers.
        change: makes the response that is sent instead.
    """

    def __init__(
        self, send: Send, is_wanted: Callable[[int, Headers], bool], change: Callable[[_Response], Awaitable[_Response]]
    ) -> None:
        self._send, self._is_wanted, self._change = send, is_wanted, change
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self._is_wanted(message["status"], Headers(raw=message["headers"])):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                headers = MutableHeaders(raw=self._start["headers"])
                changed = await self._change(_Response(self._start["status"], headers, self._body))
                await changed.send(self._send)
            return
        await self._send(message)


class StyledPages:
    """Middleware that completes every document that the app serves.

    A style sheet is there from the start, so that nothing jumps; a script loads what the first charts would wait for.

    Streamlit takes styles and scripts only as a part of a page, which comes after the first things have been drawn.
    Remove when it takes them with its theme.

    Args:
        style: the sheet; it does not hold the end of a style element.
        module: address of a script of Streamlit's own, as seen from the document, which exports the function that loads
            the charts' library.
    """

    def __init__(self, app: ASGIApp, style: str, module: str) -> None:
        load = f'import("./{module}").then((loader) => Object.values(loader)[0]()).catch(() => {{}})'
        self._app, self._end = app, f'<style>{style}</style><script type="module">{load}</script>'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", ""):
            headers = [pair for pair in scope["headers"] if pair[0] not in _OF_THE_FILE]
            scope, send = {**scope, "headers": headers}, _Whole(send, _is_document, self._styled)
        await self._app(scope, receive, send)

    async def _styled(self, page: _Response) -> _Response:
        return page.with_body(page.body.replace(_END, self._end + _END, 1))


class PackedFiles:
    """Middleware that packs what lies in Streamlit's folder of static files, once, and keeps it in memory.

    A first visit takes a third of the bytes, which thirty phones at once share. Streamlit leaves its files as they are,
    since its server would pack them again for each visitor. They do not change while it runs.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packed: LRUCache[str, _Response] = LRUCache(_MOST_KEPT, getsizeof=lambda one: len(one.body))
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_be_packed(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        with self._lock:
            known = self._packed.get(path)
        if known is not None:
            await known.send(send)
            return

        async def pack(file: _Response) -> _Response:
            packed = await _gzipped(file)
            with self._lock:
                if len(packed.body) < _MOST_KEPT:
                    self._packed[path] = packed
            return packed

        await self._app(scope, receive, _Whole(send, _is_worth_packing, pack))


def _is_document(_status: int, headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html")


def _may_be_packed(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or _STATIC not in scope["path"]:
        return False
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and "range" not in headers


def _is_worth_packing(status: int, headers: Headers) -> bool:
    is_plain = status == 200 and "content-encoding" not in headers
    is_long = int(headers.get("content-length", 0)) >= _LEAST
    return is_plain and is_long and headers.get("content-type", "").startswith(_PACKED_KINDS)


async def _gzipped(file: _Response) -> _Response:
    packed = file.with_body(await asyncio.to_thread(gzip.compress, file.body, _LEVEL))
    packed.headers["content-encoding"] = "gzip"
    packed.headers.add_vary_header("Accept-Encoding")
    return packed
