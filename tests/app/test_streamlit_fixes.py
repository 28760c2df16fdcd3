"""Streamlit's own runtime, with a page that says more than the event loop has passed on yet."""

from __future__ import annotations

import asyncio
import time

import pytest
from streamlit import config, net_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.session_manager import SessionClient

from components import streamlit_fixes
from components.streamlit_fixes import is_origin_allowed, let_pages_be_told

PAGE = """
import streamlit as st

@st.fragment
def live():
    st.text("live")

live()
st.text("the end of the page")
"""


class Browser(SessionClient):
    """What a browser is sent."""

    def __init__(self) -> None:
        self.messages: list[ForwardMsg] = []

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        self.messages.append(msg)

    def texts(self) -> list[str]:
        """The texts that it was told to show."""
        return [message.delta.new_element.text.body for message in self.messages if message.HasField("delta")]

    def fragment(self) -> str:
        """The fragment of the page."""
        return next(m.delta.fragment_id for m in self.messages if m.HasField("delta") and m.delta.fragment_id)

    def has_finished(self, runs: int) -> bool:
        """Whether it has heard of so many ended runs."""
        return sum(message.HasField("script_finished") for message in self.messages) >= runs


def test_a_click_in_a_fragment_does_not_cut_off_the_page_that_was_drawn_before(tmp_path, monkeypatch):
    monkeypatch.setattr(Runtime, "_instance", None)
    let_pages_be_told()
    page = tmp_path / "page.py"
    page.write_text(PAGE)
    browser = asyncio.run(_draw_twice(str(page)))
    assert browser.texts().count("the end of the page") >= 2


async def _draw_twice(page: str) -> Browser:
    """Draw the page, draw it again, and run its fragment before the loop has passed on the second drawing."""
    runtime = Runtime(RuntimeConfig(page, MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/upload")))
    await runtime.start()
    browser = Browser()
    session = runtime.connect_session(browser, {})
    runtime.handle_backmsg(session, _request())
    await _until(lambda: browser.has_finished(1))
    runtime.handle_backmsg(session, _request())
    time.sleep(1)  # the page is drawn by a thread, while this thread's event loop stands still
    runtime.handle_backmsg(session, _request(browser.fragment()))
    await _until(lambda: browser.has_finished(2))
    runtime.stop()
    await runtime.stopped
    return browser


def _request(fragment: str = "") -> BackMsg:
    message = BackMsg()
    message.rerun_script.fragment_id = fragment
    return message


async def _until(holds) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


def test_a_streamlit_with_other_names_is_left_as_it_is(monkeypatch, caplog):
    monkeypatch.setattr(script_requests, "ScriptRequests", type("Renamed", (), {}))
    before = AppSession.request_rerun
    streamlit_fixes.let_pages_be_told.__wrapped__()
    assert AppSession.request_rerun is before
    assert "left as they are" in caplog.text


class TestOrigins:
    @pytest.fixture(autouse=True)
    def options(self, monkeypatch):
        """The server's options, as a test sets them."""
        chosen: dict[str, object] = {}
        get_option = config.get_option
        monkeypatch.setattr(config, "get_option", lambda name: chosen.get(name, get_option(name)))
        monkeypatch.setattr(net_util, "get_external_ip", lambda: None)
        monkeypatch.setattr(net_util, "get_internal_ip", lambda: None)
        return chosen

    def test_streamlits_own_check_is_found(self):
        assert streamlit_fixes._origin_check().__module__.startswith("streamlit.")

    @pytest.mark.parametrize("host", ["lab.example", "lab.example:8501"])
    def test_a_page_of_the_same_host_is_allowed_and_others_are_not(self, host):
        assert is_origin_allowed(f"http://{host}", host)
        assert is_origin_allowed(None, host)  # no browser
        for origin in ("http://elsewhere.example", "null", "http://[", "", f"http://{host}.elsewhere.example"):
            assert not is_origin_allowed(origin, host)

    def test_what_the_server_is_told_to_allow_is_allowed(self, options):
        options["server.corsAllowedOrigins"] = ["https://school.example"]
        assert is_origin_allowed("https://school.example", "lab.example")
        options["server.allowedHosts"] = ["other.example"]
        assert not is_origin_allowed("https://school.example", "lab.example")

    def test_without_streamlits_check_only_the_same_host_is_allowed(self, monkeypatch):
        monkeypatch.delattr("streamlit.web.server.starlette.starlette_websocket._is_origin_allowed")
        streamlit_fixes._origin_check.cache_clear()
        assert is_origin_allowed("http://lab.example", "lab.example")
        assert not is_origin_allowed("http://elsewhere.example", "lab.example")
        assert not is_origin_allowed("http://localhost", "lab.example")
        streamlit_fixes._origin_check.cache_clear()
