"""A tab without a browser: speaks Streamlit's protocol, draws nothing, and notes what it is shown.

Thirty of them take a small part of one core, where thirty real browsers would need all of a machine.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from urllib.parse import parse_qs

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


class LightSession:
    """One session of the app. Made and used in an event loop; its attributes may be read anywhere.

    Attributes:
        statuses: (time of `time.perf_counter`, text) of each change of the line above the charts.
        query: the address's query, as the app has set it.
        runs_finished: how many runs of the whole page are through.
    """

    def __init__(self, server: str, page: str, query: str) -> None:
        self.statuses: list[tuple[float, str]] = []
        self.query = query
        self.runs_finished = 0
        self._address = server.replace("http", "ws", 1) + "/_stcore/stream"
        self._page, self._page_hash = page, ""
        self._buttons: dict[str, str] = {}
        self._timers: dict[str, asyncio.Task] = {}
        self._finished = asyncio.Event()

    @property
    def status(self) -> str:
        """The line above the charts as it is now."""
        return self.statuses[-1][1] if self.statuses else ""

    @property
    def run_id(self) -> str:
        """The run that the address names; "" if it names none."""
        return parse_qs(self.query).get("run", [""])[0]

    async def open(self) -> None:
        """Connect, and wait until the page was run once."""
        self._socket = await connect(self._address, subprotocols=["streamlit"], max_size=None, compression=None)
        self._reader = asyncio.create_task(self._read())
        await self._ask()
        await self._finished.wait()

    async def press(self, label: str) -> None:
        """Click a button; returns when the click is sent.

        Raises:
            KeyError: the page shows no such button.
        """
        await self._ask(trigger=self._buttons[label])

    async def close(self) -> None:
        """Disconnect."""
        self._stop_timers(list(self._timers))
        await self._socket.close()
        await self._reader

    async def _ask(self, trigger: str = "", fragment: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.fragment_id = self.query, fragment
        state.page_name, state.page_script_hash = self._page, self._page_hash
        state.is_auto_rerun = bool(fragment)
        state.context_info.locale = "en-US"
        if trigger:
            state.widget_states.widgets.add(id=trigger, trigger_value=True)
        await self._socket.send(message.SerializeToString())

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for data in self._socket:
                self._take(ForwardMsg.FromString(data))

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._take_element(message.delta.new_element)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "navigation":  # the page goes by its name only until it is known
            self._page, self._page_hash = "", message.navigation.page_script_hash
        elif kind == "new_session" and not message.metadata.run.fragment_ids:
            self._stop_timers(list(self._timers))
        elif kind == "auto_rerun":
            fragment, interval = message.auto_rerun.fragment_id, message.auto_rerun.interval
            self._stop_timers([fragment])
            self._timers[fragment] = asyncio.create_task(self._rerun_again_and_again(fragment, interval))
        elif kind == "stop_auto_rerun":
            self._stop_timers(message.stop_auto_rerun.fragment_ids)
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.runs_finished += 1
            self._finished.set()

    def _take_element(self, element) -> None:
        kind = element.WhichOneof("type")
        if kind == "button":
            self._buttons[element.button.label] = element.button.id
        elif kind == "progress" and element.progress.text != self.status:
            self.statuses.append((time.perf_counter(), element.progress.text))

    def _stop_timers(self, fragments) -> None:
        for fragment in fragments:
            timer = self._timers.pop(fragment, None)
            if timer is not None:
                timer.cancel()

    async def _rerun_again_and_again(self, fragment: str, interval: float) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(interval)
                await self._ask(fragment=fragment)
