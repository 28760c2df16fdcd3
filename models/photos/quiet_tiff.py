"""Keep libtiff from writing to the server's log: of a broken file it says hundreds of lines.

It writes to the standard error of the process by itself. What is wrong Pillow learns by what its functions return.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import PIL


def silence_libtiff() -> None:
    """Take its handlers of errors and warnings away; nothing happens where the library is not found by itself."""
    for library in _libraries():
        with suppress(OSError, AttributeError):
            loaded = ctypes.CDLL(library)
            for name in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
                setter = getattr(loaded, name)
                setter.argtypes, setter.restype = [ctypes.c_void_p], ctypes.c_void_p
                setter(None)


def _libraries() -> Iterator[str]:
    """The library that comes with Pillow, on Linux and macOS, and that of the system, where Pillow is built for it."""
    packages = Path(PIL.__file__).parents[1]
    found = [*packages.glob("[Pp]illow.libs/libtiff*"), *packages.glob("PIL/.dylibs/libtiff*")]
    if found:
        yield from map(str, found)
    elif system := ctypes.util.find_library("tiff"):
        yield system
