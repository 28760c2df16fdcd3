"""What the race board's scripts compute by themselves: colours of the surface, ticks, and numbers as text."""

from __future__ import annotations

import numpy as np
import pytest

from tests.browser.race_page import SOURCE

_FUNCTIONS = """
([source, call]) => new Function(source.replace("export default", "const show =") + "; return " + call)()
"""


@pytest.mark.parametrize(
    ("values", "empty"),
    [("[NaN, 1, 2, NaN, 1, 2]", True), ("[Infinity, 1, 2, -Infinity, 1, 2]", True), ("[1, 1, 1, 1, 1, 1]", False)],
)
def test_holes_and_plains_of_the_surface_are_not_black(page, values, empty):
    bands = "{ bands: [[250, 250, 250], [200, 200, 200]], level: [100, 100, 100] }"
    paint = f"paintSurface({{ columns: 3, rows: 2, values: {values} }}, [1, 1.5], {bands}, 40, 20, 1)"
    colors = page.evaluate(_FUNCTIONS, [SOURCE, f"[...{paint}.getContext('2d').getImageData(0, 0, 40, 20).data]"])
    pixels = np.array(colors).reshape(20, 40, 4)
    drawn = pixels[..., 3] > 0
    assert pixels[drawn][:, :3].min() >= 100
    assert drawn[:, 25:].all()
    assert drawn[:, :10].any() != empty


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("fourDigits(-0.12345)", "−0.1235"),
        ("fourDigits(12)", "12.00"),
        ("fourDigits(9999.9)", "1.000×10⁴"),
        ("fourDigits(0.00001234)", "1.234×10⁻⁵"),
        ("fourDigits(-Infinity)", "−∞"),
        ("fourDigits(0)", "0"),
        ("setting(0.9)", "0.9"),
        ("setting(1e-7)", "1×10⁻⁷"),
        ("linearTicks([-10, 10], 4).map(tick => tick.text)", ["−10", "−5", "0", "5", "10"]),
        ("linearTicks([0, 0.35], 4).map(tick => tick.text)", ["0.0", "0.1", "0.2", "0.3"]),
        ("decadeTicks([-7, 2], 4).map(tick => tick.text)", ["10⁻⁶", "10⁻³", "10⁰"]),
        ("lossDecades({optimizers: [{paths: [{losses: [20, 0.3, 0]}]}]})", [-1, 2]),
        ("lossDecades({optimizers: [{paths: [{losses: [20, 1e12]}, {losses: [20, 1e-30]}]}]})", [-11, 5]),
        ("lossDecades({optimizers: [{paths: [{losses: [1, 1]}]}]})", [-1, 0]),
        ("lossDecades({optimizers: [{paths: [{losses: [0, -1, NaN]}]}]})", [-1, 0]),
        ("[5, 0.5, 1, 99].map(value => bandOf(value, [1, 2, 5], 1))", [3, 0, 1, 3]),
    ],
)
def test_numbers_as_people_read_them(page, call, result):
    assert page.evaluate(_FUNCTIONS, [SOURCE, call]) == result
