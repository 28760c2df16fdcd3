"""Names of the files in a zip: in which script they are written, and whether they stay inside the archive."""

from __future__ import annotations

import re
import unicodedata
import zipfile

_UTF8_FLAG = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_CLUTTER = frozenset({"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini"})


def readable_name(info: zipfile.ZipInfo) -> str:
    """An entry's name as its author saw it, in composed Unicode (NFC), without invisible characters.

    A name without the UTF-8 flag comes out of zipfile as code page 437. What is meant is UTF-8 (macOS forgets the
    flag) or, from Korean Windows, code page 949; zipfile's reading stays where neither fits.
    """
    name = info.filename
    # They differ where the entry carried its name a second time, in Unicode: then that one is right already.
    as_stored = name == info.orig_filename.split("\0")[0]
    if as_stored and not info.flag_bits & _UTF8_FLAG and not name.isascii():
        name = _decode(name)
    composed = unicodedata.normalize("NFC", name)
    return "".join(letter for letter in composed if letter.isprintable())


def _decode(name: str) -> str:
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def safe_parts(name: str) -> tuple[str, ...] | None:
    """Folders and file name of a path in a zip; Windows PowerShell's backslashes separate as "/" does.

    Returns:
        ``None`` for a path that wants to leave the archive: absolute, with a drive letter, or with "..".
    """
    path = name.replace("\\", "/")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts:
        return None
    return parts


def is_clutter(parts: tuple[str, ...]) -> bool:
    """Whether a file is hidden, or one of those that macOS and Windows add by themselves."""
    return any(part.startswith(".") or part.lower() in _CLUTTER for part in parts)
