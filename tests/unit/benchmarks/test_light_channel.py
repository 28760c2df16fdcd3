"""The channel's client of the benchmarks, against a server that notes what it is told."""

import asyncio
import json
import struct
import zlib

from websockets.asyncio.server import serve

from benchmarks.light_channel import LightChannel

REQUEST = {"source": "lab", "args": {"run": "a"}, "language": "en", "viewer": "0" * 32}


def picture(number: int, **parts: object) -> bytes:
    """A picture as it travels."""
    return struct.pack("!II", number, 7) + zlib.compress(json.dumps(parts).encode())


def spoken_with(*answers: bytes, then=None) -> tuple[list[dict], list[tuple]]:
    """What a client says that watches once and is sent these messages, and what it takes of them.

    Args:
        then: is given the client afterwards.
    """
    told: list[dict] = []
    taken: list[tuple] = []

    async def answer(socket):
        async for text in socket:
            told.append(json.loads(text))
            if "watch" in told[-1]:
                for data in answers:
                    await socket.send(data)

    async def talk():
        async with serve(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            client = LightChannel(f"http://127.0.0.1:{port}", lambda *one: taken.append(one))
            await client.watch("figure", REQUEST)
            async with asyncio.timeout(5):
                while len(told) < 1 + len(answers):
                    await asyncio.sleep(0.001)
            if then:
                await then(client)
            await client.close()

    asyncio.run(talk())
    return told, taken


def test_it_says_what_it_watches_and_acknowledges_each_picture():
    told, taken = spoken_with(picture(1, stage="going"), picture(1, stage="over"))
    assert told == [{"watch": 1, **REQUEST, "have": 0}, {"drawn": 1}, {"drawn": 1}]
    assert [(key, shown["stage"]) for key, shown, _size in taken] == [("figure", "going"), ("figure", "over")]


def test_it_tells_how_many_bytes_came():
    data = picture(1, stage="going")
    _told, [(_key, _shown, size)] = spoken_with(data)
    assert size == len(data)


def test_the_same_wish_is_said_once_and_an_end_too():
    async def go_on(client: LightChannel) -> None:
        await client.watch("figure", REQUEST)
        await client.end("figure")
        await client.end("figure")

    told, _taken = spoken_with(picture(1), then=go_on)
    assert told[2:] == [{"end": 1}]


def test_an_empty_picture_is_acknowledged_and_shows_nothing():
    told, taken = spoken_with(struct.pack("!II", 1, 7))
    assert told[-1] == {"drawn": 1}
    assert taken == []
