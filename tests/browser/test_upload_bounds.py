"""Streamlit's route for uploads: whatever is sent to it, the server holds no more than it says, and for no longer."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from models.limits import ServerLimits
from tests.browser.server import Server, running_app
from tests.browser.upload_album import MOST_FILES, MOST_SECONDS, SILENCE_SECONDS
from tests.browser.upload_tab import UploadTab, head, held, wrapped
from tests.waiting import until

MEGABYTE = 1_000_000
MEMORY_MB = 170
LIMITS = ServerLimits.of(MEMORY_MB * MEGABYTE)
MOST = LIMITS.uploads_bytes - LIMITS.decoding_bytes  # 20 MB
PHOTO = 3 * MEGABYTE


@pytest.fixture(scope="module")
def uploads(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("uploads")
    options = ("--server.disconnectedSessionTTL", "1")
    environment = {"LAYERLAB_MEMORY_MB": str(MEMORY_MB)}
    with running_app(folder, folder / "log", "tests/browser/upload_app.py", options, **environment) as server:
        yield server


@pytest.fixture
def tab(uploads) -> Iterator[UploadTab]:
    tab = UploadTab(uploads.url)
    yield tab
    tab.close()
    until(lambda: not held(uploads.url)["room"], 30)


def test_a_hundred_files_are_refused_at_the_bound_and_the_page_still_works(tab):
    statuses = [tab.put(f"file{number}", bytes(PHOTO)) for number in range(100)]
    assert statuses[:6] == [204] * 6
    assert set(statuses[6:]) <= {507, 0}
    assert sum(tab.held()["files"]) == 6 * PHOTO
    tab.show()
    assert tab.text == "0 kept"


def test_small_files_are_bounded_in_number(tab):
    statuses = [tab.put(f"file{number}", b"x") for number in range(MOST_FILES + 5)]
    assert statuses == [204] * MOST_FILES + [413] * 5


def test_a_visitor_with_little_gets_room_from_one_with_much(uploads, tab):
    for number in range(6):
        assert tab.put(f"file{number}", bytes(PHOTO)) == 204
    other = UploadTab(uploads.url)
    assert other.put("mine", bytes(PHOTO)) == 204
    other.hand_in("Photos", ["mine"])
    assert other.text == "1 kept"
    assert held(uploads.url)["room"] <= MOST
    tab.hand_in("Photos", ["file0"])
    assert tab.text == "1 told"
    other.close()


def test_what_no_page_asks_for_is_refused(uploads, tab):
    assert tab.put("file", b"photo", session="made-up") == 403
    tab.show("page=still")
    assert tab.put("file", b"photo") == 403
    tab.show("page=photos")
    assert tab.put("file", b"photo") == 204


@pytest.mark.parametrize("length", [10_000_000_000, None, 1000 * MEGABYTE])
def test_too_long_a_body_is_refused_whatever_it_says_of_its_length(tab, length):
    connection = tab.begin("film", length)
    piece = bytes(MEGABYTE)
    connection.send(b"%x\r\n%b\r\n" % (len(head()), head()) if length is None else head())
    with pytest.raises(ConnectionError):  # noqa: PT012 - it hangs up somewhere on the way
        for _ in range(400):
            connection.send(b"%x\r\n%b\r\n" % (len(piece), piece) if length is None else piece)
    assert not tab.held()["files"]


def test_who_sends_nothing_more_is_hung_up_on(tab):
    connection = tab.begin("slow", 1 * MEGABYTE)
    started = time.monotonic()
    connection.send(head() + bytes(1000))
    assert connection.getresponse().status == 408
    assert time.monotonic() - started >= SILENCE_SECONDS * 0.9
    assert tab.held()["room"] == 0


def test_who_sends_little_at_a_time_is_hung_up_on_in_the_end(tab):
    connection = tab.begin("slow", 15 * MEGABYTE)
    started = time.monotonic()
    connection.send(head())
    with pytest.raises(ConnectionError):  # noqa: PT012 - as above
        while time.monotonic() < started + 60:
            connection.send(bytes(150_000))
            time.sleep(SILENCE_SECONDS / 4)
    assert MOST_SECONDS * 0.9 <= time.monotonic() - started < 60
    assert tab.held()["room"] == 0


def test_an_upload_that_outlives_its_tab_is_not_kept(uploads):
    tab = UploadTab(uploads.url)
    body = wrapped(bytes(MEGABYTE))
    connection = tab.begin("late", len(body))
    connection.send(body[:-1000])
    until(lambda: tab.held()["room"])
    tab.close()
    until(lambda: not held(uploads.url)["in_sessions"])
    connection.send(body[-1000:])
    connection.getresponse().read()
    connection.close()
    assert held(uploads.url)["files"] == []
    until(lambda: not held(uploads.url)["room"])


def test_an_upload_never_touches_the_disk(tab):
    connection = tab.begin("photo", 4 * MEGABYTE)
    connection.send(head() + bytes(3 * MEGABYTE))
    until(lambda: tab.held()["room"] >= 3 * MEGABYTE, 10)
    assert tab.held()["on_disk"] == []
    connection.close()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "found no room on this server"), ("ko", "지금 서버에 남은 공간이 없거나")]
)
def test_why_a_file_was_not_taken_is_told_in_the_readers_words(uploads, page, tmp_path, language, words):
    large = tmp_path / "large.jpg"
    large.write_bytes(bytes(MOST + 5 * MEGABYTE))
    page.goto(f"{uploads.url}/?lang={language}")
    page.locator("input[type=file]").set_input_files(large)
    chip = page.get_by_test_id("stFileChip")
    expect(chip).to_have_attribute("aria-invalid", "true")
    said = page.get_by_test_id("stFileUploader").evaluate("one => getComputedStyle(one, '::after').content")
    assert words in said
    chip.hover()
    tooltip = page.get_by_test_id("stTooltipErrorContent")  # "AxiosError: ..."
    expect(tooltip).to_have_count(1)
    expect(tooltip).to_be_hidden()


def test_after_the_tab_was_closed_everything_goes_though_nobody_comes(uploads):
    tab = UploadTab(uploads.url)
    tab.put("kept", bytes(PHOTO))
    tab.hand_in("Photos", ["kept"])
    assert tab.text == "1 kept"
    tab.put("left", bytes(PHOTO))
    assert held(uploads.url)["room"] >= 2 * PHOTO
    assert held(uploads.url)["drawers"] >= 1
    tab.close()
    assert "Traceback" not in uploads.last_words()
    nothing = {"room": 0, "files": [], "drawers": 0, "in_sessions": 0, "on_disk": []}
    until(lambda: held(uploads.url) == nothing, 30)
