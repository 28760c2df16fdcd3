"""A tab without a browser that watches its live figures on the channel, too.

Thirty of them take a small part of one core, where thirty real browsers would need all of a machine.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.light_channel import LightChannel
from benchmarks.light_tab import LightTab

_FIGURE = "layerlab_live_figure"


@dataclass(frozen=True)
class Shown:
    """A frame of a run as it came over the channel.

    Attributes:
        at: when, of `time.perf_counter`.
        share: of the run that is done, 0 to 1.
        size: bytes of the message.
    """

    at: float
    share: float
    size: int


@dataclass(frozen=True)
class Figure:
    """A live figure of the page.

    Attributes:
        stage: that the page was drawn for.
        watch: what it asks the channel for; ``None`` for nothing.
    """

    stage: str
    watch: dict[str, Any] | None


class LightSession(LightTab):
    """A tab of the lab, or of any page with live figures.

    Attributes:
        statuses: (time of `time.perf_counter`, text) of each change of the line above the charts.
        frames: each frame that came over the channel, with more of the run done than the one before.
        figures: the live figures of the page, by their id.
    """

    def __init__(self, server: str, page: str, query: str) -> None:
        super().__init__(server, page, query)
        self.statuses: list[tuple[float, str]] = []
        self.frames: list[Shown] = []
        self.figures: dict[str, Figure] = {}
        self._switches: dict[str, str] = {}
        self._is_on: dict[str, bool] = {}
        self._seen: set[str] = set()  # figures of the run of the page that is going on
        self._channel = LightChannel(server, self._take_picture)
        self._asking: set[asyncio.Task] = set()
        self._pressed_at = 0.0

    @property
    def channel_lost(self) -> str:
        """Why the server closed the channel's socket; "" while it has not."""
        return self._channel.lost

    @property
    def status(self) -> str:
        """The line above the charts as it is now."""
        return self.statuses[-1][1] if self.statuses else ""

    @property
    def run_id(self) -> str:
        """The run that the address names; "" if it names none."""
        return self.value("run")

    @property
    def stage(self) -> str:
        """How it stands with the run of the page's picture, as the newest picture tells: "going", "over" and others."""
        figure = self._figure_of_run()
        return figure.stage if figure else ""

    @property
    def watch(self) -> dict[str, Any] | None:
        """What the page's picture asks the channel for; ``None`` if it shows no run."""
        figure = self._figure_of_run()
        return figure.watch if figure else None

    def answered_after(self) -> float:
        """Seconds from the last click on a button until the line above the charts changed; inf if it has not."""
        return next((at for at, _ in self.statuses if at > self._pressed_at), math.inf) - self._pressed_at

    async def press(self, label: str) -> None:
        """Click a button; returns when the click is sent.

        Raises:
            KeyError: the page shows no such button.
        """
        self._pressed_at = time.perf_counter()
        await super().press(label)

    async def toggle(self, label: str, key: str) -> None:
        """Click a switch, and wait until the page has told its new value in the address and was run to its end.

        Args:
            key: of the setting in the address.

        Raises:
            KeyError: the page shows no such switch.
        """
        before = self.value(key)
        switch = self._switches[label]
        self._is_on[switch] = not self._is_on[switch]
        while self.value(key) == before:
            # Again, where the page was asked for without it before it was run: a browser says each time how all stand.
            await self.ask(id=switch, bool_value=self._is_on[switch])
            await self.run_to_end()

    async def close(self) -> None:
        """Disconnect; nothing happens to one that could not be opened."""
        for asking in self._asking:  # what has not been asked yet would open the channel again
            asking.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        await self._channel.close()
        await super().close()

    def _figure_of_run(self) -> Figure | None:
        return next((one for one in self.figures.values() if one.watch and "run" in one.watch["args"]), None)

    def _run_begins(self) -> None:
        super()._run_begins()
        self._seen.clear()

    def _run_ended(self) -> None:
        super()._run_ended()
        for gone in self.figures.keys() - self._seen:
            del self.figures[gone]
            self._soon(self._channel.end(gone))

    def _take_element(self, element: Any) -> None:
        super()._take_element(element)
        kind = element.WhichOneof("type")
        if kind == "checkbox":
            self._switches[element.checkbox.label] = element.checkbox.id
            self._is_on.setdefault(element.checkbox.id, element.checkbox.default)
        elif kind == "bidi_component" and element.bidi_component.component_name == _FIGURE:
            self._take_figure(element.bidi_component.id, json.loads(element.bidi_component.json))

    def _take_figure(self, key: str, data: dict[str, Any]) -> None:
        request = data["watch"] and {**data["watch"], "language": data["language"], "viewer": data["viewer"]}
        self.figures[key] = Figure(data["stage"], request)
        self._seen.add(key)
        self._take_status(json.loads(data["picture"]))
        self._soon(self._channel.watch(key, request) if request else self._channel.end(key))

    def _take_picture(self, key: str, picture: dict[str, Any], size: int) -> None:
        self._take_status(picture)
        share = picture.get("progress", {}).get("share", 0.0)
        if share > (self.frames[-1].share if self.frames else 0.0):
            self.frames.append(Shown(time.perf_counter(), share, size))
        figure = self.figures.get(key)
        if figure is not None and picture.get("stage", figure.stage) != figure.stage:
            # Once: what the page is drawn for then comes with the page.
            self.figures[key] = replace(figure, stage=picture["stage"])
            self._soon(self.ask())

    def _take_status(self, picture: dict[str, Any]) -> None:
        text = picture.get("progress", {}).get("text", self.status)
        if text != self.status:
            self.statuses.append((time.perf_counter(), text))

    def _soon(self, asking: Any) -> None:
        task = asyncio.ensure_future(asking)
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
