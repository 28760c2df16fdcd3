"""Attacks by files: on the ways in that the pages have, and on Streamlit's route behind them."""

from __future__ import annotations

import asyncio
import secrets

from benchmarks.abuse import payloads
from benchmarks.abuse.hostile import Hostile
from benchmarks.light_tab import UploadRefused

_OWN = ("transfer", "dataset=own", "Photos (zip)")
_EXAM = ("imagenet", "part=accuracy", "Labelled photos (zip)")
_PHOTO = ("imagenet", "", "Photo")
_TABS = 4
_PUTS = 20
_BETWEEN_PUTS = 1.0
_LOOKS = 3


async def deep_zips(visitor: Hostile) -> None:
    """Zips with the deepest paths that there are."""
    for place in (_OWN, _EXAM):
        await _upload(visitor, place, "photos.zip", payloads.deep_zip())


async def pixel_bombs(visitor: Hostile) -> None:
    """The worst photo, in several tabs at once."""
    await _upload_in_tabs(visitor, _PHOTO, "photo.png", payloads.worst_png())


async def worst_pngs(visitor: Hostile) -> None:
    """Zips of thousands of the worst photos, in several tabs at once."""
    for place in (_OWN, _EXAM):
        await _upload_in_tabs(visitor, place, "photos.zip", payloads.worst_pngs_zip())


async def tiny_photos(visitor: Hostile) -> None:
    """A zip of many photos of one pixel, each time as somebody else."""
    await _upload(visitor, _OWN, "photos.zip", payloads.tiny_photos_zip())


async def puts(visitor: Hostile) -> None:
    """Files on a page that has no way in for them."""
    async with visitor.tab("optimizers") as tab:
        for _ in range(_PUTS):
            try:
                await tab.put(
                    f"/_stcore/upload_file/{tab.session_id}/{secrets.token_hex(8)}", "a", payloads.large_file()
                )
            except UploadRefused as refused:
                visitor.answered_with(refused.status)
            else:
                visitor.answered("taken")
            await asyncio.sleep(_BETWEEN_PUTS)


async def _upload_in_tabs(visitor: Hostile, place: tuple[str, str, str], name: str, data: bytes) -> None:
    await asyncio.gather(*(_upload(visitor, place, name, data) for _ in range(_TABS)))


async def _upload(visitor: Hostile, place: tuple[str, str, str], name: str, data: bytes) -> None:
    """Hand a file in, look at the page as long as a curious visitor would, and leave."""
    page, query, label = place
    async with visitor.tab(page, query) as tab:
        await tab.upload(label, [(name, data)])
        await tab.run_to_end()
        for _ in range(_LOOKS):  # a page that has taken it may work on it each time
            if tab.alerts:
                break
            await tab.rerun()
        visitor.answered(f"{page}: {tab.alerts[-1] if tab.alerts else 'taken'}")
