"""The live figure on a page of its own, in Chromium, with the channel."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ElementHandle, Locator, Page, WebSocketRoute, expect

from components.picture import Picture, packed
from tests.browser.driver import PHONE
from tests.browser.figure_pictures import EPOCHS, picture
from tests.browser.server import PROJECT, Server, running_app
from tests.there import there

CHARTS = ("loss", "accuracy", "weights")
_REFUSED = """
window.isRefused = true
window.sockets = []
window.WebSocket = class extends WebSocket {
  constructor(url, ...more) {
    super(isRefused ? String(url).replace("/live/socket", "/no/socket") : url, ...more)
    if (String(url).includes("/live/socket")) sockets.push(this)
  }
}
"""
_HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true })
  const frame = window.requestAnimationFrame
  window.held = []
  window.requestAnimationFrame = (draw) => window.held.push(draw)
  window.release = () => {
    delete document.hidden
    window.requestAnimationFrame = frame
    window.held.forEach(frame)
  }
}"""
_HURRY = "{ const wait = setTimeout; window.setTimeout = (act, ms, ...more) => wait(act, ms / 20, ...more) }"


@pytest.fixture(scope="module")
def figure_server(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("figure")
    log, app = folder / "server.log", "tests/browser/figure_app.py"
    with running_app(folder, log, script=app, PYTHONPATH=str(PROJECT)) as server:
        yield server


class _Figure:
    """A tab with the figure, and the run that it shows."""

    def __init__(self, server: Server, page: Page, run: str) -> None:
        self.server, self.page, self.run = server, page, run

    def open(self, **query: Any) -> _Figure:
        asked = "&".join(f"{name}={value}" for name, value in {"run": self.run, **query}.items())
        self.page.goto(f"{self.server.url}/?{asked}")
        expect(self.page.locator(".live-figure canvas.marks")).to_have_count(len(CHARTS))
        return self

    def move(self, epoch: int, stage: str = "going") -> None:
        """Have the run be there."""
        self.page.request.get(f"{self.server.url}/move?run={self.run}&epoch={epoch}&stage={stage}")

    def expect_epoch(self, epoch: int) -> None:
        expect(self.page.get_by_test_id("figureProgress")).to_have_text(f"Epoch {epoch} of {EPOCHS}")

    def move_and_see(self, epoch: int, stage: str = "going") -> None:
        self.move(epoch, stage)
        self.expect_epoch(epoch)

    def expect_reruns(self, runs: int) -> None:
        """Wait until the script has run so many times after the first."""
        expect(self.page.get_by_text(re.compile("^Run "))).to_have_text(f"Run {runs + 1}")

    def expect_stage(self, stage: str) -> None:
        """Wait until the page is drawn for it."""
        expect(self.page.get_by_text(f"Drawn for {stage}", exact=True)).to_be_visible()

    def rerun(self) -> None:
        """Have the page drawn again; for what it is to watch, nothing changes once the run was moved."""
        epoch = self.page.get_by_label("Epoch", exact=True)
        epoch.fill(str(int(epoch.input_value()) + 1))
        epoch.press("Enter")

    def chart(self, name: str) -> Locator:
        return self.page.locator(f"[data-chart={name}] canvas.marks")

    def nodes(self) -> dict[str, ElementHandle]:
        handles = {name: self.chart(name).element_handle() for name in CHARTS}
        return {name: handle for name, handle in handles.items() if handle is not None}

    def is_same(self, name: str, node: ElementHandle) -> bool:
        return self.chart(name).evaluate("(canvas, before) => canvas === before", node)

    def places(self) -> list[Any]:
        return [self.chart(name).bounding_box() for name in CHARTS]

    def look(self, name: str) -> str:
        return self.chart(name).evaluate("canvas => canvas.toDataURL()")

    def expect_other_look(self, name: str, look: str) -> None:
        self.expect_look(name, "!==", look)

    def expect_look(self, name: str, compare: str, look: str) -> None:
        now = f"document.querySelector('[data-chart={name}] canvas.marks').toDataURL()"
        self.page.wait_for_function(f"look => {now} {compare} look", arg=look)


class _FakeChannel:
    """A test's own end of the socket that a tab opens next."""

    def __init__(self, page: Page) -> None:
        self._page, self._version = page, 0
        self._socket: WebSocketRoute | None = None
        self.messages: list[dict[str, Any]] = []  # that the tab has sent
        page.route_web_socket(re.compile("/live/socket"), self._meet)

    def _meet(self, socket: WebSocketRoute) -> None:
        self._socket = socket
        socket.on_message(lambda text: self.messages.append(json.loads(text)))

    def begun(self, **args: Any) -> int:
        """Wait until the tab watches what has these arguments. Returns the number of the watch."""
        for _frame in range(1000):
            for message in self.messages:
                if "source" in message and message["args"].items() >= args.items():
                    return message["watch"]
            self._page.evaluate("new Promise(requestAnimationFrame)")
        raise AssertionError(f"nothing with {args} is watched")

    def send(self, number: int, picture: Picture) -> None:
        """Send a watch a picture."""
        self._version += 1
        there(self._socket).send(struct.pack("!II", number, self._version) + packed(picture))


@pytest.fixture
def figure(figure_server: Server, page: Page, request: pytest.FixtureRequest) -> Iterator[_Figure]:
    """Each test has a run of its own; no script may have failed in the end."""
    errors: list[Any] = []
    page.on("pageerror", lambda error: errors.append(error))
    yield _Figure(figure_server, page, request.node.name)
    assert errors == []


def test_a_picture_is_drawn_without_a_connection(figure):
    sockets: list[Any] = []
    figure.page.on("websocket", lambda socket: sockets.append(socket.url))
    figure.open(still=1, epoch=4)
    figure.expect_epoch(4)
    assert not any("live" in url for url in sockets)
    expect(figure.page.get_by_role("img", name=re.compile("Loss of each epoch"))).to_be_visible()
    expect(figure.page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "10")
    words = figure.page.get_by_test_id("figureWords")
    expect(words).to_contain_text("It learns: after epoch 4")
    expect(words.locator("strong")).to_have_text("It learns:")


def test_new_pictures_keep_the_nodes_and_their_places_and_need_no_rerun(figure):
    figure.open()
    nodes, places = figure.nodes(), figure.places()
    looks = {name: figure.look(name) for name in CHARTS}
    for epoch in range(4, 24):
        figure.move_and_see(epoch)
    for name in CHARTS:
        figure.expect_other_look(name, looks[name])
        assert figure.is_same(name, nodes[name])
    assert figure.places() == places
    figure.expect_reruns(0)


def test_charts_that_were_changed_look_like_new_ones(figure):
    figure.move(21)
    figure.open()
    looks = {name: figure.look(name) for name in CHARTS}
    for epoch in (12, 13, 30, 4, 21):
        figure.move_and_see(epoch)
    for name, look in looks.items():
        figure.expect_look(name, "===", look)


@pytest.mark.slow
def test_a_picture_of_the_page_keeps_the_nodes_too(figure):
    figure.open(still=1)
    nodes, look = figure.nodes(), figure.look("loss")
    figure.page.get_by_label("Epoch", exact=True).fill("30")
    figure.page.keyboard.press("Enter")
    figure.expect_epoch(30)
    figure.expect_other_look("loss", look)
    assert all(figure.is_same(name, nodes[name]) for name in CHARTS)


def test_another_spec_replaces_its_chart_alone_and_moves_none(figure):
    figure.open()
    nodes, places = figure.nodes(), figure.places()
    figure.page.get_by_text("Logarithmic").click()
    figure.page.wait_for_function("canvas => !canvas.isConnected", arg=nodes["loss"])
    expect(figure.chart("loss")).to_be_visible()
    assert [figure.is_same(name, nodes[name]) for name in CHARTS] == [False, True, True]
    assert figure.places() == places


def test_the_time_slider_goes_back_without_a_rerun(figure):
    figure.open(moments=6, epoch=5)
    slider = figure.page.get_by_role("slider", name="Time")
    slider.press("ArrowLeft")
    figure.expect_epoch(4)
    expect(slider).to_have_attribute("aria-valuetext", "epoch 4")
    slider.press("Home")
    figure.expect_epoch(0)
    slider.press("End")
    figure.expect_epoch(5)
    figure.expect_reruns(0)


@pytest.mark.slow
def test_without_moments_the_time_slider_rests(figure):
    figure.open()
    expect(figure.page.get_by_role("slider", name="Time")).to_be_disabled()


def test_another_stage_has_the_page_drawn_again_once(figure):
    figure.open()
    figure.move_and_see(40, "over")
    figure.expect_reruns(1)
    figure.move_and_see(39, "over")  # which the channel tells, after all that the page might have asked for
    figure.expect_reruns(1)


def test_a_stage_that_comes_again_soon_is_told_again(figure):
    channel = _FakeChannel(figure.page)
    figure.move(39)
    figure.open()
    figure.move(40, "over")
    channel.send(channel.begun(epoch=39), picture(40, "over"))
    figure.expect_stage("over")
    figure.page.evaluate("""() => {
      const now = performance.now()
      performance.now = () => now
    }""")  # soon, however slow this machine is
    figure.move(38)
    figure.rerun()
    figure.expect_stage("going")
    figure.move(40, "over")
    channel.send(channel.begun(epoch=38), picture(40, "over"))
    figure.expect_stage("over")


@pytest.mark.slow
def test_a_stage_that_the_page_did_not_see_yet_is_told_again_later(figure):
    channel = _FakeChannel(figure.page)
    figure.move(40)
    figure.open()
    channel.send(channel.begun(), picture(40, "over"))
    figure.expect_reruns(1)
    figure.move(40, "over")
    figure.expect_stage("over")


@pytest.mark.slow
def test_a_page_that_was_drawn_late_for_an_older_stage_is_drawn_again(figure):
    channel = _FakeChannel(figure.page)
    figure.move(5, "paused")
    figure.open()
    channel.send(channel.begun(), picture(6, "paused"))
    figure.expect_epoch(6)
    figure.move(5)
    figure.rerun()
    figure.expect_stage("going")
    figure.move(5, "paused")
    figure.expect_stage("paused")
    figure.expect_epoch(6)


def test_what_was_watched_before_is_not_seen_any_more(figure):
    channel = _FakeChannel(figure.page)
    figure.move(30)
    figure.open()
    before = channel.begun(epoch=30)
    channel.send(before, picture(31))
    figure.expect_epoch(31)
    figure.move(10)
    figure.rerun()
    figure.expect_epoch(10)
    now = channel.begun(epoch=10)
    assert {"end": before} in channel.messages
    channel.send(before, picture(40, "over"))
    channel.send(now, {"lines": {"figures": "Of now"}})
    expect(figure.page.get_by_text("Of now")).to_be_visible()
    figure.expect_epoch(10)


@pytest.mark.slow
def test_a_picture_that_is_read_while_something_else_is_asked_is_not_seen(figure):
    figure.page.add_init_script("""
      const json = Response.prototype.json
      Response.prototype.json = async function () {
        await window.held
        return json.call(this)
      }
    """)
    channel = _FakeChannel(figure.page)
    figure.move(30)
    figure.open()
    figure.page.evaluate("() => { window.held = new Promise((release) => (window.release = release)) }")
    channel.send(channel.begun(epoch=30), picture(31))
    figure.move(10)
    figure.rerun()
    figure.expect_epoch(10)
    now = channel.begun(epoch=10)
    figure.page.evaluate("window.release()")
    channel.send(now, {"lines": {"figures": "Of now"}})
    expect(figure.page.get_by_text("Of now")).to_be_visible()
    figure.expect_epoch(10)


def test_a_socket_that_is_cut_comes_back(figure):
    sockets: list[WebSocketRoute] = []

    def meet(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    figure.page.route_web_socket(re.compile("/live/socket"), meet)
    figure.open()
    for epoch in (5, 6, 7):
        figure.move_and_see(epoch)
        sockets[-1].close()
    figure.move_and_see(8)
    assert len(sockets) == 4
    figure.expect_reruns(0)


def test_where_no_socket_can_be_opened_plain_requests_bring_the_pictures(figure):
    figure.page.add_init_script(_REFUSED)
    figure.open()
    for epoch in range(5, 12):
        figure.move_and_see(epoch)
    figure.expect_reruns(0)


def test_a_socket_that_is_refused_later_gives_way_to_plain_requests_until_it_is_let_through(figure):
    for script in (_REFUSED, "isRefused = false", _HURRY):
        figure.page.add_init_script(script)
    figure.open()
    figure.move_and_see(5)
    figure.page.evaluate("isRefused = true; sockets.at(-1).close()")
    figure.move_and_see(6)
    assert figure.page.evaluate("layerlabChannel.way") == "pull"
    figure.page.evaluate("{ const now = performance.now(); performance.now = () => now + 61000; isRefused = false }")
    figure.move_and_see(7)
    figure.page.wait_for_function("layerlabChannel.way === 'socket'")
    figure.move_and_see(8)
    figure.expect_reruns(0)


def test_without_any_channel_the_page_is_drawn_again_and_says_so_until_there_is_one(figure):
    figure.page.add_init_script(_REFUSED)
    figure.page.route("**/live/pull", lambda route: route.fulfill(status=403))
    figure.open()
    blocked = figure.page.get_by_text("renewed once a second")
    expect(blocked).to_be_visible()
    figure.move_and_see(6)
    expect(figure.page.get_by_text("Run 1", exact=True)).to_have_count(0)
    figure.page.unroute("**/live/pull")
    expect(blocked).to_be_hidden()
    figure.move_and_see(7)


def test_markdown_is_shown_as_nodes_and_html_as_text(figure):
    figure.open(still=1)
    marked, raw = figure.page.get_by_test_id("figureWords").locator("p").all()[1:]
    expect(marked).to_have_text("See weights, units and more: 2 * 3 * 4 is *not* slanted, my_name_here neither.")
    expect(marked.locator("code")).to_have_text("weights")
    expect(marked.locator("em")).to_have_text("units")
    expect(marked.get_by_role("link", name="more")).to_have_attribute("href", "https://example.org/a")
    expect(raw).to_have_text("<b>not bold</b> [nor a link](javascript:alert(1)) a`b")
    expect(raw.locator("a, b")).to_have_count(0)


def test_a_hidden_figure_draws_nothing_and_catches_up_when_it_is_shown(figure):
    figure.open()
    look = figure.look("loss")
    figure.page.evaluate("document.querySelector('.live-figure').style.display = 'none'")
    figure.move_and_see(20)
    assert figure.look("loss") == look
    figure.page.evaluate("document.querySelector('.live-figure').style.display = ''")
    figure.expect_other_look("loss", look)


def test_a_page_that_nobody_sees_draws_nothing_and_shows_the_newest_picture_later(figure):
    figure.open()
    figure.page.evaluate(_HIDE)
    for epoch in (10, 11, 12):
        figure.move(epoch)
    figure.page.wait_for_function("window.held.length > 0")
    figure.expect_epoch(3)
    figure.page.evaluate("window.release()")
    figure.expect_epoch(12)


@pytest.mark.slow
def test_a_page_that_nobody_sees_hears_of_another_stage(figure):
    figure.page.add_init_script(_HURRY)
    figure.open()
    figure.page.evaluate(_HIDE)
    figure.move(10)
    figure.page.wait_for_function("window.held.length > 0")
    figure.move(11, "over")
    figure.expect_stage("over")


_DRAG = (
    "([value, settled]) => dispatchEvent(new CustomEvent('layerlab:move', {detail: {name: 'epochs', value, settled}}))"
)


def test_it_follows_a_control_that_is_dragged_and_its_last_place_wins(figure):
    figure.open()
    for epoch in range(4, 31):
        figure.page.evaluate(_DRAG, [epoch, epoch == 30])
    figure.expect_epoch(30)
    figure.expect_reruns(0)


@pytest.mark.slow
def test_the_page_does_not_take_back_what_is_being_dragged(figure):
    figure.open()
    node = figure.nodes()["loss"]
    figure.page.evaluate(_DRAG, [17, False])
    figure.expect_epoch(17)
    figure.page.get_by_text("Logarithmic").click()
    figure.expect_reruns(1)
    figure.page.wait_for_function("canvas => !canvas.isConnected", arg=node)
    figure.expect_epoch(17)


@pytest.mark.slow
def test_a_place_that_the_page_does_not_hear_of_gives_way(figure):
    figure.open()
    figure.page.evaluate(_DRAG, [17, True])
    figure.expect_epoch(17)
    figure.expect_epoch(3)


def test_hovering_shows_the_same_epoch_in_all_curves(figure):
    figure.open(epoch=20, still=1)
    looks = {name: figure.look(name) for name in CHARTS}
    figure.chart("loss").hover()
    tooltip = figure.page.locator(".live-figure .tooltip:visible")
    expect(tooltip).to_contain_text("Training")
    figure.expect_other_look("accuracy", looks["accuracy"])
    assert figure.look("weights") == looks["weights"]
    figure.page.get_by_text("Below the figure").hover()
    expect(tooltip).to_have_count(0)
    figure.expect_look("accuracy", "===", looks["accuracy"])


def test_a_chart_fills_the_screen_and_comes_back(figure):
    figure.open(still=1)
    place, node = figure.chart("loss").bounding_box(), figure.nodes()["loss"]
    below = figure.page.get_by_text("Below the figure").bounding_box()
    figure.page.get_by_role("button", name="Full screen: Loss").press("Enter")
    leave = figure.page.get_by_role("button", name="Leave full screen")
    expect(leave).to_be_visible()
    width = there(figure.page.viewport_size)["width"]
    figure.page.wait_for_function(
        "width => document.querySelector('[data-chart=loss] canvas').clientWidth > width", arg=0.9 * width
    )
    figure.page.keyboard.press("Escape")
    expect(leave).to_have_count(0)
    figure.page.wait_for_function(
        "width => document.querySelector('[data-chart=loss] canvas').clientWidth === width", arg=there(place)["width"]
    )
    assert figure.chart("loss").bounding_box() == place
    assert figure.page.get_by_text("Below the figure").bounding_box() == below
    assert figure.is_same("loss", node)


@pytest.mark.slow
def test_a_chart_is_saved_as_a_picture(figure):
    figure.open(still=1)
    with figure.page.expect_download() as download:
        figure.page.get_by_role("button", name="Save as PNG: Loss").press("Enter")
    assert download.value.suggested_filename == "layerlab-loss.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_the_charts_follow_the_theme(figure):
    corner = "canvas => [...canvas.getContext('2d').getImageData(canvas.width - 3, canvas.height - 3, 1, 1).data]"
    figure.open(still=1)
    assert min(figure.chart("loss").evaluate(corner)) > 200
    look = figure.look("loss")
    figure.page.emulate_media(color_scheme="dark")
    figure.expect_other_look("loss", look)
    assert max(figure.chart("loss").evaluate(corner)[:3]) < 60


@pytest.mark.slow
def test_on_a_phone_the_charts_stand_under_one_another(figure_server, new_context, request):
    phone = _Figure(figure_server, new_context(**PHONE).new_page(), request.node.name).open(still=1)
    loss, accuracy, _weights = map(there, phone.places())
    assert accuracy["y"] > loss["y"] + loss["height"]
    assert phone.page.evaluate("document.scrollingElement.scrollWidth") <= 390
