"""What becomes of the files that an app serves, over a Starlette app of its own."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from components.page import STYLE
from components.served_files import PackedFiles, StyledPages

PAGE = "<html><head><title>A page</title></head><body>" + "text " * 500 + "</body></html>"
BROWSER = {"accept": "text/html,application/xhtml+xml", "accept-encoding": "gzip"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Client:
    """Asks an app as a server does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def get(self, path: str, headers: dict[str, str], method: str = "GET") -> Answer:
        return asyncio.run(self._answer(path, headers, method))

    async def _answer(self, path: str, headers: dict[str, str], method: str) -> Answer:
        sent: list[Message] = []
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": raw}

        asked: list[Message] = [{"type": "http.request", "body": b""}]

        async def receive() -> Message:
            return asked.pop() if asked else await asyncio.Future()  # the client waits for the answer

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        start, *parts = sent
        return Answer(start["status"], Headers(raw=start["headers"]), b"".join(part["body"] for part in parts))


@pytest.fixture(scope="module")
def client(tmp_path_factory) -> Client:
    file = tmp_path_factory.mktemp("pages") / "index.html"
    file.write_text(PAGE)

    async def page(request: Request) -> Response:
        return FileResponse(file)

    async def bare(request: Request) -> Response:
        return HTMLResponse("<p>alone</p>")

    async def text(request: Request) -> Response:
        return PlainTextResponse("</body>" * 500)

    routes = [Route("/", page), Route("/bare", bare), Route("/text", text)]
    middleware = [Middleware(StyledPages, "p {}", "js/loader.js"), Middleware(GZipMiddleware)]
    return Client(Starlette(routes=routes, middleware=middleware))


def test_a_document_has_style_and_script_behind_all_that_streamlit_puts_into_its_head(client):
    response = client.get("/", headers=BROWSER)
    start, end = response.text.split("<style>p {}</style>")
    assert start + "</body></html>" == PAGE
    assert end.startswith('<script type="module">import("./js/loader.js")')
    assert end.endswith("</script></body></html>")
    assert int(response.headers["content-length"]) == len(response.content)


def test_it_is_no_copy_of_the_file_that_a_browser_may_have(client):
    file = client.get("/", headers={"accept": "*/*"})
    known = {"if-none-match": file.headers["etag"], "if-modified-since": file.headers["last-modified"]}
    response = client.get("/", headers={**BROWSER, **known, "range": "bytes=0-9"})
    assert response.status == 200
    assert "<style>" in response.text
    assert not {"etag", "last-modified"} & set(response.headers)


def test_what_asks_for_no_document_is_left_as_it_is(client):
    assert client.get("/", headers={"accept": "*/*"}).text == PAGE
    assert "<style>" not in client.get("/text", headers=BROWSER).text
    packed = client.get("/text", headers={"accept": "*/*", "accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == b"</body>" * 500


def test_a_document_without_an_end_and_an_answer_without_a_document_come_whole(client):
    assert client.get("/bare", headers=BROWSER).text == "<p>alone</p>"
    head = client.get("/", headers=BROWSER, method="HEAD")
    assert (head.status, head.content) == (200, b"")


def test_our_sheet_does_not_end_its_own_element():
    assert "</style" not in STYLE.lower()


SCRIPT = "let x = 1\n" * 500
GZIP = {"accept-encoding": "gzip, deflate"}


class Site(Client):
    """A script, a picture and a page.

    Attributes:
        asked: how often the app behind the middleware has answered, by path.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        paths = ("/static/app.js", "/static/cat.png", "/static/gone.js", "/page")
        middleware = [Middleware(PackedFiles)]
        super().__init__(Starlette(routes=[Route(path, self._serve) for path in paths], middleware=middleware))

    async def _serve(self, request: Request) -> Response:
        path = request.url.path
        self.asked[path] += 1
        kind = "image/png" if path.endswith("png") else "text/javascript; charset=utf-8"
        return PlainTextResponse(SCRIPT, 404 if "gone" in path else 200, {"etag": "of the file"}, media_type=kind)


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_script_is_packed_once_for_all(site):
    for answer in [site.get("/static/app.js", GZIP) for _ in range(3)]:
        assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
        assert int(answer.headers["content-length"]) == len(answer.content) < len(SCRIPT) / 3
        assert gzip.decompress(answer.content).decode() == SCRIPT
        assert "accept-encoding" in answer.headers["vary"].lower()
        assert "etag" not in answer.headers
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
    answer = site.get(path, headers)
    assert (answer.status, answer.text) == (404 if "gone" in path else 200, SCRIPT)
    assert "content-encoding" not in answer.headers
    site.get(path, headers)
    assert site.asked[path] == 2
