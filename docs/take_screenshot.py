"""Take the README's picture from the running app: ``python docs/take_screenshot.py``.

Starts the app, trains the default experiment in a headless Chromium, and writes docs/training.png.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import expect, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
PICTURE = PROJECT / "docs" / "training.png"
EXPERIMENT = "optimizer=momentum&learning_rate=0.01&dropout=0.2&epochs=60&layers=64-64-64-64-64"


def main() -> None:
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen([*command, "--server.headless", "true"], cwd=PROJECT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        _take(f"http://127.0.0.1:{port}/training?{EXPERIMENT}")
    finally:
        server.terminate()
        server.wait()


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(address)
        page.get_by_role("button", name="Train", exact=True).click()
        expect(page.get_by_text("Test accuracy", exact=True)).to_be_visible(timeout=120_000)
        page.screenshot(path=PICTURE)
        browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str) -> None:
    while True:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except URLError:
            continue
        return


if __name__ == "__main__":
    main()
