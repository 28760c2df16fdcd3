"""What tests of every page do in the browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page

from tests.there import there

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

# Resolves when nothing has moved for half a second.
_CALM = """
() => new Promise(resolve => {
  let before = '', calm = 0
  const look = () => {
    const elements = document.querySelectorAll('[data-testid=stMain] :is(canvas, button, input, h1, h2, h3, details)')
    const places = [...elements].map(element => {
      const box = element.getBoundingClientRect()
      return [box.x, box.y, box.width, box.height].map(Math.round)
    })
    const now = places.join()
    calm = now === before ? calm + 1 : 0
    before = now
    calm >= 5 ? resolve() : setTimeout(look, 100)
  }
  look()
})
"""


def wait_for_calm(page: Page) -> None:
    """Wait until nothing moves on the page any more."""
    page.evaluate(_CALM)


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def expect_query(page: Page, holds: Callable[[dict[str, str]], bool]) -> None:
    page.wait_for_url(lambda address: holds(dict(parse_qsl(urlsplit(address).query))))


def slider(page: Page, label: str) -> Locator:
    return page.get_by_role("slider", name=label, exact=True)


def place_of(thumb: Locator, share: float) -> tuple[float, float]:
    """Where on the screen the thumb of a slider is at this share of its way."""
    box = there(thumb.bounding_box())
    return box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2


File = FilePayload


def file(name: str, data: bytes) -> File:
    return FilePayload(name=name, mimeType="application/octet-stream", buffer=data)


def encoded(pixels: np.ndarray, kind: str, **more) -> bytes:
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, kind, **more)
    return data.getvalue()
