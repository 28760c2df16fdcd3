"""Uploads: how large they may be, and what is kept of a file that was refused."""

from __future__ import annotations

import gc
import io
import re
import tomllib
import weakref
from pathlib import Path

from components.session.uploads import without_trace
from components.words.uploads import PHOTO_MEGABYTES, ZIP_MEGABYTES
from models.limits import LIMITS, MEGABYTE
from models.photos.archive import ArchiveLimits
from models.photos.decode import MOST_BYTES

PROJECT = Path(__file__).parents[4]


def test_an_error_that_is_kept_does_not_keep_the_file():
    error, file = _refused()
    gc.collect()
    assert file() is None
    assert error.args == ("broken",)


def _refused() -> tuple[Exception, weakref.ref]:
    file = io.BytesIO(b"a large photo")
    try:
        _read(file)
    except ValueError as error:
        return without_trace(error), weakref.ref(file)
    raise AssertionError


def _read(file: io.BytesIO) -> None:
    try:
        raise OSError(len(file.getvalue()))
    except OSError as error:
        raise ValueError("broken") from error


def test_server_widgets_decoder_and_archive_agree_on_what_an_upload_may_have():
    config = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["maxUploadSize"] == ZIP_MEGABYTES == 200
    assert PHOTO_MEGABYTES == 50
    assert MOST_BYTES == ArchiveLimits().file_bytes == LIMITS.photo_bytes == PHOTO_MEGABYTES * MEGABYTE
    assert ArchiveLimits().bytes == LIMITS.zip_bytes == ZIP_MEGABYTES * MEGABYTE
    assert LIMITS.zip_bytes < LIMITS.visitor_bytes


def test_every_uploader_is_drawn_in_one_place_with_these_limits():
    sources = [path.read_text() for path in (PROJECT / "components").rglob("*.py")]
    uploaders = [call for source in sources for call in re.findall(r"st\.file_uploader\(.*", source)]
    assert len(uploaders) == 1
    assert "max_upload_size=megabytes" in uploaders[0]
