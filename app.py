"""LayerLab: how neural networks are trained and reused. Start it with ``streamlit run app.py``.

This is the server's application, which Streamlit finds here by itself. What a visitor sees begins in
`pages.navigation`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread

import streamlit as st
from starlette.middleware import Middleware

import components.sources  # noqa: F401 - registers all that a browser may watch
from components.live.routes import routes
from components.page import STYLE, error_text
from components.process import begin_process
from components.runs.scheduler import close_scheduler, scheduler
from components.served_files import PackedFiles, StyledPages
from components.session.upload_route import BoundedUploads
from components.streamlit_fixes import GuardedSocket, end_closed_sessions, tell_errors_so, vega_file
from models.home import home, sweep, sweep_hourly
from models.photo_sets.private import forget_all


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """What begins before the first visitor comes, and ends with the server."""
    begin_process()
    tell_errors_so(error_text)
    print(f"LAYERLAB_HOME is {home()}", flush=True)
    scheduler()  # so that workers are ready when somebody is
    await asyncio.to_thread(sweep)  # no visitor comes before the photos of those whose server was killed are gone
    over = Event()
    Thread(target=sweep_hourly, args=[over], name="sweep", daemon=True).start()
    ending = asyncio.create_task(end_closed_sessions(), name="closed sessions")
    try:
        yield
    finally:
        over.set()
        ending.cancel()
        await asyncio.to_thread(close_scheduler)
        await asyncio.to_thread(forget_all)
        await asyncio.to_thread(sweep)  # what workers were writing when they were ended


app = st.App(
    "pages/navigation.py",
    routes=routes(st.get_option("server.baseUrlPath")),
    middleware=[
        Middleware(GuardedSocket),
        Middleware(StyledPages, STYLE, vega_file()),
        Middleware(PackedFiles),
        Middleware(BoundedUploads),
    ],
    lifespan=lifespan,
)
