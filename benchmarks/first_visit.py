"""A first visit of the lab in a real Chromium: how soon it shows the fresh network, and what goes over the wire."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page

# When there is a heading, and when all charts have been painted; in milliseconds since the page was asked for.
_LOOK = """
{
  window.visit = { frame: 0, picture: 0 }
  const look = () => {
    const now = performance.now(), charts = chartsSeen()
    if (document.querySelector("h1")) visit.frame ||= now
    if (charts.length >= CHARTS && charts.every(canvas => canvas.timesPainted)) visit.picture ||= now
    if (!visit.picture) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
"""
_QUIET_SECONDS = 3.0


@dataclass(frozen=True)
class Visit:
    """A first visit.

    Attributes:
        frame_s, picture_s: seconds from asking for the page until its heading was there, and until all charts were
            painted.
        megabytes: that came over the wire, until nothing came any more.
    """

    frame_s: float
    picture_s: float
    megabytes: float


class Wire:
    """What comes to a page: bytes of the answers as they travel, and of the messages on sockets."""

    def __init__(self, page: Page) -> None:
        self.bytes, self.last = 0, time.monotonic()
        session: CDPSession = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", lambda event: self._count(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", lambda event: self._count(_size(event["response"])))
        session.send("Network.enable")

    def _count(self, size: float) -> None:
        self.bytes += int(size)
        self.last = time.monotonic()


def visit(page: Page, address: str, charts: int) -> Visit:
    """Open an address on a page that is fresh and counts its paintings (see `benchmarks.painted`).

    Args:
        charts: that the page shows at first.
    """
    page.add_init_script(_LOOK.replace("CHARTS", str(charts)))
    wire = Wire(page)
    page.goto(address)
    page.wait_for_function("visit.picture > 0")
    while time.monotonic() - wire.last < _QUIET_SECONDS:
        page.wait_for_timeout(200)
    seen = page.evaluate("visit")
    return Visit(seen["frame"] / 1000, seen["picture"] / 1000, wire.bytes / 1e6)


def _size(message: dict[str, Any]) -> int:
    data = message["payloadData"]
    return len(data.encode()) if message["opcode"] == 1 else len(base64.b64decode(data))
