"""All that is private of Streamlit, for Streamlit 1.67: no other file imports `streamlit.runtime` or `streamlit.proto`.

Each piece names the issue that it works around and when it can go; where Streamlit has changed a name that it needs, it
leaves Streamlit as it is.
"""

from __future__ import annotations

import asyncio
import gc
import io
import logging
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from google.protobuf.message import DecodeError
from starlette import formparsers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.elements import exception
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from models.memory import give_back

_SOCKET = "/_stcore/stream"
_UNSUPPORTED_DATA, _PROTOCOL_ERROR = 1003, 1002  # see RFC 6455
_VEGA = "static/js/loadVegaEmbed"  # in Streamlit's folder of static files
logger = logging.getLogger(__name__)


def is_in_session() -> bool:
    """Whether a browser's session is being served; the threads that prepare things belong to none."""
    return get_script_run_ctx(suppress_warning=True) is not None


def forget_uploads(files: Iterable[Any]) -> None:
    """Have Streamlit drop its copies of uploaded files, which it would keep as long as the session lasts.

    Issues: github.com/streamlit/streamlit/issues/3553 and /9218. Remove when an uploader's files can be dropped.
    """
    context = get_script_run_ctx()
    if context is not None and hasattr(context.uploaded_file_mgr, "remove_file"):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def tell_errors_so(words: Callable[[], str]) -> None:
    """Have Streamlit tell readers of an error in these words, where ``client.showErrorDetails`` is "none".

    Its own are English, and meant for whoever wrote the app. Remove when an app can say what is shown instead.

    Args:
        words: gives them in the reader's language; called in the thread in which the error was.
    """
    if not hasattr(exception, "marshall"):
        return
    marshall = exception.marshall

    def told(proto: Any, error: BaseException, *args: Any, **more: Any) -> None:
        marshall(proto, error, *args, **more)
        if more.get("apply_show_error_details") and not proto.type:  # nothing else is left of it
            proto.message = words()

    exception.marshall = told  # type: ignore[assignment]


def session_id() -> str:
    """The session that is being served, as its addresses for uploads name it; "" in threads that belong to none."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def uploaded_files() -> Any:
    """What Streamlit keeps files in that have come and that no page has taken; ``None`` without a server."""
    return Runtime.instance().uploaded_file_mgr if Runtime.exists() else None


def tell_of_removed_uploads(removed: Callable[[str, str | None], None]) -> None:
    """Have this called when Streamlit drops a file: with its session and its id, which is ``None`` for all of them.

    Streamlit counts the bytes of all sessions together only, and bounds none of them. Remove when it does.
    """
    files = uploaded_files()
    if files is None or getattr(files, "layerlab_tells", False):
        return
    remove_one, remove_all = files.remove_file, files.remove_session_files

    def remove_file(session_id: str, file_id: str) -> None:
        remove_one(session_id, file_id)
        removed(session_id, file_id)

    def remove_session_files(session_id: str) -> None:
        remove_all(session_id)
        removed(session_id, None)

    files.remove_file, files.remove_session_files, files.layerlab_tells = remove_file, remove_session_files, True


class _InMemory(io.BytesIO):
    """The body of an upload. Starlette would write those of more than a megabyte to a file on disk.

    As a whole it is read without a copy.
    """

    _rolled = False  # what Starlette asks it, to know whether writing takes a thread

    def __init__(self, max_size: int = 0) -> None:
        super().__init__()

    def read(self, size: int | None = -1, /) -> bytes:
        return self.getvalue() if size == -1 and self.tell() == 0 else super().read(size)


def keep_uploads_off_disk() -> None:
    """Have the bodies of uploads stay in memory, however large. Whoever calls this bounds them.

    Streamlit takes no other size than Starlette's. Remove when it can be set.
    """
    if hasattr(formparsers, "SpooledTemporaryFile"):
        formparsers.SpooledTemporaryFile = _InMemory  # type: ignore[assignment, misc]
    else:
        logger.warning("this Starlette keeps uploads elsewhere: large ones may be written to disk on their way")


async def end_closed_sessions(every: float = 30.0) -> None:
    """End the sessions of tabs that were closed, on time, and with them what they hold; goes on until it is cancelled.

    Streamlit keeps them for a while, so that a lost connection can be taken up again, and then until another visitor
    comes. Remove when it ends them by itself (`MemorySessionStorage`).
    """
    while True:
        await asyncio.sleep(every)
        try:
            sessions = Runtime.instance()._session_mgr._session_storage._cache  # type: ignore[attr-defined]
            ended = [info.session for _, info in sessions.expire()]
        except (AttributeError, RuntimeError):
            logger.warning("this Streamlit keeps sessions elsewhere: closed ones may stay until another visitor comes")
            return
        for session in ended:
            session.shutdown()
            session.session_state.clear()  # the runtime's loop holds the last session until there is another
        if ended:
            del ended, session
            gc.collect()  # a session is held by itself, and it may hold much
            await asyncio.to_thread(give_back)


@cache
def vega_file() -> str:
    """Where Streamlit's front end has its copy of vega-embed, below the page's base address.

    The module exports one function, which gives a promise of ``{embed, expressionInterpreter}``. All charts of a page
    share it. Its name is Streamlit's own and has a hash in it, so it is found by its pattern.

    Raises:
        FileNotFoundError: this Streamlit has it elsewhere.
    """
    folder = Path(st.__file__).parent / "static"
    found = sorted(folder.glob(f"{_VEGA}.*.js"))
    if len(found) != 1:
        raise FileNotFoundError(f"one {_VEGA}.*.js is needed in {folder}, not {len(found)}")
    return found[0].relative_to(folder).as_posix()


def is_origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether Streamlit's own WebSocket route would take a browser with these headers; may ask the internet.

    So all of the server's options for it hold. Where this Streamlit has no such function, only pages of the same host
    are let in. Remove when `st.App` checks routes of one's own.
    """
    try:
        return _origin_check()(origin, host)
    except ValueError:  # they are no addresses
        return False


@cache
def _origin_check() -> Callable[[str | None, str | None], bool]:
    try:
        from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed
    except ImportError:
        logger.warning("this Streamlit does not tell which origins are allowed; only its own pages are")
        return lambda origin, host: origin is None or urlsplit(origin).netloc == host
    return _is_origin_allowed


class GuardedSocket:
    """Passes on what browsers say on Streamlit's socket, but for what no browser of ours says and would harm others.

    "Clear the caches", which is for developers, empties those of all sessions, and so lets go of what they hold. A text
    would be an error with a traceback, as would what is no message; both close the socket.

    Remove when Streamlit heeds only developers, and closes the socket by itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or not scope["path"].endswith(_SOCKET):
            await self._app(scope, receive, send)
            return

        async def heard() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                data = message.get("bytes")
                if data is None:
                    return {"type": "websocket.disconnect", "code": _UNSUPPORTED_DATA}
                try:
                    kind = BackMsg.FromString(data).WhichOneof("type")
                except DecodeError:
                    return {"type": "websocket.disconnect", "code": _PROTOCOL_ERROR}
                if kind != "clear_cache":
                    return message

        await self._app(scope, heard, send)
