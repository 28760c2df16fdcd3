"""Attacks by runs: of large networks, of many owners, and such that nobody waits for."""

from __future__ import annotations

import asyncio
import secrets
from urllib.parse import urlencode

from benchmarks.abuse.hostile import Hostile
from benchmarks.light_session import LightSession

_LARGE = "layers=c128k3p4-1024-1024-1024&epochs=1&examples=20"
_WIDE = (
    "training",
    "layers=c128k1-c128k1-c128k1-c128k1&activation=gelu&batch_norm=after&dropout=0.5&optimizer=adam&batch_size=1024",
)
_FROM_SCRATCH = ("transfer", "strategy=from_scratch&photo_size=224&batch_size=256")
_ENDLESS = "epochs=1000&batch_size=1"
_OWNERS = 20
_WATCHED = 10.0  # seconds
_LOOK = 0.2
_TRAIN, _RESET = "Train", "Reset"
_IDENTITY = "layerlab_identity"


async def large_networks(visitor: Hostile) -> None:
    """A network whose file has 40 MB, trained in a moment."""
    async with visitor.tab("training", f"{_LARGE}&{_seed()}") as tab:
        await _train(visitor, tab)
        await _watch(tab)


async def large_activations(visitor: Hostile) -> None:
    """Runs that would want ten gigabytes and more."""
    for page, query in (_WIDE, _FROM_SCRATCH):
        async with visitor.tab(page, f"{query}&{_seed()}") as tab:
            await _train(visitor, tab)
            await _watch(tab)


async def forged_owners(visitor: Hostile) -> None:
    """One tab says again and again that it is another one, and hands a run in."""
    async with visitor.tab("training", f"{_ENDLESS}&{_seed()}") as tab:
        for _ in range(_OWNERS):
            await tab.tell(tab.components[_IDENTITY][0], token=secrets.token_hex(16))
            await tab.run_to_end()
            await _train(visitor, tab)


async def closed_tabs(visitor: Hostile) -> None:
    """A run that would take an hour, and nobody waits for."""
    async with visitor.tab("training", f"{_ENDLESS}&{_seed()}") as tab:
        await _train(visitor, tab)


async def _train(visitor: Hostile, tab: LightSession) -> None:
    if not tab.shows(_TRAIN):  # it has a run that goes on
        await tab.press(_RESET)
        await tab.run_to_end()
    await tab.press(_TRAIN)
    await tab.run_to_end()
    visitor.answered(tab.alerts[-1] if tab.alerts else tab.status.split(":")[0])


async def _watch(tab: LightSession) -> None:
    """Look at a run until it is over, or one is tired of it."""
    until = asyncio.get_running_loop().time() + _WATCHED
    while tab.stage != "over" and not tab.lost and asyncio.get_running_loop().time() < until:
        await asyncio.sleep(_LOOK)


def _seed() -> str:
    """Runs of the same settings could be one."""
    return urlencode({"seed": secrets.randbelow(10_000)})
