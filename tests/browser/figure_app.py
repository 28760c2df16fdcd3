"""The page with the live figure, with the channel, and with a route by which a test moves a run on."""

from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from components.live.routes import routes
from tests.browser.figure_source import move


async def moved(request: Request) -> PlainTextResponse:
    """``/move?run=a&epoch=5&stage=going``"""
    query = request.query_params
    move(query["run"], int(query["epoch"]), query["stage"])
    return PlainTextResponse("moved")


app = st.App(str(Path(__file__).parent / "figure_page.py"), routes=[*routes(), Route("/move", moved)])
