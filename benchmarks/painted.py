"""How often a page's charts are painted, counted in the browser: whoever draws them, and by whatever way.

Vega clears a canvas, or a part of it, before it draws; what was drawn until the next frame of the browser is painted in
that frame, once.
"""

from __future__ import annotations

import statistics

from playwright.sync_api import Page

_COUNT = """
{
  const drawn = new Set()
  const clear = CanvasRenderingContext2D.prototype.clearRect
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (drawn.size === 0) requestAnimationFrame(() => {
      for (const canvas of drawn) canvas.timesPainted = (canvas.timesPainted ?? 0) + 1
      drawn.clear()
    })
    drawn.add(this.canvas)
    return clear.apply(this, box)
  }
  const isSeen = canvas => {
    const { top, bottom, width } = canvas.getBoundingClientRect()
    return width > 0 && bottom > 0 && top < innerHeight
  }
  window.chartsSeen = () => [...document.querySelectorAll("canvas.marks")].filter(isSeen)
}
"""
_LEAST = "() => Math.min(...chartsSeen().map(canvas => canvas.timesPainted ?? 0))"
_RATE = """
async seconds => {
  const charts = chartsSeen(), before = charts.map(canvas => canvas.timesPainted ?? 0), started = performance.now()
  await new Promise(resolve => setTimeout(resolve, 1000 * seconds))
  const took = (performance.now() - started) / 1000
  return charts.map((canvas, i) => ((canvas.timesPainted ?? 0) - before[i]) / took)
}
"""


def count_paintings(page: Page) -> None:
    """Have the page count how often each chart is painted. Call before it is opened."""
    page.add_init_script(_COUNT)


def wait_for_paintings(page: Page, charts: int, times: int) -> None:
    """Wait until so many charts are to be seen, each painted at least so many times."""
    page.wait_for_function(
        f"([charts, times]) => chartsSeen().length >= charts && ({_LEAST})() >= times",
        arg=[charts, times],
        polling=50,
    )


def paintings_per_second(page: Page, seconds: float) -> float:
    """How often a second the charts that are to be seen are painted.

    A chart whose rows are those of the frame before need not be painted again, as the accuracies within an epoch; so
    what counts is the middle one of the charts.

    Raises:
        RuntimeError: no chart is to be seen, or the page has mounted them anew meanwhile.
    """
    rates = page.evaluate(_RATE, seconds)
    if not rates or not min(rates):
        raise RuntimeError(f"the charts that are to be seen are painted {rates} times a second")
    return statistics.median_high(rates)
