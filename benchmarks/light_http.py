"""Plain requests to the app, also such as no browser sends; in threads, so that an event loop may go on meanwhile."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

_PATIENCE = 60.0
_XSRF = "_streamlit_xsrf"
_BOUNDARY = "layerlab-benchmarks"


@dataclass(frozen=True)
class Reply:
    """What a server answers; headers by their names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def request(
    server: str, method: str, path: str, body: Sequence[bytes] = (), headers: Mapping[str, str] | None = None
) -> Reply:
    """Ask once, over a connection of its own.

    Args:
        server: such as "http://127.0.0.1:8501". body: its parts, which are sent one after the other.

    Raises:
        OSError: nobody answers. http.client.HTTPException: what comes is no answer.
    """
    return await asyncio.to_thread(_request, server, method, path, body, headers or {})


def _request(server: str, method: str, path: str, body: Sequence[bytes], headers: Mapping[str, str]) -> Reply:
    place = urlsplit(server)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_PATIENCE)
    try:
        length = {"Content-Length": str(sum(map(len, body)))} if body else {}
        with suppress(BrokenPipeError, ConnectionResetError):  # who refuses a body need not read it
            connection.request(method, path, iter(body) if body else None, {**length, **headers})
        response = connection.getresponse()
        return Reply(response.status, {name.lower(): text for name, text in response.getheaders()}, response.read())
    finally:
        connection.close()


class Uploads:
    """The way for files, as a browser goes it: a cookie, and its value once more in a header."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._headers: dict[str, str] | None = None

    async def put(self, path: str, name: str, data: bytes) -> Reply:
        """Put a file where the server wants it."""
        if self._headers is None:
            self._headers = await self._known_to()
        begin = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        parts = (begin.encode(), data, f"\r\n--{_BOUNDARY}--\r\n".encode())
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        return await request(self._server, "PUT", path, parts, {**self._headers, **kind})

    async def _known_to(self) -> dict[str, str]:
        reply = await request(self._server, "GET", "/_stcore/health")
        cookie = SimpleCookie(reply.headers.get("set-cookie", ""))
        token = cookie[_XSRF].value if _XSRF in cookie else ""
        return {"Cookie": f"{_XSRF}={token}", "X-Xsrftoken": token, "Origin": self._server}
