"""All that is private of Streamlit, for Streamlit 1.67: no other file imports `streamlit.runtime` or `streamlit.proto`.

Each piece names the issue that it works around and when it can go; where Streamlit has changed a name that it needs, it
leaves Streamlit as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

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


@cache
def let_pages_be_told() -> None:
    """Have what a page said last reach the browser before one of its fragments is drawn again.

    Streamlit answers a click in a fragment by a new script runner when the one before has ended, and drops what that
    one has said and the event loop has not yet passed on: a page stayed without the buttons or the results of its last
    run (github.com/streamlit/streamlit/issues/9921). So a click just after a run draws the whole page. Remove when no
    page has a fragment.
    """
    try:
        _let_pages_be_told()
    except (ImportError, AttributeError):
        logger.warning("the fragments of this Streamlit are not known; they are left as they are", exc_info=True)


def _let_pages_be_told() -> None:
    from streamlit.runtime.app_session import AppSession
    from streamlit.runtime.scriptrunner import ScriptRunner
    from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType

    ended = ScriptRequestType.STOP
    request_rerun = AppSession.request_rerun
    _check_names(AppSession, "_scriptrunner")
    _check_names(ScriptRunner, "_requests")
    _check_names(ScriptRequests, "_state")

    def request_whole(session: AppSession, client_state: Any) -> None:
        runner = session._scriptrunner
        has_more_to_say = runner is not None and runner._requests._state is ended  # and the event loop does not know
        if client_state is not None and client_state.fragment_id and has_more_to_say:
            client_state.fragment_id = ""
        request_rerun(session, client_state)

    AppSession.request_rerun = request_whole  # type: ignore[method-assign, assignment]


def _check_names(kind: type, *names: str) -> None:
    """Whether the instances of a class still have attributes of these names.

    Raises:
        AttributeError: its code names one of them nowhere.
    """
    code = [function.__code__ for function in vars(kind).values() if hasattr(function, "__code__")]
    known = {name for one in code for name in one.co_names} | set(vars(kind))
    missing = set(names) - known
    if missing:
        raise AttributeError(f"{kind.__name__} has no {', '.join(sorted(missing))}")
