"""Static files, packed once, over an app that counts how often it is asked."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from components.packed_files import PackedFiles

SCRIPT = "let x = 1\n" * 500
GZIP = {"accept-encoding": "gzip, deflate"}


class Site:
    """A script, a picture and a page.

    Attributes:
        asked: how often the app behind the middleware has answered, by path.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        routes = [
            Route(path, self._answer) for path in ("/static/app.js", "/static/cat.png", "/static/gone.js", "/page")
        ]
        self._app = Starlette(routes=routes, middleware=[Middleware(PackedFiles)])

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked[path] += 1
        kind = "image/png" if path.endswith("png") else "text/javascript; charset=utf-8"
        status = 404 if "gone" in path else 200
        return PlainTextResponse(SCRIPT, status, {"etag": "as it lies there"}, media_type=kind)

    def get(self, path: str, headers: dict[str, str]) -> tuple[int, Headers, bytes]:
        return asyncio.run(self._get(path, headers))

    async def _get(self, path: str, headers: dict[str, str]) -> tuple[int, Headers, bytes]:
        sent: list[Message] = []
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": raw}

        async def receive() -> Message:
            return await asyncio.Future()  # the client waits for the answer

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        start, *parts = sent
        return start["status"], Headers(raw=start["headers"]), b"".join(part["body"] for part in parts)


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_script_is_packed_once_for_all(site):
    answers = [site.get("/static/app.js", GZIP) for _ in range(3)]
    for status, headers, body in answers:
        assert (status, headers["content-encoding"]) == (200, "gzip")
        assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 3
        assert gzip.decompress(body).decode() == SCRIPT
        assert "accept-encoding" in headers["vary"].lower()
        assert "etag" not in headers
    assert site.asked["/static/app.js"] == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/app.js", {}),
        ("/static/app.js", {**GZIP, "range": "bytes=0-9"}),
        ("/static/cat.png", GZIP),
        ("/static/gone.js", GZIP),
        ("/page", GZIP),
    ],
)
def test_what_cannot_be_packed_or_need_not_is_left_as_it_is(site, path, headers):
    status, answered, body = site.get(path, headers)
    assert (status, body.decode()) == (404 if "gone" in path else 200, SCRIPT)
    assert "content-encoding" not in answered
    site.get(path, headers)
    assert site.asked[path] == 2
