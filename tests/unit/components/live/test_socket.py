"""The WebSocket route under a real server, with clients as a browser's, good and bad."""

from __future__ import annotations

import json
import socket
import time
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any, cast

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from components.live.admission import Admission
from components.live.hub import Hub
from components.live.rate import Rate
from components.live.routes import routes
from components.live.socket import Connection, Limits
from models.limits import LIMITS
from tests.unit.components.live.channel import Server, begin, read, serving
from tests.waiting import until


def test_a_browser_gets_a_picture_and_the_next_once_it_has_drawn(server, client):
    client.watch()
    assert client.value() == 0
    client.drawn()
    server.change(1)
    assert client.value() == 1


def test_a_slow_client_gets_the_newest_and_nothing_queues(server, client):
    with server.client() as slow:
        slow.watch()
        assert slow.value() == 0
        client.watch()
        for value in range(1, 8):
            assert client.value() == value - 1
            client.drawn()
            server.change(value)
        assert client.value() == 7
        slow.drawn()
        assert slow.value() == 7
    until(lambda: server.hub.watches == 1)


def test_all_get_the_same_bytes_of_one_making(server, client):
    with server.client() as second, server.client() as third:
        clients = (client, second, third)
        for one in clients:
            one.watch()
        assert len({one.receive() for one in clients}) == 1
        for one in clients:
            one.drawn()
        server.change(1)
        assert len({one.receive() for one in clients}) == 1
    assert server.source.made == ["a", "a"]


def test_each_watch_of_a_socket_has_its_number_and_its_language(server, client):
    client.watch("a", 1)
    client.watch("b", 16, language="ko")
    found = {}
    for _ in range(2):
        number, _version, picture = read(client.receive())
        found[number] = picture and picture["lines"]
    assert found == {
        1: {"name": "a", "value": "0", "language": "en"},
        16: {"name": "b", "value": "0", "language": "ko"},
    }


def test_a_watch_changes_what_it_is_of(client):
    client.watch("a")
    assert client.lines()["name"] == "a"
    client.drawn()
    client.watch("b")
    assert client.lines()["name"] == "b"


def test_a_watch_that_ended_gets_nothing_more(server, client):
    client.watch("a", 1)
    client.receive()
    client.drawn(1)
    client.say({"end": 1})
    client.watch("b", 2)
    client.receive()
    client.drawn(2)
    server.change(1, "a", "b")
    assert client.lines()["name"] == "b"
    assert server.source.made == ["a", "b", "b"]


def test_who_comes_back_with_the_picture_gets_the_next_one(server):
    with server.client() as before:
        before.watch()
        _number, version, _picture = read(before.receive())
    with server.client() as after:
        after.watch(have=version)
        after.say("ping")  # answered at once
        assert after.refusal()["refused"] == 0
        server.change(1)
        assert after.value() == 1


def test_a_run_that_is_gone_is_an_empty_picture(server, client):
    client.watch()
    client.receive()
    client.drawn()
    server.source.gone.add("a")
    server.change(1)
    assert read(client.receive())[2] is None


@pytest.mark.parametrize("message", [begin(source="nobody"), begin(args={}), begin(language="xx"), begin(viewer="me")])
def test_what_is_not_ours_is_refused_and_the_socket_stays(client, message):
    client.say(message)
    assert client.refusal()["refused"] == 1
    client.watch()
    assert client.value() == 0


@pytest.mark.parametrize("garbage", ["", "{", "null", "[1]", json.dumps({"watch": 99}), "\x00" * 100])
def test_garbage_is_refused_and_closes_the_socket_where_it_goes_on(client, garbage, caplog):
    for _ in range(Limits.refusals):
        client.say(garbage)
        assert client.refusal()["refused"] == 0
    client.say(garbage)
    assert closing_code(client) == 1008
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(("message", "code"), [("x" * 4097, 1009), ("가" * 2000, 1009), (b"bytes", 1008)])
def test_huge_and_binary_messages_close_the_socket(server, client, message, code, caplog):
    client.say(message)
    assert closing_code(client) == code
    with server.client() as other:
        other.watch()
        assert other.value() == 0
    assert "Traceback" not in caplog.text


