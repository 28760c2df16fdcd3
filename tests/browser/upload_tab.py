"""A tab that speaks to Streamlit's server as a browser does, to upload what no browser would."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

_BORDER = "border"
_SECONDS = 60.0


@dataclass
class UploadTab:
    """An open tab.

    Attributes:
        session: of Streamlit's.
        uploaders: ids of its widgets for files, by their labels.
    """

    server: str
    query: str = ""

    def __post_init__(self) -> None:
        self.uploaders: dict[str, str] = {}
        self.session = self.text = ""
        host = urlsplit(self.server).netloc
        self._host = host
        address, streamlit = f"ws://{host}/_stcore/stream", [Subprotocol("streamlit")]
        self._socket: ClientConnection = connect(address, subprotocols=streamlit, max_size=None, legacy=True)
        self.show()

    def show(self, query: str | None = None, widgets: Any = None) -> None:
        """Have the page drawn."""
        self.query = self.query if query is None else query
        message = BackMsg()
        message.rerun_script.query_string = self.query
        if widgets is not None:
            message.rerun_script.widget_states.widgets.append(widgets)
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(self._socket.recv(timeout=_SECONDS))  # type: ignore[arg-type]
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.session = answer.new_session.initialize.session_id
            elif kind == "delta" and answer.delta.new_element.WhichOneof("type") == "file_uploader":
                widget = answer.delta.new_element.file_uploader
                self.uploaders[widget.label] = widget.id
            elif kind == "delta" and answer.delta.new_element.WhichOneof("type") == "text":
                self.text = answer.delta.new_element.text.body
            elif kind == "script_finished":
                return

    def hand_in(self, label: str, files: list[str]) -> None:
        """Have the page take files that were put."""
        state = BackMsg().rerun_script.widget_states.widgets.add()
        state.id = self.uploaders[label]
        for file in files:
            state.file_uploader_state_value.uploaded_file_info.add(file_id=file, name=file, size=1)
        self.show(widgets=state)

    def put(self, file: str, data: bytes, session: str | None = None) -> int:
        """Upload a file. Returns the status; 0 where the server hung up before all was sent."""
        body = wrapped(data)
        connection = self.begin(file, len(body), session)
        try:
            connection.send(body)
            return connection.getresponse().status
        except (ConnectionError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def begin(self, file: str, length: int | None, session: str | None = None) -> http.client.HTTPConnection:
        """Begin an upload of so many bytes; ``None`` sends pieces without telling how many there will be."""
        connection = http.client.HTTPConnection(self._host, timeout=_SECONDS)
        cookie = self._xsrf()
        connection.putrequest("PUT", f"/_stcore/upload_file/{session or self.session}/{file}")
        connection.putheader("Content-Type", f"multipart/form-data; boundary={_BORDER}")
        connection.putheader("Cookie", f"_streamlit_xsrf={cookie}")
        connection.putheader("X-Xsrftoken", cookie)
        if length is None:
            connection.putheader("Transfer-Encoding", "chunked")
        else:
            connection.putheader("Content-Length", str(length))
        connection.endheaders()
        return connection

    def held(self) -> dict[str, Any]:
        """What the test's server says that it holds."""
        return held(self.server)

    def close(self) -> None:
        self._socket.close()

    def _xsrf(self) -> str:
        connection = http.client.HTTPConnection(self._host, timeout=_SECONDS)
        connection.request("GET", "/_stcore/health")
        response = connection.getresponse()
        response.read()
        cookies = response.getheader("Set-Cookie") or ""
        connection.close()
        return cookies.split("_streamlit_xsrf=")[-1].split(";")[0]


def head() -> bytes:
    """What a request's body begins with."""
    return wrapped(b"").split(b"\r\n\r\n")[0] + b"\r\n\r\n"


def held(server: str) -> dict[str, Any]:
    """What the test's server says that it holds."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=_SECONDS)
    connection.request("GET", "/held")
    found = json.loads(connection.getresponse().read())
    connection.close()
    return found


def wrapped(data: bytes) -> bytes:
    """A request's body with a file."""
    disposition = b'Content-Disposition: form-data; name="file"; filename="photo.jpg"'
    border = _BORDER.encode()
    return b"--%b\r\n%b\r\nContent-Type: image/jpeg\r\n\r\n%b\r\n--%b--\r\n" % (border, disposition, data, border)
