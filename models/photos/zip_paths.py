"""Paths in a zip: as their author saw them, and none that lead out of it."""

from __future__ import annotations

import re
import unicodedata
import zipfile

_UTF8_FLAG = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_CLUTTER = frozenset({"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini"})


def read_path(info: zipfile.ZipInfo, most_letters: int, most_parts: int) -> tuple[str, tuple[str, ...] | None]:
    """An entry's path as its author saw it, in composed Unicode (NFC), without invisible characters, and its parts.

    Windows PowerShell's backslashes separate as "/" does. No honest program writes paths of thousands of letters or
    folders; whatever looks at paths would take long for them.

    Args:
        most_letters, most_parts: that a path may have; the file is a part, too.

    Returns:
        The path, cut off where it is too long, and its folders with the file's name. They are ``None`` for a path that
        is too long or deep, or wants to leave the archive: absolute, with a drive letter, or with "..".
    """
    name = _as_meant(info)
    if len(name) > most_letters:
        return name[:most_letters], None
    name = "".join(letter for letter in unicodedata.normalize("NFC", name) if letter.isprintable())
    path = name.replace("\\", "/")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if len(parts) > most_parts or path.startswith("/") or _DRIVE.match(path) or ".." in parts:
        return name, None
    return name, parts


def _as_meant(info: zipfile.ZipInfo) -> str:
    """A name without the UTF-8 flag comes out of zipfile as code page 437. What is meant is UTF-8 (macOS forgets the
    flag) or, from Korean Windows, code page 949; zipfile's reading stays where neither fits.
    """
    name = info.filename
    # They differ where the entry carried its name a second time, in Unicode: then that one is right already.
    as_stored = name == info.orig_filename.split("\0")[0]
    if as_stored and not info.flag_bits & _UTF8_FLAG and not name.isascii():
        name = _decode(name)
    return name


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


def is_clutter(parts: tuple[str, ...]) -> bool:
    """Whether a file is hidden, or one of those that macOS and Windows add by themselves."""
    return any(part.startswith(".") or part.lower() in _CLUTTER for part in parts)