def closing_code(client) -> int | None:
    """The code that the server closes the socket with."""
    with suppress(ConnectionClosed):
        while True:
            client.receive()
    return client.connection.close_code


def test_a_flood_is_slowed_down_and_closed_where_it_goes_on(source):
    hub, limits = Hub(), Limits(rate=1000.0, burst=10, flood=0.05)
    with serving(routes(channel=hub, limits=limits)) as address:
        server = Server(address, hub, source)
        with server.client() as flooding, server.client() as other:
            other.watch()
            other.receive()
            with suppress(ConnectionClosed):
                while True:
                    flooding.drawn()
            assert flooding.connection.close_code == 1008
            other.watch("b", 2)
            other.receive()


def test_a_bucket_gives_a_burst_at_once_and_then_its_rate(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("components.live.rate.time.monotonic", lambda: clock[0])
    rate = Rate(100.0, 200)
    assert sum(rate.take() for _ in range(200)) == 0.0
    assert rate.take() == pytest.approx(0.01)
    assert rate.take() == pytest.approx(0.02)
    clock[0] = 3.0
    assert rate.flooded == 3.0
    assert rate.take() == 0.0
    assert rate.flooded == 0.0
    clock[0] = 1000.0
    assert sum(rate.take() for _ in range(200)) == 0.0


@pytest.mark.parametrize(
    "origin", ["http://elsewhere.example", "null", "http://[", "http://127.0.0.1.elsewhere.example"]
)
def test_pages_of_others_are_refused(server, origin, caplog):
    with pytest.raises(InvalidStatus) as refused, server.client(origin=origin):
        pass
    assert refused.value.response.status_code == 403
    assert "Traceback" not in caplog.text


def test_so_many_sockets_and_no_more(source):
    hub = Hub()
    with serving(routes(channel=hub, admission=Admission(most_of_one=2))) as address:
        server = Server(address, hub, source)
        with server.client(), server.client():
            with pytest.raises(InvalidStatus) as refused, server.client():
                pass
            assert refused.value.response.status_code == 403
        until(lambda: can_connect(server))


def can_connect(server) -> bool:
    try:
        with server.client():
            return True
    except InvalidStatus:
        return False


def test_a_class_behind_one_address_comes_in(server):
    clients = [server.client() for _ in range(40)]
    for one in clients:
        one.__enter__().watch()
    until(lambda: server.hub.watches == 40)
    for one in clients:
        one.__exit__(None, None, None)
    until(lambda: server.hub.watches == 0)
    assert server.source.made == ["a"]


def test_who_is_gone_is_watching_no_more(server, client):
    client.watch()
    client.receive()
    client.connection.socket.shutdown(socket.SHUT_RDWR)
    until(lambda: server.hub.watches == 0)


def test_a_socket_that_neither_sends_nor_reads_is_pinged_and_closed(source):
    hub = Hub()
    with (
        serving(routes(channel=hub), ws_ping_interval=0.05, ws_ping_timeout=0.05) as address,
        closing(silent_socket(address)),
    ):
        until(lambda: source.made)
        until(lambda: hub.watches == 0)


def test_who_does_not_take_what_is_sent_is_closed(source):
    source.size = 20_000_000  # more than the system takes on its way
    hub = Hub()
    with (
        serving(routes(channel=hub, limits=Limits(unread=0.05)), ws_ping_interval=None) as address,
        closing(silent_socket(address, watches=2)),
    ):
        until(lambda: source.made)
        until(lambda: hub.watches == 0)


def test_a_picture_that_nobody_draws_ends_a_silent_socket(source):
    hub = Hub()
    with serving(routes(channel=hub, limits=Limits(silence=0.05)), ws_ping_interval=None) as address:
        with Server(address, hub, source).client() as waiting:
            waiting.watch()
            waiting.receive()
            assert closing_code(waiting) == 1013
        assert hub.watches == 0


def test_a_silent_socket_that_has_drawn_everything_stays(source):
    hub = Hub()
    with serving(routes(channel=hub, limits=Limits(silence=1.0))) as address:
        server = Server(address, hub, source)
        with server.client() as quiet, server.client() as other:
            quiet.watch()
            quiet.receive()
            quiet.drawn()
            other.watch()
            other.receive()
            assert closing_code(other) == 1013
            server.change(1)
            assert quiet.value() == 1


def silent_socket(address: str, watches: int = 1) -> socket.socket:
    """A socket that has begun to watch and will never again say or read anything."""
    host, port = address.split(":")
    opened = socket.create_connection((host, int(port)))
    handshake = [
        "GET /live/socket HTTP/1.1",
        f"Host: {address}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    opened.sendall("\r\n".join([*handshake, "", ""]).encode())
    assert opened.recv(4096).startswith(b"HTTP/1.1 101")
    for number in range(1, watches + 1):
        message = json.dumps(begin(number=number)).encode()
        opened.sendall(bytes([0x81, 0x80 | 126, *len(message).to_bytes(2, "big"), 0, 0, 0, 0]) + message)
    return opened


@pytest.mark.parametrize("base", ["lab", "/lab/", "a/b"])
def test_a_base_path(source, base):
    hub = Hub()
    with serving(routes(base, hub)) as address:
        server = Server(address, hub, source)
        with server.client(f"/{base.strip('/')}/live/socket") as client:
            client.watch()
            assert client.value() == 0
        with pytest.raises(InvalidStatus), server.client():
            pass


def test_a_browser_that_offers_compression_gets_none(server):
    with server.client(compression="deflate") as client:
        assert client.connection.protocol.extensions == []


def test_all_of_an_address_together_are_slowed_down(source):
    hub, admission = Hub(), Admission(rate=20.0)
    with serving(routes(channel=hub, admission=admission)) as address:
        server = Server(address, hub, source)
        with server.client() as first, server.client() as second:
            began = time.monotonic()
            for _ in range(30):
                first.drawn()  # of nothing: it is heard, and that is all
            second.watch()
            second.receive()
            for _ in range(20):
                second.drawn()
            second.say("ping")
            second.refusal()
            # 40 at once, the others at 20 a second.
            assert time.monotonic() - began > 0.4


def test_a_server_of_whom_too_much_is_asked_says_so_and_the_socket_stays(source):
    hub = Hub(replace(LIMITS, channel_watches=1))
    with serving(routes(channel=hub)) as address:
        server = Server(address, hub, source)
        with server.client() as client:
            client.watch("a", 1)
            client.receive()
            client.watch("b", 2)
            assert client.refusal() == {"refused": 2, "why": "too much is watched on this server"}
            client.say({"end": 1})
            client.watch("b", 2)
            assert client.lines()["name"] == "b"


def test_who_waits_for_the_same_picture_shares_its_bytes(source):
    class Deaf:
        client = None

    connections = [Connection(cast(Any, Deaf()), Hub(), Limits(), Rate(1.0, 1)) for _ in range(2)]
    payload = bytes(1000)
    for connection in connections:
        connection.show(1, 7, payload)
    assert all(connection._pictures[1] == (7, payload) for connection in connections)
    assert connections[0]._pictures[1][1] is connections[1]._pictures[1][1]


def test_a_message_of_the_longest_length_is_heard_and_a_longer_one_is_not(client):
    longest = json.dumps(begin()).ljust(LIMITS.channel_message_bytes)
    client.say(longest)
    assert client.value() == 0
    client.say(longest + " ")
    assert closing_code(client) == 1009


def test_the_last_watch_that_a_socket_may_have(client):
    client.watch("a", LIMITS.channel_watches_of_socket)
    assert client.value() == 0
    client.watch("a", LIMITS.channel_watches_of_socket + 1)
    assert client.refusal()["refused"] == 0
