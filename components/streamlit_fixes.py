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
from streamlit.elements import exception
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
