"""The race board in Chromium, given its data by the test in Streamlit's place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Error, Locator, Page, expect

from components.browser.race_board import board
from tests.browser.race_page import _FOLDER, SOURCE

_SKELETON = (_FOLDER / "board.html").read_text("utf-8") + f"<style>{(_FOLDER / 'board.css').read_text('utf-8')}</style>"
_THEMES = {
    "light": "--st-background-color: #ffffff; --st-text-color: #1c2733",
    "dark": "--st-background-color: #11161d; --st-text-color: #e6ebf0",
}
_MOUNT = """
async ([source, skeleton]) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })))
  const parentElement = document.querySelector("#host").attachShadow({ mode: "open" })
  parentElement.innerHTML = skeleton
  window.told = []
  const setTriggerValue = (...event) => window.told.push(event)
  window.show = (data) => module.default({ data, parentElement, setTriggerValue })
}
"""
# The picture of one chart, as it is after the frame that is asked for now.
_PICTURE = "canvas => new Promise(done => requestAnimationFrame(() => done(canvas.toDataURL())))"


def _race(steps: int = 40, rate: float = 0.9, **changes: Any) -> dict[str, Any]:
    """Plain descent from two starts in the valley x²/20 + y²."""
    slopes = np.array([0.1, 2.0])
    points = np.array([-9.0, 3.0]) * (1 - rate * slopes) ** np.arange(steps + 1)[:, None]
    path = {
        "points": board.packed(points),
        "losses": board.packed((points**2 * slopes / 2).sum(axis=1)),
    }
    x, y = np.meshgrid(np.linspace(-10, 10, 40), np.linspace(-4, 4, 30))
    line = {"name": "New point", "formula": "w ← w − η·g", "with_numbers": "{before} − {rate}·{gradient} = {after}"}
    arrays = {"before": points[:-1], "gradient": points[:-1] * slopes, "after": points[1:]}
    return {
        "x": (-10, 10),
        "y": (-4, 4),
        "surface": {"columns": 40, "rows": 30, "values": board.packed(x**2 / 20 + y**2)},
        "levels": [0.1, 0.5, 1, 2, 5, 10],
        "minima": [(0, 0)],
        "starts": [(-9, 3)],
        "steps": steps,
        "optimizers": [
            {"name": "sgd", "label": "SGD", "color": "#0f7cbf", "paths": [path]},
            {"name": "adam", "label": "Adam", "color": "#d55e00", "paths": [path]},
        ],
        "selected": "sgd",
        "rule": {
            "lines": [line],
            "arrays": {name: board.packed(values) for name, values in arrays.items()},
            "scalars": {"rate": rate},
        },
        "height": 300,
        "texts": board._texts(),
        **changes,
    }


class _Board:
    """The board on a page of its own."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[Error] = []

        def note(error: Error) -> None:
            self.errors.append(error)

        page.on("pageerror", note)
        viewport = '<meta name="viewport" content="width=device-width">'
        page.set_content(f'{viewport}<div id="host" style="{_THEMES["light"]}"></div>')
        page.evaluate(_MOUNT, [SOURCE, _SKELETON])

    def show(self, data: dict[str, Any]) -> _Board:
        # As JSON, which is how Streamlit hands it over.
        self.page.evaluate("text => void window.show(JSON.parse(text))", json.dumps(data))
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def slider(self) -> Locator:
        return self.page.get_by_role("slider", name="Race step")

    @property
    def map(self) -> Locator:
        return self.page.get_by_role("img", name=re.compile("contours"))

    def expect_step(self, step: int, steps: int = 40) -> None:
        expect(self.page.get_by_role("status")).to_have_text(f"Step {step} of {steps}")

    def picture(self) -> str:
        return self.map.evaluate(_PICTURE)

    def told(self) -> list[Any]:
        return self.page.evaluate("window.told")


@pytest.fixture
def shown(page: Page):
    """The board with a race on it; no script may have failed in the end."""
    shown = _Board(page).show(_race())
    shown.expect_step(40)
    yield shown
    assert not shown.errors


def test_it_opens_at_the_end_and_does_not_play(shown):
    expect(shown.button("Play")).to_be_visible()
    expect(shown.button("Step forward")).to_be_disabled()
    expect(shown.page.get_by_role("img", name=re.compile("At step 40: SGD .*; Adam"))).to_be_visible()


def test_play_runs_from_the_start_to_the_end_and_stops(shown):
    shown.page.get_by_role("combobox", name="Speed").select_option("Fast")
    shown.button("Play").click()
    expect(shown.button("Pause")).to_be_visible()
    expect(shown.button("Play")).to_be_visible()
    shown.expect_step(40)
    assert shown.told() == []


def test_the_steps_one_by_one_and_by_keyboard(shown):
    shown.button("Step back").click()
    shown.expect_step(39)
    shown.slider.press("Home")
    shown.expect_step(0)
    expect(shown.button("Step back")).to_be_disabled()
    shown.button("Step forward").click()
    shown.slider.press("ArrowRight")
    shown.expect_step(2)
    assert shown.slider.get_attribute("aria-valuetext") == "Step 2 of 40"


