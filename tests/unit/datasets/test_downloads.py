import hashlib
import http.server
import itertools
import pickle
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models import downloads
from models.datasets import (
    DATASETS,
    fetch,
    is_available,
    is_verified,
    load,
)
from models.downloads import DownloadFailed
from models.home import has_checksum
from tests.mirror import Breaking, Quiet, Silent, Stalling, mirror

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Start a mirror on loopback; returns the folder it serves."""
    (tmp_path / "mirror").mkdir()
    with ExitStack() as servers:

        def start(handler=Quiet):
            monkeypatch.setenv("LAYERLAB_MIRROR", servers.enter_context(mirror(tmp_path / "mirror", handler)))
            return tmp_path / "mirror"

        yield start


@pytest.fixture
def official(monkeypatch):
    """Make this file on the mirror the official mnist.npz."""

    def declare(path: Path) -> None:
        checksum = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
        file = replace(DATASETS["mnist"].files[0], checksum=checksum, bytes=path.stat().st_size)
        monkeypatch.setitem(DATASETS, "mnist", replace(DATASETS["mnist"], files=(file,)))

    return declare


def save_blank_mnist(path: Path) -> None:
    np.savez_compressed(
        path,
        x_train=np.zeros((60_000, 28, 28), np.uint8),
        x_test=np.zeros((10_000, 28, 28), np.uint8),
        y_train=np.zeros(60_000, np.uint8),
        y_test=np.zeros(10_000, np.uint8),
    )


def reason_of_failure(name: str = "mnist") -> str:
    with pytest.raises(DownloadFailed) as caught:
        fetch(name)
    assert caught.value.file in DATASETS[name].files
    assert not is_available(name)
    return caught.value.reason


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_download_is_checked_laid_in_place_and_loads(serve, official, folder):
    place = serve()
    save_blank_mnist(place / "mnist.npz")
    official(place / "mnist.npz")
    seen = []
    fetch("mnist", lambda *pair: seen.append(pair))
    size = (place / "mnist.npz").stat().st_size
    assert seen[0] == (0, size)
    assert seen[-1] == (size, size)
    assert seen == sorted(seen)
    assert files_in(folder) == ["mnist.npz"]
    assert is_verified("mnist")
    assert load("mnist").x_train.shape == (60_000, 28, 28, 1)
    fetch("mnist", lambda *_: pytest.fail("nothing is missing"))


def test_the_shared_mnist_is_taken_only_if_it_is_the_official_file(serve, shared_data, folder):
    path = shared_data("mnist.npz")
    (serve() / "mnist.npz").symlink_to(path)
    if has_checksum(path, DATASETS["mnist"].files[0].checksum):
        fetch("mnist")
        assert is_verified("mnist")
    else:
        assert reason_of_failure() == "checksum"
        assert files_in(folder) == []


def test_several_files_come_one_after_the_other_and_good_ones_stay(serve, monkeypatch, folder):
    place = serve()
    info, md5_of_hello = DATASETS["fashion_mnist"], "md5:5d41402abc4b2a76b9719d911017c592"
    files = tuple(replace(file, bytes=5, checksum=md5_of_hello) for file in info.files)
    monkeypatch.setitem(DATASETS, "fashion_mnist", replace(info, files=files))
    for file in files[:3]:
        (place / file.name).write_text("hello")
    assert reason_of_failure("fashion_mnist") == "http 404"
    assert files_in(folder) == sorted(file.name for file in files[:3])
    (place / files[3].name).write_text("hello")
    seen = []
    fetch("fashion_mnist", lambda *pair: seen.append(pair))
    assert seen[-1] == (5, 5), "only what was missing"
    assert is_verified("fashion_mnist")


@pytest.mark.parametrize("content", [b"not the file", b"", bytes(12_000_000)], ids=["small", "empty", "too long"])
def test_another_file_under_the_name_is_refused_and_removed(content, serve, folder):
    (serve() / "mnist.npz").write_bytes(content)
    assert reason_of_failure() == "checksum"
    assert files_in(folder) == []


def test_a_file_laid_by_hand_is_neither_replaced_nor_removed(serve, folder):
    (serve() / "mnist.npz").write_bytes(b"from the mirror")
    (folder / "mnist.npz").write_bytes(b"laid by hand")
    fetch("mnist")
    assert (folder / "mnist.npz").read_bytes() == b"laid by hand"
    assert not is_verified("mnist")


def test_a_refused_connection_is_offline(monkeypatch, folder):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        port = server.server_port
    monkeypatch.setenv("LAYERLAB_MIRROR", f"http://127.0.0.1:{port}")
    assert reason_of_failure() == "offline"
    assert files_in(folder) == []


def test_a_mirror_that_is_no_address_is_offline(monkeypatch):
    monkeypatch.setenv("LAYERLAB_MIRROR", "no address")
    assert reason_of_failure() == "offline"


@pytest.mark.parametrize("handler", [Silent, Stalling])
def test_a_server_that_falls_silent_times_out(handler, serve, monkeypatch, folder):
    monkeypatch.setattr(downloads, "TIMEOUT", 0.3)
    serve(handler)
    assert reason_of_failure() == "timeout"
    assert files_in(folder) == []


def test_a_connection_that_breaks_off_leaves_nothing(serve, folder):
    serve(Breaking)
    assert reason_of_failure() == "offline"
    assert files_in(folder) == []


class Left(Exception):
    """Who asked for the download has gone, as a reader does by any click."""


def leave():
    raise Left


def leaving(after: int):
    """Goes when it has been told so often how far the download is."""
    asked = itertools.count()
    return lambda *_: leave() if next(asked) >= after else None


@pytest.mark.parametrize("handler", [Silent, Stalling])
def test_leaving_does_not_wait_for_the_server(handler, serve, folder):
    serve(handler)
    with pytest.raises(Left):
        fetch("mnist", leaving(after=3))
    assert files_in(folder) == []


def test_a_folder_that_cannot_be_written_to_is_named(serve, tmp_path, monkeypatch):
    (serve() / "mnist.npz").write_bytes(b"whatever")
    (tmp_path / "a file").touch()
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "a file"))
    with pytest.raises(DownloadFailed) as caught:
        fetch("mnist")
    assert caught.value.reason == "disk"
    assert caught.value.folder == tmp_path / "a file" / "datasets"


def test_two_who_want_the_same_download_it_once(serve, official, folder):
    requests = []

    class Counting(Quiet):
        def do_GET(self):  # noqa: N802 (http.server names it)
            requests.append(self.path)
            second_waits.wait(10)
            super().do_GET()

    second_waits = threading.Event()
    place = serve(Counting)
    save_blank_mnist(place / "mnist.npz")
    official(place / "mnist.npz")
    under_way = threading.Event()
    first = threading.Thread(target=fetch, args=("mnist", lambda *_: under_way.set()))
    first.start()
    assert under_way.wait(10)
    seen = []

    def note(*pair: int) -> None:
        seen.append(pair)
        second_waits.set()

    fetch("mnist", note)
    first.join()
    assert requests == ["/mnist.npz"]
    assert {total for _, total in seen} == {(place / "mnist.npz").stat().st_size}
    assert is_verified("mnist")


def test_who_waits_for_anothers_download_may_leave(serve):
    serve(Silent)
    under_way, over = threading.Event(), threading.Event()

    def first():
        with pytest.raises(Left):
            fetch("mnist", lambda *_: leave() if over.is_set() else under_way.set())

    thread = threading.Thread(target=first)
    thread.start()
    assert under_way.wait(10)
    with pytest.raises(Left):
        fetch("mnist", leaving(after=0))
    over.set()
    thread.join()


def test_errors_travel_between_processes():
    error = DownloadFailed(DATASETS["mnist"].files[0], Path("a"), "http 404")
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)
