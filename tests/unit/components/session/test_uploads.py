"""Uploads: how large they may be, and what is kept of a file that was refused."""

from __future__ import annotations

import gc
import io
import re
import tomllib
import weakref
from pathlib import Path

from components.session.uploads import MOST_MEGABYTES, without_trace

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


def test_every_upload_may_have_what_the_server_takes():
    config = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["maxUploadSize"] == MOST_MEGABYTES
    sources = [path.read_text() for path in (PROJECT / "components").rglob("*.py")]
    uploaders = [call for source in sources for call in re.findall(r"st\.file_uploader\(.*", source)]
    assert len(uploaders) == 1
    assert "max_upload_size=MOST_MEGABYTES" in uploaders[0]
