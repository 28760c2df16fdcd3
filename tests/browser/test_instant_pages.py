"""The pages that need no training: pictures that follow a hand on the slider."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.driver import PHONE, expect_query, place_of, query, slider, wait_for_calm
from tests.there import there

_PICTURE = "() => document.querySelector('canvas.marks').toDataURL()"
# How many of the three runs' colours a chart has.
_COLOURS = """
canvas => {
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
  const runs = [[15, 124, 191], [222, 144, 0], [0, 158, 115]]
  return runs.filter(run => {
    for (let at = 0; at < pixels.length; at += 4) {
      if (run.every((value, channel) => Math.abs(pixels[at + channel] - value) < 12)) return true
    }
    return false
  }).length
}
"""
_SLOW_MACHINE = 400_000  # milliseconds, for what takes a tenth of it on a quick one
_NEW_PICTURE = "old => document.querySelector('canvas.marks').toDataURL() !== old"


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("canvas").first).to_be_visible()
    return page


_CANVAS_TEXTS = (Path(__file__).parent / "canvas_texts.js").read_text("utf-8")
_IS_DRAWN = """
text => [...document.querySelectorAll('canvas.marks')].some(
  canvas => [...(canvas.drawnTexts?.values() ?? [])].some(drawn => new RegExp(text).test(drawn.text)))
