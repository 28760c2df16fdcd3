"""LayerLab: how neural networks are trained and reused. Start it with ``streamlit run app.py``.

This is the server's application, which Streamlit finds here by itself. What a visitor sees begins in
`pages.navigation`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware

# Pages whose pictures are pushed: a browser may watch before anybody has opened the page in this server's life.
import components.architectures.ending
import components.architectures.inception
import components.architectures.stack
import components.convolution.cases
import components.convolution.shifts
import components.convolution.view
import components.initialization.batch_norm
import components.initialization.learning
import components.initialization.view
import components.optimizers.view
import components.runs.waiting
import components.training.first_layer
import components.training.view
import components.transfer.continued
import components.transfer.strategies
import components.transfer.trained
import components.transfer.view  # noqa: F401
from components.live.routes import routes
from components.page import STYLE
from components.process import one_thread_a_product
from components.runs.scheduler import close_scheduler, scheduler
from components.served_files import PackedFiles, StyledPages
from components.streamlit_fixes import vega_file
from models.home import sweep


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """What begins before the first visitor comes, and ends with the server."""
    one_thread_a_product()
    scheduler()  # so that workers are ready when somebody is
    Thread(target=sweep, name="sweep", daemon=True).start()
    try:
        yield
    finally:
        await asyncio.to_thread(close_scheduler)


app = st.App(
    "pages/navigation.py",
    routes=routes(st.get_option("server.baseUrlPath")),
    middleware=[Middleware(StyledPages, STYLE, vega_file()), Middleware(PackedFiles)],
    lifespan=lifespan,
)
