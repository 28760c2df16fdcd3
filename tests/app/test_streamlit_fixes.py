"""Streamlit's own runtime, with a page that says more than the event loop has passed on yet."""

from __future__ import annotations

import asyncio
import time

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.session_manager import SessionClient

from components import streamlit_fixes
from components.streamlit_fixes import tame_timers

PAGE = """
import streamlit as st

@st.fragment(run_every=60)
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
        """The fragment that it draws again by a timer."""
        return next(m.auto_rerun.fragment_id for m in self.messages if m.HasField("auto_rerun"))

    def has_finished(self, runs: int) -> bool:
        """Whether it has heard of so many ended runs."""
        return sum(message.HasField("script_finished") for message in self.messages) >= runs


@pytest.mark.parametrize("is_tick", [True, False], ids=["a timer's tick", "a reader's click"])
def test_a_fragment_does_not_cut_off_the_page_that_was_drawn_before(tmp_path, monkeypatch, is_tick):
    monkeypatch.setattr(Runtime, "_instance", None)
    tame_timers()
    page = tmp_path / "page.py"
    page.write_text(PAGE)
    browser = asyncio.run(_draw_twice(str(page), is_tick))
    assert browser.texts().count("the end of the page") >= 2


async def _draw_twice(page: str, is_tick: bool) -> Browser:
    """Draw the page, draw it again, and run its fragment before the loop has passed on the second drawing."""
    runtime = Runtime(RuntimeConfig(page, MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/upload")))
    await runtime.start()
    browser = Browser()
    session = runtime.connect_session(browser, {})
    runtime.handle_backmsg(session, _request())
    await _until(lambda: browser.has_finished(1))
    runtime.handle_backmsg(session, _request())
    time.sleep(1)  # the page is drawn by a thread, while this thread's event loop stands still
    runtime.handle_backmsg(session, _request(browser.fragment(), is_tick))
    await _until(lambda: browser.has_finished(2))
    runtime.stop()
    await runtime.stopped
    return browser


def _request(fragment: str = "", is_tick: bool = False) -> BackMsg:
    message = BackMsg()
    message.rerun_script.fragment_id, message.rerun_script.is_auto_rerun = fragment, is_tick
    return message


async def _until(holds) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


def test_a_streamlit_with_other_names_is_left_as_it_is(monkeypatch, caplog):
    monkeypatch.setattr(script_requests, "ScriptRequests", type("Renamed", (), {}))
    before = AppSession.request_rerun
    streamlit_fixes.tame_timers.__wrapped__()
    assert AppSession.request_rerun is before
    assert "left as they are" in caplog.text
