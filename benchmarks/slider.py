"""A live slider in a real Chromium: how soon the picture follows it, and how often while it is dragged."""

from __future__ import annotations

import random

from playwright.sync_api import Page

# Only dragging is told, never the letting go, which draws the whole page. A chart that Vega draws clears its
# canvas first, and so does the board of the optimizers; a picture painted from numbers is put on it.
# All note when they have drawn; what was drawn is painted with the next frame.
# The slider goes on only when its picture is there, so the first new one is that of its place.
_OBSERVE = """
window.drawn = new Map()
const note = key => requestAnimationFrame(at => window.drawn.set(key, at))
const clear = CanvasRenderingContext2D.prototype.clearRect
CanvasRenderingContext2D.prototype.clearRect = function (...box) {
  note(this.canvas)
  return clear.apply(this, box)
}
const put = CanvasRenderingContext2D.prototype.putImageData
CanvasRenderingContext2D.prototype.putImageData = function (...image) {
  note(this.canvas)
  return put.apply(this, image)
}
"""
# Histograms there and back, and the spreads; the fourth chart, the shares, may look the same as before.
_CHARTS = """
() => [...document.querySelectorAll('canvas.marks')].slice(0, 3)
"""
_BOARD = """
() => [...document.querySelectorAll('*')].flatMap(node => node.shadowRoot
  ? [...node.shadowRoot.querySelectorAll('canvas')] : [])
"""
# All stages but the input, which stays as it is.
_PIXELS = """
() => [...document.querySelectorAll('.pixels-frame canvas')].slice(1)
"""
# The browser's own events, as a dragging hand causes them.
_CHANGE = """
async (input, [index, canvases]) => {
  const all = eval(canvases)()
  const started = performance.now()
  input.value = index
  input.dispatchEvent(new Event('input', { bubbles: true }))
  const painted = () => all.every(canvas => (window.drawn.get(canvas) ?? 0) > started)
  while (!painted()) {
    if (performance.now() - started > 10_000) throw new Error('no new picture within 10 s')
    await new Promise(requestAnimationFrame)
  }
  return Math.max(...all.map(canvas => window.drawn.get(canvas))) - started
}
"""
_DRAG = """
async (input, [milliseconds, canvases]) => {
  const [canvas] = eval(canvases)()
  const started = performance.now(), end = started + milliseconds
  let pictures = 0, last = window.drawn.get(canvas), forward = 1
  while (performance.now() < end) {
    const place = Number(input.value)
    if (place >= Number(input.max)) forward = -1
    if (place <= 0) forward = 1
    input.value = place + forward
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise(requestAnimationFrame)
    const at = window.drawn.get(canvas)
    if (at !== last) pictures += 1
    last = at
  }
  input.dispatchEvent(new Event('change', { bubbles: true }))
  return 1000 * pictures / (performance.now() - started)
}
"""
CHARTS, BOARD, PIXELS = _CHARTS.strip(), _BOARD.strip(), _PIXELS.strip()


def observe(page: Page) -> None:
    """Have the page note when its canvases are drawn. Call before it is opened."""
    page.add_init_script(_OBSERVE)


def followed_after(page: Page, label: str, changes: int, canvases: str) -> list[float]:
    """Milliseconds from the slider's input event until every canvas is painted anew, at different places.

    Args:
        label: of the slider. changes: how many places it is moved to.
        canvases: `CHARTS`, `BOARD` or `PIXELS`.
    """
    slider = page.get_by_role("slider", name=label, exact=True)
    places = range(int(slider.get_attribute("max") or 0) + 1)
    # From the middle on, so that a race or a pass is neither trivial nor seen before.
    chosen = random.Random(1).sample(places[len(places) // 5 :], changes)
    return [slider.evaluate(_CHANGE, [index, canvases]) for index in chosen]


def pictures_per_second(page: Page, label: str, seconds: float, canvases: str) -> float:
    """How many new pictures come each second while the slider is dragged to and fro."""
    slider = page.get_by_role("slider", name=label, exact=True)
    return slider.evaluate(_DRAG, [1000 * seconds, canvases])
