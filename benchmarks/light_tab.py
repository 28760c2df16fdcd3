"""A tab without a browser: speaks Streamlit's protocol, draws nothing, and notes what it is shown."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from benchmarks.light_http import Uploads

STREAM = "/_stcore/stream"


class TabLost(Exception):
    """The server has closed a tab's socket."""


class UploadRefused(Exception):
    """The server has not taken a file.

    Attributes:
        status: of its answer.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"an upload was answered with {status}")
        self.status = status


@dataclass(frozen=True)
class Component:
    """A component of ours on the page: its id in the protocol, and what it was given, as JSON."""

    id: str
    text: str

    @property
    def data(self) -> dict[str, Any]:
        """What it was given."""
        return json.loads(self.text)


class LightTab:
    """One session of the app. Made and used in an event loop; its attributes may be read anywhere.

    Attributes:
        query: the address's query, as the app has set it.
        session_id: what the server calls the session; "" before it is open.
        runs_finished: how many runs of the whole page are through.
        alerts: texts of the errors and warnings that the last whole run drew.
        exceptions: messages of all exceptions that were shown.
        components: the components of the page, by name and the order in which they were drawn last.
        lost: why the server closed the socket; "" while it has not.
    """

    def __init__(self, server: str, page: str, query: str) -> None:
        self.query = query
        self.session_id = ""
        self.runs_finished = 0
        self.alerts: list[str] = []
        self.exceptions: list[str] = []
        self.components: dict[str, list[Component]] = {}
        self.lost = ""
        self._server, self._page, self._page_hash = server, page, ""
        self._buttons: dict[str, str] = {}
        self._uploaders: dict[str, str] = {}
        self._alerts: list[str] = []  # of the run of the page that is going on, as are the next two
        self._components: dict[str, list[Component]] = {}
        self._drawn: dict[str, str] = {}
        self._uploads = Uploads(server)
        self._places: asyncio.Queue[Any] = asyncio.Queue()
        self._reader: asyncio.Task | None = None
        self._is_closing = False
        self._finished = asyncio.Event()

    def value(self, key: str) -> str:
        """What the address says of this key; "" for nothing."""
        return parse_qs(self.query).get(key, [""])[0]

    async def open(self) -> None:
        """Connect, and wait until the page was run once.

        Raises:
            TabLost: the server does not want it.
        """
        address = self._server.replace("http", "ws", 1) + STREAM
        streamlit = [Subprotocol("streamlit")]
        self._socket = await connect(address, subprotocols=streamlit, max_size=None, compression=None)
        self._reader = asyncio.create_task(self._read())
        await self.rerun()

    async def rerun(self) -> None:
        """Ask for the page, and wait until it was run."""
        self._finished.clear()
        await self.ask()
        await self.run_to_end()

    async def run_to_end(self) -> None:
        """Wait until the page is run to its end once more, or was since it was asked for by `rerun`.

        Raises:
            TabLost: it never will be.
        """
        await self._finished.wait()
        if self.lost:
            raise TabLost(self.lost)
        self._finished.clear()

    async def press(self, label: str) -> None:
        """Click a button; returns when the click is sent.

        Raises:
            KeyError: the page shows no such button.
        """
        await self.ask(id=self._buttons[label], trigger_value=True)

    def shows(self, label: str) -> bool:
        """Whether the page shows such a button, or has shown such a way in for files."""
        return label in self._buttons or label in self._uploaders

    async def tell(self, component: Component, **state: Any) -> None:
        """Have a component of ours tell its state; returns when that is sent."""
        await self.ask(id=component.id, json_value=json.dumps(state))

    async def upload(self, label: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Hand files, names and contents, in at a way in; returns when the page is told of them.

        Raises:
            KeyError: the page shows no such way in. UploadRefused: the server does not take one of them.
        """
        message = BackMsg()
        message.file_urls_request.request_id = secrets.token_hex(8)
        message.file_urls_request.file_names.extend(name for name, _ in files)
        message.file_urls_request.session_id = self.session_id
        await self.send(message)
        places = await self._places.get()
        told = BackMsg()
        widget = self._rerun(told).widget_states.widgets.add(id=self._uploaders[label])
        for (name, data), place in zip(files, places, strict=True):
            await self.put(place.upload_url, name, data)
            info = widget.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(data))
            info.file_id = place.file_id
            info.file_urls.CopyFrom(place)
        await self.send(told)

    async def put(self, path: str, name: str, data: bytes) -> None:
        """Send a file without telling the page of it.

        Raises:
            UploadRefused: the server does not take it.
        """
        reply = await self._uploads.put(path, name, data)
        if reply.status != 204:
            raise UploadRefused(reply.status)

    async def ask(self, **widget: Any) -> None:
        """Ask for the page, and tell the state of a widget if there is one; returns when it is sent."""
        message = BackMsg()
        state = self._rerun(message)
        if widget:
            state.widget_states.widgets.add(**widget)
        await self.send(message)

    async def send(self, message: BackMsg) -> None:
        """Send any message.

        Raises:
            TabLost: the server has closed the socket.
        """
        try:
            await self._socket.send(message.SerializeToString())
        except ConnectionClosed as closed:
            raise TabLost(str(closed)) from closed

    async def close(self) -> None:
        """Disconnect; nothing happens to one that could not be opened."""
        self._is_closing = True
        if self._reader is not None:
            await self._socket.close()
            await self._reader

    def _rerun(self, message: BackMsg) -> Any:
        state = message.rerun_script
        state.query_string = self.query
        state.page_name, state.page_script_hash = self._page, self._page_hash
        state.context_info.locale = "en-US"
        return state

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                self._take(ForwardMsg.FromString(data))
        except ConnectionClosed:
            pass
        finally:
            if not self._is_closing:
                self.lost = f"closed with code {self._socket.close_code} {self._socket.close_reason}"
            self._finished.set()

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._take_element(message.delta.new_element)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "navigation":  # the page goes by its name only until it is known
            self._page, self._page_hash = "", message.navigation.page_script_hash
        elif kind == "new_session":
            self.session_id = message.new_session.initialize.session_id or self.session_id
            self._run_begins()
        elif kind == "file_urls_response":
            self._places.put_nowait(list(message.file_urls_response.file_urls))
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self._run_ended()
            self.runs_finished += 1
            self._finished.set()

    def _run_begins(self) -> None:
        self._alerts, self._components, self._drawn = [], {}, {}

    def _run_ended(self) -> None:
        self.alerts, self.components, self._buttons = self._alerts, self._components, self._drawn

    def _take_element(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "button":
            self._drawn[element.button.label] = element.button.id
        elif kind == "file_uploader":
            self._uploaders[element.file_uploader.label] = element.file_uploader.id
        elif kind == "alert" and element.alert.format in (Alert.ERROR, Alert.WARNING):
            self._alerts.append(element.alert.body)
        elif kind == "exception":
            self.exceptions.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "bidi_component":
            one = element.bidi_component
            self._components.setdefault(one.component_name, []).append(Component(one.id, one.json))
