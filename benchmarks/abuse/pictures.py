"""Attacks by pictures that are made in the web server: formulas that take long, and the largest networks."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from urllib.parse import urlencode

from websockets.asyncio.client import connect
from websockets.typing import Origin

from benchmarks.abuse.hostile import Hostile
from benchmarks.light_channel import PATH

_SIGNS = 200
_STEPS = 500
_MOVES = 10
_WATCHES = 4
_PATIENCE = 20.0
_DEEP = {"depth": "50", "width": "1000", "batch_size": "1000", "initializer": "orthogonal", "activation": "gelu"}


async def formulas(visitor: Hostile) -> None:
    """A formula that is a tower of powers, another one each time."""
    beginning = f"{random.uniform(1, 2):.6f}+"
    tower = "^".join("x" * ((_SIGNS - len(beginning)) // 2))
    query = urlencode({"surface": "own", "formula": beginning + tower, "steps": _STEPS, "two_starts": 1})
    async with visitor.tab("optimizers", query) as tab:
        visitor.answered(tab.alerts[-1] if tab.alerts else "drawn")


async def drags(visitor: Hostile) -> None:
    """A slider of the largest networks, dragged in several figures at once, each time on other weights."""
    address = visitor.server.replace("http", "ws", 1) + PATH
    async with connect(address, origin=Origin(visitor.server), max_size=None, compression=None) as socket:
        for _ in range(_MOVES):
            for number in range(1, _WATCHES + 1):
                await socket.send(json.dumps(_move(number)))
            for _ in range(_WATCHES):
                told = await asyncio.wait_for(socket.recv(), _PATIENCE)
                visitor.answered("a picture" if isinstance(told, bytes) else told)
                if isinstance(told, bytes):
                    await socket.send(json.dumps({"drawn": int.from_bytes(told[:4], "big")}))


def _move(number: int) -> dict[str, object]:
    args = _DEEP | {"seed": str(secrets.randbelow(10_000)), "init_std": f"{random.uniform(0.1, 1):.4f}"}
    return {
        "watch": number,
        "source": "fresh networks",
        "args": args | {"moved": ["init_std"] if number % 2 else []},
        "language": "en",
        "viewer": secrets.token_hex(16),
        "have": 0,
    }
