"""The WebSocket route: what a browser says and is sent, over one connection.

From the browser come JSON texts, at most `Limits.message` bytes each:

    {"watch": 1, "source": "lab", "args": {...}, "language": "ko", "viewer": "<32 hex>", "have": 0}
    {"drawn": 1}
    {"end": 1}

The first begins watch 1, or changes what it is of; ``have`` is the version of the picture that the browser shows, 0 for
none. "drawn" says that the last picture of the watch is on the screen; before that, the next is not sent. A watch that
was changed may still be sent a picture of what it was of before, and then of what it is of: to see nothing of the old,
end it and begin one under another number.

A picture goes as bytes: number of the watch and version, four bytes each, most significant first, then the payload (see
`components.picture`), which is empty where there is nothing to watch any more. Versions only tell pictures apart.
``{"refused": 1, "why": "..."}`` answers what is nothing of ours; 0 stands for a message without a number.
"""

from __future__ import annotations

import asyncio
import json
import struct
import time
from contextlib import suppress
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect

from components.live.admission import Admission, address_of, is_allowed
from components.live.feeds import Payer, Watch
from components.live.hub import Hub
from components.live.messages import Begin, Drawn, Refused, read_message
from components.live.rate import Rate
from models.limits import LIMITS

POLICY_VIOLATION, MESSAGE_TOO_BIG, TRY_AGAIN_LATER = 1008, 1009, 1013

_GOODBYE_SECONDS = 5.0
_HEADER = struct.Struct("!II")


@dataclass(frozen=True)
class Limits:
    """What one socket may do.

    Attributes:
        message: bytes of a message.
        rate: messages a second, in the long run; faster ones wait, as do those of an address that sends too many.
        burst: messages that may come at once.
        flood: seconds after which a socket that is always too fast is closed.
        refusals: messages in a row that are nothing of ours, before the socket is closed.
        unread: seconds that a picture may take to leave.
        silence: seconds for which a socket may say nothing while it watches nothing, or a picture waits to be drawn, as
            in a tab that nobody sees; up to twice as long. A browser that is gone is told by the server's own pings, as
            a rule: they cannot close a connection that has bytes left to send.
    """

    message: int = LIMITS.channel_message_bytes
    rate: float = LIMITS.channel_messages
    burst: int = 200
    flood: float = 10.0
    refusals: int = 20
    unread: float = 60.0
    silence: float = 300.0


class Closing(Exception):
    """A socket has to be closed.

    Attributes:
        code: of the closing, see RFC 6455.
    """

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


class Connection:
    """One open socket and what it watches.

    Args:
        shared: what its address may say.
    """

    def __init__(self, websocket: WebSocket, hub: Hub, limits: Limits, shared: Rate) -> None:
        self._websocket, self._hub, self._limits, self._shared = websocket, hub, limits, shared
        self.payer: Payer = (address_of(websocket), object())
        self._watches: dict[int, Watch] = {}
        # The newest of each watch that is not sent yet: its version, and the bytes that all who wait for it share.
        self._pictures: dict[int, tuple[int, bytes]] = {}
        self._refused: dict[int, str] = {}  # the newest refusal of each number that is not sent yet
        self._has_news = asyncio.Event()
        self._rate = Rate(limits.rate, limits.burst)
        self._refusals = 0
        self._has_spoken = True

    def show(self, number: int, version: int, payload: bytes) -> None:
        self._pictures[number] = version, payload
        self._has_news.set()

    def refuse(self, number: int, why: str) -> None:
        self._forget(number)
        self._refused[number] = json.dumps({"refused": number, "why": why})
        self._has_news.set()

    async def serve(self) -> None:
        """Listen and send until either is over.

        Raises:
            Closing: the browser does what it must not.
        """
        tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._send())]
        try:
            while not any(task.done() for task in tasks):
                await asyncio.wait(tasks, timeout=self._limits.silence, return_when=asyncio.FIRST_COMPLETED)
                watches = self._watches.values()
                if not self._has_spoken and not (watches and all(watch.is_ready for watch in watches)):
                    raise Closing(TRY_AGAIN_LATER, "nothing is drawn, or watched")
                self._has_spoken = False
        finally:
            for task in tasks:
                task.cancel()
            for number in list(self._watches):
                self._forget(number)
            endings = await asyncio.gather(*tasks, return_exceptions=True)
        for ending in endings:
            if isinstance(ending, Exception) and not isinstance(ending, WebSocketDisconnect):
                raise ending

    async def _listen(self) -> None:
        while True:
            text = await self._next_text()
            self._has_spoken = True
            wait = max(self._rate.take(), self._shared.take())
            if wait:
                if self._rate.flooded > self._limits.flood:
                    raise Closing(POLICY_VIOLATION, "too many messages")
                await asyncio.sleep(wait)
            try:
                self._hear(text)
                self._refusals = 0
            except Refused as refused:
                self._count_refusal()
                self.refuse(refused.number, refused.why)

    async def _next_text(self) -> str:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        text = message.get("text")
        if text is None:
            raise Closing(POLICY_VIOLATION, "only texts are understood")
        if len(text) > self._limits.message or len(text.encode()) > self._limits.message:
            raise Closing(MESSAGE_TOO_BIG, "the message is too long")
        return text

    def _hear(self, text: str) -> None:
        message = read_message(text)
        watch = self._watches.get(message.number)
        if isinstance(message, Begin):
            if watch is None:
                wish, viewer, have = message.wish, message.viewer, message.have
                self._watches[message.number] = self._hub.watch(self, message.number, wish, viewer, have)
            else:
                self._hub.change(watch, message.wish, message.have)
        elif watch is not None and isinstance(message, Drawn):
            self._hub.drawn(watch)
        else:
            self._forget(message.number)

    def _forget(self, number: int) -> None:
        watch = self._watches.pop(number, None)
        if watch is not None:
            self._hub.end(watch)
        self._pictures.pop(number, None)

    def _count_refusal(self) -> None:
        self._refusals += 1
        if self._refusals > self._limits.refusals:
            raise Closing(POLICY_VIOLATION, "nothing that is understood")

    async def _send(self) -> None:
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            while self._refused or self._pictures:
                try:
                    async with asyncio.timeout(self._limits.unread):
                        if self._refused:
                            await self._websocket.send_text(self._refused.pop(next(iter(self._refused))))
                        else:
                            number = next(iter(self._pictures))
                            await self._send_picture(number, *self._pictures.pop(number))
                except TimeoutError:
                    raise Closing(TRY_AGAIN_LATER, "nothing is read") from None

    async def _send_picture(self, number: int, version: int, payload: bytes) -> None:
        started = time.perf_counter()
        await self._websocket.send_bytes(_HEADER.pack(number, version) + payload)
        self._hub.sent(time.perf_counter() - started)


async def serve(websocket: WebSocket, hub: Hub, admission: Admission, limits: Limits) -> None:
    """Serve one socket from its handshake to its end; one of another origin, or too many, gets 403."""
    if not await is_allowed(websocket):
        await websocket.close(POLICY_VIOLATION)
        return
    with admission.place(websocket) as has_place:
        if not has_place:
            await websocket.close(TRY_AGAIN_LATER)
            return
        await websocket.accept()
        try:
            await Connection(websocket, hub, limits, admission.rate(websocket)).serve()
        except Closing as closing:
            with suppress(WebSocketDisconnect, TimeoutError):
                async with asyncio.timeout(_GOODBYE_SECONDS):
                    await websocket.close(closing.code, str(closing))
