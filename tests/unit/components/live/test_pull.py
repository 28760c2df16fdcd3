"""The twin for plain requests, under a real server."""

from __future__ import annotations

import json
import struct
import threading
import time
import zlib
from dataclasses import replace
from http.client import HTTPConnection
from typing import Any

import pytest

from components.live.admission import Admission
from components.live.hub import Hub
from components.live.pull import MOST_BYTES
from components.live.routes import routes
from models.limits import LIMITS
from tests.unit.components.live.channel import begin, serving
from tests.waiting import until


def post(address: str, body: Any, origin: str | None = None, path: str = "/live/pull") -> tuple[int, bytes]:
    """Status and body of the answer."""
    connection = HTTPConnection(address, timeout=30)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request("POST", path, content, {"Origin": origin or f"http://{address}"})
    answer = connection.getresponse()
    try:
        return answer.status, answer.read()
    finally:
        connection.close()


def pulled(address: str, *watches: dict[str, Any]) -> dict[int, tuple[int, Any]]:
    """By watch: version and picture; the picture is `None` where there is nothing."""
    status, body = post(address, {"watches": list(watches)})
    assert status == 200
    found: dict[int, tuple[int, Any]] = {}
    while body:
        number, version, length = struct.unpack("!III", body[:12])
        payload, body = body[12 : 12 + length], body[12 + length :]
        found[number] = version, json.loads(zlib.decompress(payload)) if payload else None
    return found


def test_it_answers_at_once_where_there_is_something_new(server):
    (version, picture) = pulled(server.address, begin())[1]
    assert picture["lines"]["value"] == "0"
    assert version
    assert server.hub.watches == 0


def test_it_waits_for_something_new(server):
    version, _picture = pulled(server.address, begin())[1]
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(pulled(server.address, begin(have=version))))
    waiting.start()
    until(lambda: server.hub.watches)
    assert not answers
    server.change(1)
    waiting.join()
    assert answers[0][1][1]["lines"]["value"] == "1"


def test_it_answers_with_nothing_after_a_while(source, monkeypatch):
    with serving(routes(channel=Hub())) as address:
        version, _picture = pulled(address, begin())[1]
        monkeypatch.setattr("components.live.pull.WAIT_SECONDS", 0.01)
        assert pulled(address, begin(have=version)) == {}


def test_who_leaves_is_waited_for_no_more(server):
    version, _picture = pulled(server.address, begin())[1]
    connection = HTTPConnection(server.address)
    connection.request("POST", "/live/pull", json.dumps({"watches": [begin(have=version)]}))
    until(lambda: server.hub.watches)
    connection.close()
    until(lambda: not server.hub.watches)


def test_several_watches_and_one_that_is_nothing(server):
    server.source.gone.add("b")
    found: dict[int, tuple[int, Any]] = {}
    while len(found) < 3:
        have = {number: version for number, (version, _picture) in found.items()}
        watches = [
            begin("a", 1, have=have.get(1, 0)),
            begin("b", 2, have=have.get(2, 0)),
            *([] if 3 in found else [begin("c", 3, source="nobody")]),
        ]
        found |= pulled(server.address, *watches)
    assert found[1][1]["lines"]["name"] == "a"
    assert found[2][0]
    assert found[2][1] is None
    assert found[3] == (0, None)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"\xff\xfe", b"null", [], {}, {"watches": {}}, {"watches": []}, {"watches": [3]}),
        {"watches": [begin(number=0)]},
        {"watches": [begin(number=1)] * 17},
    ],
)
def test_what_is_no_request_is_refused(server, body, caplog):
    assert post(server.address, body)[0] == 400
    assert "Traceback" not in caplog.text


def test_long_requests_are_refused(server):
    assert post(server.address, b" " * (MOST_BYTES + 1))[0] == 413


def test_who_does_not_end_a_request_is_not_waited_for(source, monkeypatch):
    monkeypatch.setattr("components.live.pull.WAIT_SECONDS", 0.01)
    with serving(routes(channel=Hub())) as address:
        connection = HTTPConnection(address, timeout=30)
        connection.putrequest("POST", "/live/pull")
        connection.putheader("Content-Length", "100")
        connection.endheaders(b"{")
        assert connection.getresponse().status == 400
        connection.close()


def test_pages_of_others_are_refused(server):
    assert post(server.address, {"watches": [begin()]}, "http://elsewhere.example")[0] == 403
    assert server.source.made == []


def test_so_many_and_no_more(source):
    with serving(routes(channel=Hub(), admission=Admission(most=0))) as address:
        assert post(address, {"watches": [begin()]})[0] == 503


def test_a_base_path(source):
    with serving(routes("/lab", Hub())) as address:
        assert post(address, {"watches": [begin()]}, path="/lab/live/pull")[0] == 200
        assert post(address, {"watches": [begin()]})[0] == 404


def test_a_tab_is_as_slow_as_one_with_a_socket(source, monkeypatch):
    monkeypatch.setattr("components.live.admission.LIMITS", replace(LIMITS, channel_messages=20))
    with serving(routes(channel=Hub())) as address:
        began = time.monotonic()
        for _ in range(6):
            pulled(address, *(begin(number=number) for number in range(1, 9)))
        assert time.monotonic() - began > 0.3  # 40 watches at once, the others at 20 a second


def test_who_is_too_fast_for_long_gets_no_answer(source, monkeypatch):
    monkeypatch.setattr("components.live.admission.LIMITS", replace(LIMITS, channel_messages=20))
    monkeypatch.setattr("components.live.pull._FLOOD_SECONDS", 0.0)
    with serving(routes(channel=Hub())) as address:
        watches = {"watches": [begin(number=number) for number in range(1, 17)]}
        answers = [post(address, watches)[0] for _ in range(5)]
        assert (answers[0], answers[-1]) == (200, 429)
        other = {"watches": [begin(viewer="f" * 32)]}
        assert post(address, other)[0] == 200


def test_many_made_up_tabs_of_one_address_are_slowed_down_together(source):
    with serving(routes(channel=Hub(), admission=Admission(rate=20.0))) as address:
        began = time.monotonic()
        for number in range(50):
            pulled(address, begin(viewer=f"{number:032x}"))
        assert time.monotonic() - began > 0.3


def test_where_too_much_is_watched_it_is_refused(source):
    with serving(routes(channel=Hub(replace(LIMITS, channel_watches=1)))) as address:
        found = pulled(address, begin("a", 1), begin("b", 2))
        assert found[2] == (0, None)


def test_what_is_refused_counts_too(source):
    with serving(routes(channel=Hub(), admission=Admission(rate=20.0))) as address:
        began = time.monotonic()
        for _ in range(50):
            assert post(address, b"{")[0] == 400
        assert time.monotonic() - began > 0.3
