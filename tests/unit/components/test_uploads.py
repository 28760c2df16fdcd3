"""Uploads: what is kept of a file that was refused."""

from __future__ import annotations

import gc
import io
import weakref

from components.uploads import without_trace


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
