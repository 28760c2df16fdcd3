"""The style of our pages in the very document that a browser loads first, so that nothing jumps when a page comes."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Such a document is never the same as Streamlit's file, and is read here.
_OF_THE_FILE = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
# Streamlit adds its own styles to the head as they are needed; of two rules that weigh the same the later one holds.
_END = b"</body>"


class StyledPages:
    """Middleware that puts a style sheet at the end of every document that the app serves.

    Streamlit takes styles only as a part of a page, which comes after the first things have been drawn. Remove when it
    takes them with its theme.

    Args:
        style: the sheet; it does not hold the end of a style element.
    """

    def __init__(self, app: ASGIApp, style: str) -> None:
        self._app, self._style = app, f"<style>{style}</style>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", ""):
            headers = [pair for pair in scope["headers"] if pair[0] not in _OF_THE_FILE]
            await self._app({**scope, "headers": headers}, receive, _Styled(send, self._style))
        else:
            await self._app(scope, receive, send)


class _Styled:
    """Sends a response on; a document with the style in it."""

    def __init__(self, send: Send, style: bytes) -> None:
        self._send, self._style = send, style
        self._start: Message | None = None  # held back until the document is whole
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_document(self._start)
            return
        await self._send(message)

    async def _send_document(self, start: Message) -> None:
        body = self._body.replace(_END, self._style + _END, 1)
        headers = MutableHeaders(raw=list(start["headers"]))
        for name in ("etag", "last-modified"):
            del headers[name]
        if self._body:  # that of HEAD has none
            headers["content-length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})
