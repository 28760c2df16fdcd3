"""The route for uploads with small limits, a page that keeps what comes, and a route that tells what is held."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from components.session.upload_route import BoundedUploads
from components.streamlit_fixes import end_closed_sessions, uploaded_files
from models.limits import LIMITS
from models.photos.room import ROOM
from tests.browser.upload_album import ALBUMS, MOST_FILES, MOST_SECONDS, SEEN, SILENCE_SECONDS


async def held(_request: Request) -> JSONResponse:
    """What the room counts, Streamlit keeps, drawers and sessions hold, and deleted files that are still open."""
    files = [len(one.data) for session in uploaded_files().file_storage.values() for one in session.values()]
    descriptors = Path("/proc/self/fd")
    open_files = [os.readlink(one) for one in descriptors.iterdir() if one.exists()] if descriptors.is_dir() else []
    deleted = [name for name in open_files if name.startswith(tempfile.gettempdir()) and "deleted" in name]
    counts = {"room": ROOM.bytes, "drawers": len(ALBUMS), "in_sessions": len(SEEN)}
    return JSONResponse({**counts, "files": files, "on_disk": deleted})


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    ending = asyncio.create_task(end_closed_sessions(every=0.2))
    yield
    ending.cancel()


limits = replace(LIMITS, visitor_files=MOST_FILES, upload_silence=SILENCE_SECONDS, upload_seconds=MOST_SECONDS)
app = st.App(
    str(Path(__file__).parent / "upload_page.py"),
    routes=[Route("/held", held)],
    middleware=[Middleware(BoundedUploads, limits=limits)],
    lifespan=lifespan,
)