def test_the_rule_has_the_numbers_of_the_step(shown):
    cells = shown.page.get_by_role("cell")
    shown.slider.fill("1")
    expect(cells).to_have_text(["−9.000 − 0.9·(−0.9000) = −8.190", "3.000 − 0.9·6.000 = −2.400"])
    shown.slider.fill("0")
    expect(cells).to_have_text(["—", "—"])


def test_new_data_keep_the_step_and_the_end_stays_the_end(shown):
    shown.show(_race(steps=60))
    shown.expect_step(60, steps=60)
    shown.slider.fill("50")
    shown.show(_race(steps=60, rate=0.5))
    shown.expect_step(50, steps=60)
    shown.show(_race(steps=30))
    shown.expect_step(30, steps=30)


def test_new_data_do_not_stop_it(shown):
    shown.page.get_by_role("combobox", name="Speed").select_option("Slow")
    shown.button("Play").click()
    shown.show(_race(rate=0.5))
    expect(shown.button("Pause")).to_be_visible()
    shown.button("Pause").click()
    expect(shown.button("Play")).to_be_visible()


@pytest.mark.parametrize(
    "change",
    [
        lambda board: board.slider.fill("3"),
        lambda board: board.show(_race(rate=0.4)),
        lambda board: board.show(_race(levels=[0.3, 3])),
        lambda board: board.show(_race(minima=[])),
        lambda board: board.show(_race(selected="adam")),
        lambda board: board.page.set_viewport_size({"width": 500, "height": 900}),
    ],
    ids=["step", "path", "levels", "minima", "selected", "size"],
)
def test_the_map_shows_each_change(shown, change: Callable[[_Board], Any]):
    before = shown.picture()
    change(shown)
    shown.page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[shown.map.element_handle(), before]
    )


def test_the_dark_theme_has_colours_of_its_own(shown):
    corner = "canvas => [...canvas.getContext('2d').getImageData(canvas.width - 40, 60, 1, 1).data.slice(0, 3)]"
    shown.picture()
    assert min(shown.map.evaluate(corner)) > 200
    shown.page.evaluate("style => document.querySelector('#host').style = style", _THEMES["dark"])
    shown.show(_race())
    shown.picture()
    assert max(shown.map.evaluate(corner)) < 80


def test_a_click_on_the_surface_is_a_new_start_and_beside_it_nothing(shown):
    box = shown.map.bounding_box()
    shown.map.click(position={"x": 5, "y": box["height"] - 5})
    assert shown.told() == []
    shown.map.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    [[kind, place]] = shown.told()
    assert kind == "start"
    assert abs(place["x"]) < 2
    assert abs(place["y"]) < 1


def test_the_pointer_names_the_place_and_its_loss(shown):
    shown.map.hover()
    tooltip = shown.page.get_by_text(re.compile(r"^x .*, y .*: loss "))
    x, y, loss = (float(number.replace("−", "-")) for number in re.findall(r"[−\d.]+", tooltip.inner_text()))
    assert loss == pytest.approx(x**2 / 20 + y**2, abs=0.02)
    shown.slider.hover()
    expect(tooltip).to_be_hidden()


def test_a_name_in_the_legend_chooses_whose_rule_is_shown(shown):
    expect(shown.button("SGD")).to_have_attribute("aria-pressed", "true")
    shown.button("Adam").click()
    assert shown.told() == [["selected", "adam"]]
    shown.show(_race(selected="adam"))
    expect(shown.button("Adam")).to_have_attribute("aria-pressed", "true")
    expect(shown.button("Adam")).to_be_focused()


def test_losses_that_a_logarithm_cannot_show_are_said(shown):
    note = shown.page.get_by_text("lie on the axis")
    expect(note).to_have_count(0)
    race = _race()
    race["optimizers"][0]["paths"][0]["losses"] = board.packed(np.array([10.0, 1.0, 0.0, -1.0]))
    shown.show(race)
    expect(note).to_be_visible()


@pytest.mark.parametrize("losses", [[0.0], [-1.0, -2.0], [np.inf, np.nan], [1.0]])
def test_races_with_nothing_to_draw_do_no_harm(shown, losses):
    race = _race(steps=10, rule=None, minima=[])
    race["surface"]["values"] = board.packed(np.full((30, 40), np.nan))
    for optimizer in race["optimizers"]:
        points = board.packed(np.zeros((len(losses), 2)))
        optimizer["paths"] = [{"points": points, "losses": board.packed(np.array(losses))}]
    shown.show(race)
    shown.expect_step(10, steps=10)
    expect(shown.page.get_by_role("table")).to_have_count(0)


def test_on_a_phone_nothing_is_wider_than_the_screen(new_context):
    phone = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=3)
    shown = _Board(phone.new_page()).show(_race())
    shown.expect_step(40)
    assert shown.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert shown.map.evaluate("canvas => canvas.width / canvas.clientWidth") == pytest.approx(3, abs=0.02)
    shown.map.tap()
    assert [kind for kind, _ in shown.told()] == ["start"]