"""


@pytest.fixture
def initialization(server, page: Page) -> Page:
    return opened(page, f"{server.url}/initialization")


def asked_of_streamlit(page: Page) -> list[str | bytes]:
    """What the page sends to Streamlit from now on, which answers each by a run of the script. Call before it opens."""
    sent: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        if "_stcore" in socket.url:
            socket.on("framesent", lambda frame: sent.append(frame))

    page.on("websocket", listen)
    return sent


@pytest.mark.parametrize(
    ("name", "field"), [("Init std", "init_std"), pytest.param("Layers", "depth", marks=pytest.mark.slow)]
)
def test_the_picture_follows_the_slider_without_a_run_of_the_script(server, page: Page, name: str, field: str):
    sent = asked_of_streamlit(page)
    opened(page, f"{server.url}/initialization")
    wait_for_calm(page)
    thumb = slider(page, name)
    page.mouse.move(*place_of(thumb, 0.7))
    page.mouse.down()
    before = len(sent)
    for share in (0.6, 0.5, 0.4):
        picture = page.evaluate(_PICTURE)
        page.mouse.move(*place_of(thumb, share))
        page.wait_for_function(_NEW_PICTURE, arg=picture)
    assert len(sent) == before
    assert field not in query(page)
    page.mouse.up()
    place = thumb.get_attribute("aria-valuetext")
    expect_query(page, lambda address: address.get(field) == place)
    assert len(sent) == before + 1


@pytest.mark.slow  # the last place of a drag wins in test_live_figure.py too
def test_after_a_sweep_the_last_place_wins(server, initialization: Page, new_context):
    page = initialization
    thumb = slider(page, "Init std")
    page.mouse.move(*place_of(thumb, 0.7))
    page.mouse.down()
    for share in (0.0, 1.0, 0.0):
        page.mouse.move(*place_of(thumb, share), steps=40)
    expect(page.get_by_text("The signal fades")).to_be_visible()
    page.mouse.up()
    expect_query(page, lambda address: address.get("init_std") == "1e-05")
    expect(thumb).to_have_value("0")
    other = opened(new_context().new_page(), page.url)
    wait_for_calm(other)
    page.wait_for_function(f"picture => ({_PICTURE})() === picture", arg=other.evaluate(_PICTURE))
    expect(page.get_by_test_id("figureWords")).to_have_text(there(other.get_by_test_id("figureWords").text_content()))


@pytest.mark.slow
def test_a_slider_that_is_let_go_where_it_was_taken_follows_the_page_again(initialization: Page):
    page = initialization
    words = page.get_by_test_id("figureWords")
    said = there(words.text_content())
    thumb = slider(page, "Bias")
    page.mouse.move(*place_of(thumb, 0.5))
    page.mouse.down()
    page.mouse.move(*place_of(thumb, 0.9))
    expect(words).not_to_have_text(said)
    page.mouse.move(*place_of(thumb, 0.5))
    page.mouse.up()
    expect(words).to_have_text(said)
    thumb.press("End")
    expect_query(page, lambda address: address.get("bias") == "2")
    page.get_by_role("button", name="Restore defaults").click()
    expect(thumb).to_have_attribute("aria-valuetext", "0")
    expect(words).to_have_text(said)


@pytest.mark.slow
def test_the_largest_network_is_shown_in_full_once_the_slider_rests(server, page: Page):
    opened(page, f"{server.url}/initialization?depth=50&width=500")
    in_full, in_motion = page.get_by_text("All 1,000 inputs went through."), page.get_by_text("looks at 200 inputs")
    expect(in_full).to_be_visible()
    thumb = slider(page, "Init std")
    page.mouse.move(*place_of(thumb, 0.7))
    page.mouse.down()
    page.mouse.move(*place_of(thumb, 0.5), steps=5)
    expect(in_motion).to_be_visible()
    page.mouse.up()
    expect_query(page, lambda address: "init_std" in address)
    expect(in_full).to_be_visible()


def test_the_keyboard_moves_a_slider(initialization: Page):
    thumb = slider(initialization, "Layers")
    thumb.press("ArrowRight")
    expect_query(initialization, lambda address: address.get("depth") == "6")
    thumb.press("End")
    expect_query(initialization, lambda address: address.get("depth") == "50")
    expect(thumb).to_have_attribute("aria-valuetext", "50")


def test_a_finger_drags_a_slider_on_a_phone(server, new_context):
    page = opened(new_context(**PHONE).new_page(), f"{server.url}/initialization")
    thumb = slider(page, "Init std")
    thumb.scroll_into_view_if_needed()
    touch = page.context.new_cdp_session(page)

    def send(kind: str, *share: float) -> None:
        points = [dict(zip("xy", place_of(thumb, value), strict=True)) for value in share]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    picture = page.evaluate(_PICTURE)
    send("touchStart", 0.7)
    for share in (0.6, 0.5, 0.4, 0.3):
        send("touchMove", share)
    page.wait_for_function(_NEW_PICTURE, arg=picture)
    send("touchEnd")
    expect_query(page, lambda address: 0 < float(address.get("init_std", 0)) < 0.1)
    overhang = "() => document.querySelector('[data-testid=stMain]').scrollWidth"
    assert page.evaluate(overhang) <= 390


@pytest.mark.slow
def test_a_link_opens_the_same_two_networks(server, new_context):
    link = f"{server.url}/initialization?depth=8&activation=relu&compare=1&a_init_std=0.01&gamma=2"
    page = opened(new_context().new_page(), link)
    expect(page.locator("canvas.marks")).to_have_count(8)
    expect(slider(page, "Layers")).to_have_attribute("aria-valuetext", "8")
    expect(page.get_by_text("A · std 0.01")).to_be_visible()
    assert query(page) == dict(parse_qsl(urlsplit(link).query))


@pytest.mark.slow
def test_the_end_of_a_comparison_leaves_the_address(initialization: Page):
    page = initialization
    page.get_by_role("button", name="Compare A | B").click()
    expect_query(page, lambda address: address.get("compare") == "1")
    page.get_by_role("button", name="End comparison").click()
    expect_query(page, lambda address: "compare" not in address)
    expect(page.locator("canvas.marks")).to_have_count(4)


def test_batch_norm_step_by_step_follows_its_sliders(initialization: Page):
    page = initialization
    page.get_by_text("Batch normalization, step by step").click()
    last = page.get_by_role("row").filter(has_text="scaled and shifted").get_by_role("cell").last
    expect(last).to_have_text(re.compile(r"^1 · .* \+ 0 = "))
    slider(page, "Shift β").press("End")
    expect(last).to_have_text(re.compile(r" \+ 2 = "))
    slider(page, "Layer").press("End")
    expect_query(page, lambda address: (address.get("beta"), address.get("layer")) == ("2", "5"))
    expect(page.get_by_role("row").filter(has_text="mean over the batch")).to_contain_text("m = 1,000")


@pytest.mark.slow
def test_three_starting_points_learn_in_one_chart(initialization: Page):
    page = initialization
    page.get_by_role("button", name="Train all three").click()
    states = page.get_by_test_id("figureLine").filter(has_text=re.compile(r"^(He|Xavier.*|std 0\.01): "))
    done = [re.compile(rf"{name}: Done") for name in ("He", r"Glorot\)", r"std 0\.01")]
    expect(states).to_have_text(done, timeout=_SLOW_MACHINE)  # 6,000 steps in all
    curves = page.locator("canvas.marks").last
    drawn = curves.evaluate(_COLOURS)
    page.reload()
    expect(states).to_have_text(done)
    expect(page.locator("canvas.marks")).to_have_count(6)
    assert drawn == 3
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.fixture
def optimizers(server, page: Page) -> Page:
    return opened(page, f"{server.url}/optimizers")


@pytest.mark.slow
def test_a_click_on_the_surface_is_the_new_start(optimizers: Page):
    page = optimizers
    surface = page.get_by_role("img", name=re.compile("contours"))
    box = there(surface.bounding_box())
    surface.click(position={"x": box["width"] * 0.8, "y": box["height"] * 0.3})
    expect_query(page, lambda address: float(address.get("x", -7)) > 0)
    expect(slider(page, "Start x")).to_have_attribute("aria-valuetext", query(page)["x"])


@pytest.mark.slow
def test_the_race_plays_without_asking_the_server(server, new_context):
    page = new_context().new_page()
    sent = asked_of_streamlit(page)
    opened(page, f"{server.url}/optimizers")
    wait_for_calm(page)
    losses = page.get_by_role("img", name=re.compile("At step"))
    expect(losses).to_have_attribute("aria-label", re.compile("At step 100"))
    before = len(sent)
    page.get_by_role("button", name="Play").click()
    expect(losses).to_have_attribute("aria-label", re.compile("At step 2[0-9]:"))
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("slider", name="Race step").press("Home")
    expect(losses).to_have_attribute("aria-label", re.compile("At step 0:"))
    page.get_by_role("button", name="Step forward").click()
    expect(losses).to_have_attribute("aria-label", re.compile("At step 1:"))
    assert len(sent) == before


def test_the_race_follows_the_slider_without_a_run_of_the_script_and_the_legend(server, page: Page):
    sent = asked_of_streamlit(page)
    opened(page, f"{server.url}/optimizers")
    wait_for_calm(page)
    losses, words = page.get_by_role("img", name=re.compile("At step")), page.get_by_test_id("figureWords")
    told, said = there(losses.get_attribute("aria-label")), there(words.text_content())
    thumb = slider(page, "Learning rate")
    page.mouse.move(*place_of(thumb, 0.67))
    page.mouse.down()
    before = len(sent)
    page.mouse.move(*place_of(thumb, 0.5))
    expect(losses).not_to_have_attribute("aria-label", told)
    expect(words).not_to_have_text(said)
    assert len(sent) == before
    assert "learning_rate" not in query(page)
    page.mouse.up()
    expect_query(page, lambda address: float(address.get("learning_rate", 1)) < 0.2)
    page.get_by_role("button", name="Adam", exact=True).click()
    expect_query(page, lambda address: address.get("selected") == "adam")
    expect(page.get_by_text(re.compile("^Adam, step"))).to_be_visible()


@pytest.mark.slow
def test_the_numbers_of_an_axis_are_written_as_those_in_the_texts(server, page: Page):
    page.add_init_script(_CANVAS_TEXTS)
    opened(page, f"{server.url}/initialization?depth=30&init_std=1")
    for number in ("^10⁸$", "^−([25]·)?10¹[⁰¹]$"):  # of a logarithmic axis, and of one that is not
        page.wait_for_function(_IS_DRAWN, arg=number)
