"""A visit to the lab where there is no network but loopback; run by test_offline.py in a namespace of its own.

``unshare --net python -m tests.browser.offline_visit`` ends with exit code 0 if everything built in works.
"""

from __future__ import annotations

import fcntl
import shutil
import socket
import struct
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.lab import TRAINING_MILLISECONDS, Lab
from tests.browser.server import Server, running_app

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP
_LONGEST_WAIT = 5_000  # milliseconds


def main() -> None:
    raise_loopback()
    assert not reaches("192.0.2.1"), "there is a network here"
    expect.set_options(timeout=TRAINING_MILLISECONDS)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder), Path(folder) / "server.log") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        visit_home(server, page)
        train(server, page)
        ask_for_a_download(server, page)
        browser.close()


def visit_home(server: Server, page: Page) -> None:
    """Nothing of the page comes from elsewhere."""
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if server.url not in request.url else None)
    page.goto(server.url)
    expect(page.get_by_text("The same network, three starting points")).to_be_visible()
    assert [url for url in foreign if not url.startswith(("data:", "blob:", "ws://127.0.0.1"))] == []


def train(server: Server, page: Page) -> None:
    """The built-in digits and a plane dataset are learnt."""
    for dataset in ("digits", "moons"):
        Lab(server.url, page).open(dataset=dataset, epochs="5", examples="500").press("Train")
        expect(page.get_by_text("Test accuracy", exact=True)).to_be_visible()


def ask_for_a_download(server: Server, page: Page) -> None:
    """What is not built in says so at once, and what to do."""
    page.goto(f"{server.url}/training?dataset=mnist")
    page.get_by_role("button", name="Download", exact=True).click()
    expect(page.get_by_text("there is no connection to the server")).to_be_visible(timeout=_LONGEST_WAIT)


def raise_loopback() -> None:
    """Switch on 127.0.0.1, which is down in a new network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(control, _GET_FLAGS, request))[1]
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sH14x", b"lo", flags | _UP))


def reaches(address: str) -> bool:
    """Whether there is a way to this address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 9))
        except OSError:
            return False
        return True


if __name__ == "__main__":
    main()
