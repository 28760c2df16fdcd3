"""What comes by Streamlit's route for uploads, bounded as it comes in: bytes, files and time, each and all together."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.session.uploads import ways_in
from components.streamlit_fixes import keep_uploads_off_disk, tell_of_removed_uploads, uploaded_files
from models.limits import LIMITS, ServerLimits
from models.photos.room import ROOM, Kept, Room, RoomFull

_PLACE = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")  # the session and the file's id
_AROUND = 100_000  # bytes of a body besides the file; Streamlit allows 64 kB
_STEP = 1_000_000  # bytes that are counted at once, ahead
_PROGRESS = 100_000  # bytes that have to come in `upload_silence`


class _Refused(Exception):
    """An upload ends here, with this status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(status, why)
        self.status, self.why = status, why


class BoundedUploads:
    """Middleware around Streamlit's route for uploads, which by itself takes any number of files from any session.

    Refused are: what no page asks for (403); a file, or files of a visitor, of too many bytes, and too many files
    (413); what comes too slowly (408); and what finds no room among others' files (507). Nothing is written to disk.

    Args:
        room: where they are counted; what it needs for others is dropped.
        limits: on files and time.
    """

    def __init__(self, app: ASGIApp, room: Room = ROOM, limits: ServerLimits = LIMITS) -> None:
        keep_uploads_off_disk()
        self._app, self._room, self._limits = app, room, limits
        self._come: dict[tuple[str, str], Kept[None]] = {}
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = _PLACE.search(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if place is None:
            await self._app(scope, receive, send)
            return
        tell_of_removed_uploads(self._forget)
        try:
            await self._take(scope, receive, send, place[1], place[2])
        except ClientDisconnect:
            pass  # nobody waits for an answer
        except _Refused as refused:
            answer = PlainTextResponse(refused.why, refused.status, {"connection": "close"})  # the rest is not read
            await answer(scope, receive, send)

    async def _take(self, scope: Scope, receive: Receive, send: Send, session: str, file: str) -> None:
        most, kept = self._admitted(session, file, Headers(scope=scope).get("content-length", ""))
        arriving = _Arriving(receive, send, kept, most, self._limits)
        try:
            await arriving.pass_to(self._app, scope)
        except BaseException:
            self._drop(session, file, kept)
            raise
        if ways_in(session) is None:
            # The tab was closed meanwhile. Streamlit may have ended the session, and would keep the file for ever.
            uploaded_files().remove_session_files(session)
        if arriving.status >= 300 or not uploaded_files().get_files(session, [file]):
            self._drop(session, file, kept)
            return
        # No page has taken it yet, and until then the room can have it back.
        kept.on_giving_way = lambda: uploaded_files().remove_file(session, file)
        if kept.gave_way:
            kept.on_giving_way()

    def _admitted(self, session: str, file: str, length: str) -> tuple[int, Kept[None]]:
        """The bytes that a request may have, and the file's place among those of all, which counts nothing yet."""
        ways = ways_in(session)
        if ways is None or not ways.most:
            raise _Refused(403, "the page asks for no file")
        most = ways.most + _AROUND
        if length.isdecimal() and int(length) > most:
            raise _Refused(413, "the file is too large")
        with self._lock:
            if sum(one == session for one, _ in self._come) >= self._limits.visitor_files:
                raise _Refused(413, "these are too many files")
            if (session, file) in self._come:
                raise _Refused(409, "the file is there already")
            kept = self._come[session, file] = self._room.keep(ways.owner, None, 0)
        return most, kept

    def _drop(self, session: str, file: str, kept: Kept[None]) -> None:
        with self._lock:
            if self._come.get((session, file)) is kept:
                del self._come[session, file]
        kept.release()

    def _forget(self, session: str, file: str | None) -> None:
        """Streamlit has dropped a file, or all of a session; in any thread."""
        with self._lock:
            for place in [place for place in self._come if place[0] == session and file in (None, place[1])]:
                self._come.pop(place).release()


class _Arriving:
    """A request's body on its way in.

    Attributes:
        status: of the answer; 0 before.
    """

    def __init__(self, receive: Receive, send: Send, kept: Kept[None], most: int, limits: ServerLimits) -> None:
        self._receive, self._send, self._kept, self._most, self._limits = receive, send, kept, most, limits
        self._clock = asyncio.timeout(limits.upload_silence)
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + limits.upload_seconds
        self._got = self._got_before = 0
        self.status = 0

    async def pass_to(self, app: ASGIApp, scope: Scope) -> None:
        """Hand it on.

        Raises:
            _Refused: it is too large or too slow, or has to give way.
        """
        try:
            async with self._clock:
                self._kept.on_giving_way = lambda: self._soon(self._give_up)
                await app(scope, self._next, self._answer)
        except TimeoutError:
            if not self._clock.expired():
                raise
            raise _Refused(*((507, "others need the room") if self._kept.gave_way else (408, "too slow"))) from None

    async def _next(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._count(len(message.get("body", b"")), is_last=not message.get("more_body", False))
        return message

    async def _answer(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)

    def _count(self, more: int, is_last: bool) -> None:
        self._got += more
        if self._got > self._most:
            raise _Refused(413, "the file is too large")
        # A little ahead, so that the room is not asked for every piece.
        ahead = 0 if is_last else min(self._got, _STEP)
        if is_last or self._got > self._kept.size:
            try:
                self._kept.grow(self._got + ahead - self._kept.size)
            except RoomFull as none:
                status, why = (413, "enough of this visitor's") if none.reason == "visitor" else (507, "full")
                raise _Refused(status, why) from None
        if self._got - self._got_before >= _PROGRESS:
            self._got_before = self._got
            self._set_clock(min(self._until, self._loop.time() + self._limits.upload_silence))

    def _soon(self, act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the server has ended
            self._loop.call_soon_threadsafe(act)

    def _give_up(self) -> None:
        self._set_clock(self._loop.time())

    def _set_clock(self, when: float) -> None:
        with suppress(RuntimeError):  # it has struck
            self._clock.reschedule(when)
