"""What of a browser's messages reaches Streamlit."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from components.streamlit_fixes import GuardedSocket

RERUN, CLEAR = BackMsg(), BackMsg(clear_cache=True)
RERUN.rerun_script.query_string = "lang=ko"


def heard(*said: bytes | str, path: str = "/lab/_stcore/stream") -> tuple[list[bytes], int]:
    """What Streamlit's endpoint hears of these messages, as it reads them, and the code with which it ends."""
    taken: list[bytes] = []
    codes: list[int] = []

    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        try:
            while True:
                taken.append(await socket.receive_bytes())
        except WebSocketDisconnect as ended:
            codes.append(ended.code)

    messages: list[Message] = [{"type": "websocket.connect"}]
    messages += [{"type": "websocket.receive", "bytes" if isinstance(one, bytes) else "text": one} for one in said]
    messages += [{"type": "websocket.disconnect", "code": 1001}]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        pass

    scope = {"type": "websocket", "path": path, "headers": [], "subprotocols": []}
    asyncio.run(GuardedSocket(endpoint)(scope, receive, send))
    return taken, codes[0]


def test_what_a_browser_says_is_passed_on():
    assert heard(RERUN.SerializeToString(), b"") == ([RERUN.SerializeToString(), b""], 1001)


def test_nobody_clears_the_caches_of_everybody():
    assert heard(CLEAR.SerializeToString(), RERUN.SerializeToString()) == ([RERUN.SerializeToString()], 1001)


@pytest.mark.parametrize(("said", "code"), [("a text", 1003), (b"\xff" * 20, 1002)])
def test_what_is_no_message_ends_the_connection(said, code):
    assert heard(RERUN.SerializeToString(), said, RERUN.SerializeToString()) == ([RERUN.SerializeToString()], code)


def test_other_sockets_are_left_alone():
    assert heard(CLEAR.SerializeToString(), path="/live/socket") == ([CLEAR.SerializeToString()], 1001)
