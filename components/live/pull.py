"""The plain-request twin of the socket, for where a proxy passes none.

``POST`` of at most `MOST_BYTES`:

    {"watches": [{"watch": 1, "source": "lab", "args": {...}, "language": "ko", "viewer": "<32 hex>", "have": 0}, ...]}

It is answered as soon as one of them has a picture that is not ``have``, after `WAIT_SECONDS` with nothing. The answer
holds each watch that has one: its number, the version and the length of the payload, four bytes each, most significant
first, and the payload. A watch that is nothing of ours has version 0 and no payload.
"""

from __future__ import annotations

import asyncio
import struct

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from components.live.admission import Admission, address_of, is_allowed
from components.live.feeds import Payer, Watch
from components.live.hub import Hub
from components.live.messages import MOST_WATCHES, Begin, Refused, read_begin, read_json
from models.limits import LIMITS

MOST_BYTES = 4 * LIMITS.channel_message_bytes
WAIT_SECONDS = 10.0
_FLOOD_SECONDS = 10.0  # who is too fast for so long is answered nothing more

_HEADER = struct.Struct("!III")


class _Answer:
    """What one request is answered."""

    def __init__(self, address: str) -> None:
        self.payer: Payer = (address, "")
        self.pictures: dict[int, tuple[int, bytes]] = {}
        self.has_news = asyncio.Event()

    def show(self, number: int, version: int, payload: bytes) -> None:
        self.pictures[number] = version, payload
        self.has_news.set()

    def refuse(self, number: int, why: str) -> None:
        self.show(number, 0, b"")

    def packed(self) -> bytes:
        return b"".join(
            _HEADER.pack(number, version, len(payload)) + payload
            for number, (version, payload) in self.pictures.items()
        )


async def pull(request: Request, hub: Hub, admission: Admission) -> Response:
    """Answer one request."""
    if not await is_allowed(request):
        return PlainTextResponse("another origin", 403)
    with admission.place(request) as has_place:
        if not has_place:
            return PlainTextResponse("too many", 503)
        await asyncio.sleep(admission.rate(request).take())
        answer = _Answer(address_of(request))
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                body = await _body(request)
            if body is None:
                return PlainTextResponse("too long", 413)
            begins = _read(body, answer)
        except (ClientDisconnect, TimeoutError, Refused) as refused:
            return PlainTextResponse(str(refused), 400)
        if not await _takes_its_time(begins, request, admission):
            return PlainTextResponse("too many", 429)
        watches: list[Watch] = []
        try:
            for begin in begins:
                try:
                    watches.append(hub.watch(answer, begin.number, begin.wish, begin.viewer, begin.have))
                except Refused as refused:
                    answer.refuse(begin.number, refused.why)
            await _first(answer.has_news, request, WAIT_SECONDS)
        finally:
            for watch in watches:
                hub.end(watch)
    # It is compressed already, and true for a moment only.
    headers = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
    return Response(answer.packed(), media_type="application/octet-stream", headers=headers)


async def _takes_its_time(begins: list[Begin], request: Request, admission: Admission) -> bool:
    """Wait as a socket would that asked for as much; gives whether it may be answered at all."""
    tabs = {begin.viewer: sum(other.viewer == begin.viewer for other in begins) for begin in begins}
    rates = [admission.rate_of_tab(request, viewer) for viewer in tabs]
    waits = [rate.take(asked) for rate, asked in zip(rates, tabs.values(), strict=True)]
    if any(rate.flooded > _FLOOD_SECONDS for rate in rates):
        return False
    # Of its address's messages the request itself was one.
    await asyncio.sleep(max(0.0, admission.rate(request).take(max(0, len(begins) - 1)), *waits))
    return True


async def _body(request: Request) -> bytes | None:
    """What was posted; ``None`` where it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return body


def _read(body: bytes, answer: _Answer) -> list[Begin]:
    """The watches of a request; those that are refused stand in the answer already.

    Raises:
        Refused: it is no request.
    """
    told = read_json(body)
    watches = told.get("watches") if isinstance(told, dict) else None
    if not isinstance(watches, list) or not 1 <= len(watches) <= MOST_WATCHES:
        raise Refused(0, "watches is no list of watches")
    begins: dict[int, Begin] = {}
    for one in watches:
        try:
            begin = read_begin(one)
        except Refused as refused:
            if not refused.number:
                raise
            answer.refuse(refused.number, refused.why)
        else:
            begins[begin.number] = begin
    return list(begins.values())


async def _first(news: asyncio.Event, request: Request, seconds: float) -> None:
    """Wait for news, for the end of the connection, or for so many seconds."""
    waiting = [asyncio.create_task(news.wait()), asyncio.create_task(_left(request))]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()


async def _left(request: Request) -> None:
    """Wait until the browser has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
