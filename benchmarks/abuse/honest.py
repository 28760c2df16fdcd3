"""Honest visitors: one trains, one has photos classified, one drags a slider; what becomes of it is noted."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed

from benchmarks.light_session import LightSession
from benchmarks.light_tab import Component, TabLost, UploadRefused

_LONGEST_RUN = 240.0
_LONGEST_CLICK = 60.0
_LOOK = 0.01
_BETWEEN_TABS = 1.0
_BETWEEN_CLICKS = 3.0
_BETWEEN_PHOTOS = 10.0
_MOVES = 20
_BETWEEN_DRAGS = 3.0
_KEPT_RUNS = 10  # of each visitor a server keeps so many
_DONE = "Done."
_STRIP, _SLIDER = "layerlab_photo_strip", "layerlab_live_slider"
_FIELD = "init_std"


@dataclass
class Seen:
    """What honest visitors have seen.

    Attributes:
        clicks: seconds until each click on a page was answered. moves: until the picture followed a slider.
        labels: until a photo had its label.
        runs: ids of those that were trained to their end. lost: how many were not, or are there no more.
        errors: what should not have happened -> how often.
    """

    clicks: list[float] = field(default_factory=list)
    moves: list[float] = field(default_factory=list)
    labels: list[float] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    lost: int = 0
    errors: Counter[str] = field(default_factory=Counter)


class Honest:
    """One visitor, for ever: opens a page, and again where the tab was lost."""

    page = ""

    def __init__(self, server: str, seen: Seen) -> None:
        self._server, self.seen = server, seen
        self.tab = self._new_tab()

    def _new_tab(self) -> Any:
        return LightSession(self._server, self.page, "")

    async def go_on(self) -> None:
        """Visit the page until cancelled."""
        while True:
            self.tab = self._new_tab()
            try:
                async with asyncio.timeout(_LONGEST_CLICK):
                    await self.tab.open()
                while True:
                    await self.visit()
                    self._take_errors()
            except TimeoutError:  # which is an OSError, too
                self.seen.errors[f"{self.page}: no answer within {_LONGEST_CLICK:.0f} s"] += 1
                self.seen.clicks.append(_LONGEST_CLICK)
            except (TabLost, OSError, ConnectionClosed) as error:
                self.seen.errors[f"{self.page}: a lost socket: {error}"] += 1
            except UploadRefused as error:
                self.seen.errors[f"{self.page}: {error}"] += 1
            finally:
                await self._leave()
            await asyncio.sleep(_BETWEEN_TABS)

    async def visit(self) -> None:
        """Do on the page what one does there."""
        raise NotImplementedError

    async def clicked(self, answered: Awaitable[Any]) -> None:
        """Wait for the answer to a click.

        Raises:
            TimeoutError: it does not come.
        """
        started = time.perf_counter()
        async with asyncio.timeout(_LONGEST_CLICK):
            await answered
        self.seen.clicks.append(time.perf_counter() - started)

    async def until(self, condition: Callable[[], Any], seconds: float = _LONGEST_CLICK) -> None:
        """Wait until it holds.

        Raises:
            TimeoutError: it does not in so many seconds. TabLost: it never will.
        """
        async with asyncio.timeout(seconds):
            while not condition():
                if lost := self.tab.lost or self.tab.channel_lost:
                    raise TabLost(lost)
                await asyncio.sleep(_LOOK)

    async def _leave(self) -> None:
        try:
            await self.tab.close()
        except (RuntimeError, OSError, ConnectionClosed) as error:  # the channel has refused, or could not be opened
            self.seen.errors[f"{self.page}: {error}"] += 1

    def _take_errors(self) -> None:
        for text in (*self.tab.exceptions, *self.tab.alerts):
            self.seen.errors[f"{self.page}: {text}"] += 1
        self.tab.exceptions.clear()
        self.tab.alerts.clear()


class Trainer(Honest):
    """Trains the default experiment again and again, to its end, and clicks meanwhile."""

    page = "training"
    _SWITCH, _KEY = "Each layer on its own scale", "own_scale"

    async def visit(self) -> None:
        before = self.tab.run_id
        await self.clicked(self._train(before))
        run = self.tab.run_id
        if run == before:  # the page says why, which counts as an error
            return
        try:
            until = time.monotonic() + _LONGEST_RUN
            while not self._is_over() and time.monotonic() < until:
                await asyncio.sleep(_BETWEEN_CLICKS)
                await self.clicked(self.tab.toggle(self._SWITCH, self._KEY))
        except (TabLost, ConnectionClosed, OSError, TimeoutError):
            self.seen.lost += 1
            raise
        if self._is_over() and self.tab.status.startswith(_DONE):
            self.seen.runs.append(run)
        else:
            self.seen.lost += 1
            self.seen.errors[f"a run was not trained to its end: {self.tab.status[:80]}"] += 1

    async def _train(self, before: str) -> None:
        await self.until(lambda: self.tab.shows("Train"))  # the page may just be drawn anew
        await self.tab.press("Train")
        await self.until(lambda: self.tab.run_id not in ("", before) or self.tab.alerts)

    def _is_over(self) -> bool:
        return self.tab.stage == "over"


class Photographer(Honest):
    """Uploads a photo to /imagenet, and waits for its label."""

    page = "imagenet"

    def __init__(self, server: str, seen: Seen, photos: Sequence[bytes]) -> None:
        super().__init__(server, seen)
        self._photos, self._uploaded = photos, 0

    async def visit(self) -> None:
        if len(self._strip()) == len(self._photos):  # once more it would be the same photo, and nothing new to be seen
            await self.until(lambda: self.tab.shows("Remove all photos"))
            await self.tab.press("Remove all photos")
            await self.clicked(self.until(lambda: not self._strip()))
        before = len(self._strip())
        data, name = self._photos[self._uploaded % len(self._photos)], f"{self._uploaded}.jpg"
        self._uploaded += 1
        started = time.perf_counter()
        await self.clicked(self._upload(name, data))
        await self.until(lambda: self._known() > before)
        self.seen.labels.append(time.perf_counter() - started)
        await asyncio.sleep(_BETWEEN_PHOTOS)

    async def _upload(self, name: str, data: bytes) -> None:
        """The page answers an upload when it has taken the file over, though it may still be reading it."""
        await self.until(lambda: self.tab.shows("Photo"))
        runs = self.tab.runs_finished
        await self.tab.upload("Photo", [(name, data)])
        await self.until(lambda: self.tab.runs_finished > runs)

    def _strip(self) -> list[dict[str, Any]]:
        strips = self.tab.components.get(_STRIP, [])
        return strips[0].data["photos"] if strips else []

    def _known(self) -> int:
        return sum(photo["state"] == "done" for photo in self._strip())


class _Dragging(LightSession):
    """A tab whose figure is asked for what a slider says while it is dragged."""

    def __init__(self, server: str, page: str, query: str) -> None:
        super().__init__(server, page, query)
        self._came = False

    @property
    def has_come(self) -> bool:
        """Whether a picture has come since `move` was called last."""
        return self._came

    async def move(self, field: str, text: str) -> None:
        """Ask for the picture at another place of a slider."""
        key, figure = next((key, one) for key, one in self.figures.items() if one.watch and field in one.watch["args"])
        assert figure.watch is not None
        args = figure.watch["args"] | {field: text, "moved": [field]}
        self._came = False
        await self._channel.watch(key, figure.watch | {"args": args})

    def _take_picture(self, key: str, picture: dict[str, Any], size: int) -> None:
        super()._take_picture(key, picture, size)
        self._came = True


class Dragger(Honest):
    """Drags a slider to and fro on /initialization, and lets it go."""

    page = "initialization"

    def __init__(self, server: str, seen: Seen) -> None:
        super().__init__(server, seen)
        self._serial = 0

    def _new_tab(self) -> _Dragging:
        return _Dragging(self._server, self.page, "")

    async def visit(self) -> None:
        values = self._slider().data["values"]
        places = random.sample(range(len(values)), _MOVES)
        for place in places:
            started = time.perf_counter()
            await self.tab.move(_FIELD, values[place])
            await self.until(lambda: self.tab.has_come)
            self.seen.moves.append(time.perf_counter() - started)
        await self.clicked(self._let_go(places[-1]))
        await asyncio.sleep(_BETWEEN_DRAGS)

    async def _let_go(self, place: int) -> None:
        self._serial += 1
        await self.tab.tell(self._slider(), move={"index": place, "settled": True, "serial": self._serial})
        await self.until(lambda: self._slider().data["index"] == place)

    def _slider(self) -> Component:
        return next(one for one in self.tab.components[_SLIDER] if one.data["name"] == f"{self.page}.{_FIELD}")


async def lost_runs(server: str, runs: Sequence[str]) -> list[str]:
    """Which of a visitor's last runs are there no more, or not as they ended."""
    lost = []
    for run in runs[-_KEPT_RUNS:]:
        tab = LightSession(server, "training", f"run={run}")
        try:
            async with asyncio.timeout(_LONGEST_CLICK):
                await tab.open()
            if not tab.status.startswith(_DONE):
                lost.append(f"{run}: {tab.status[:80] or json.dumps(tab.alerts)}")
        except (TabLost, OSError, TimeoutError) as error:
            lost.append(f"{run}: {error!r}")
        finally:
            await tab.close()
    return lost
