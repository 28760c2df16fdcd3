"""What the datasets' downloads do not need: sizes that are only nearly known, and files that are replaced."""

import contextlib
import hashlib
from pathlib import Path

import pytest

from models.downloads import DownloadFailed, DownloadFile, fetch_files
from tests.mirror import Quiet, Sizeless, mirror

CONTENT = bytes(range(256)) * 4000


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder that the mirror serves, with file.bin in it."""
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "file.bin").write_bytes(CONTENT)
    return tmp_path / "mirror"


def file_of(size: int, content: bytes = CONTENT) -> DownloadFile:
    return DownloadFile("file.bin", "https://example.invalid/file.bin", f"md5:{hashlib.md5(content).hexdigest()}", size)


def fetch(file: DownloadFile, place: Path, folder: Path, monkeypatch, handler=Quiet, **options) -> list:
    seen: list = []
    with mirror(place, handler) as address:
        monkeypatch.setenv("LAYERLAB_MIRROR", address)
        fetch_files([file], folder, lambda *pair: seen.append(pair), **options)
    return seen


@pytest.mark.parametrize("times", [0.9, 1.0, 1.2, 0.7])
def test_a_size_that_is_only_nearly_right_will_do(times, place, tmp_path, monkeypatch):
    seen = fetch(file_of(int(times * len(CONTENT))), place, tmp_path / "folder", monkeypatch)
    assert (tmp_path / "folder" / "file.bin").read_bytes() == CONTENT
    assert seen[0] == (0, int(times * len(CONTENT)))
    assert seen[-1] == (len(CONTENT), len(CONTENT)), "the server's size"
    assert all(done <= total for done, total in seen)


def test_a_server_that_tells_no_size_will_do(place, tmp_path, monkeypatch):
    seen = fetch(file_of(len(CONTENT) - 5), place, tmp_path, monkeypatch, Sizeless)
    assert (tmp_path / "file.bin").read_bytes() == CONTENT
    assert all(done <= total for done, total in seen)


def test_much_more_than_expected_is_not_even_waited_for(tmp_path, monkeypatch):
    class Endless(Quiet):
        def do_GET(self):  # noqa: N802 (http.server names it)
            self.send_response(200)
            self.end_headers()
            while True:
                self.wfile.write(CONTENT)

        def handle(self):
            with contextlib.suppress(ConnectionError):  # nobody listens any more
                super().handle()

    with pytest.raises(DownloadFailed) as caught:
        fetch(file_of(len(CONTENT)), tmp_path, tmp_path / "folder", monkeypatch, Endless)
    assert caught.value.reason == "checksum"
    assert list((tmp_path / "folder").iterdir()) == []


def test_several_files_make_one_progress(place, tmp_path, monkeypatch):
    (place / "other.bin").write_bytes(CONTENT[:-100])
    other = DownloadFile("other.bin", "", f"md5:{hashlib.md5(CONTENT[:-100]).hexdigest()}", len(CONTENT))
    seen = []
    with mirror(place) as address:
        monkeypatch.setenv("LAYERLAB_MIRROR", address)
        fetch_files([other, file_of(len(CONTENT) + 9)], tmp_path, lambda *pair: seen.append(pair))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (2 * len(CONTENT) - 100,) * 2


def test_what_is_not_good_is_replaced_only_by_a_whole_file(place, tmp_path, monkeypatch):
    (tmp_path / "file.bin").write_bytes(b"damaged")

    def good(path: Path) -> bool:
        return path.exists() and path.read_bytes() != b"damaged"

    with pytest.raises(DownloadFailed):
        fetch(file_of(len(CONTENT), b"another"), place, tmp_path, monkeypatch, good=good)
    assert (tmp_path / "file.bin").read_bytes() == b"damaged"
    fetch(file_of(len(CONTENT)), place, tmp_path, monkeypatch, good=good)
    assert (tmp_path / "file.bin").read_bytes() == CONTENT
    assert fetch(file_of(len(CONTENT)), place, tmp_path, monkeypatch, good=good) == []
