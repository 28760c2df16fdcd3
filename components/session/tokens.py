"""Tokens that tell browser tabs apart: issued by a server, and signed, so that nobody makes up any of their own.

The key lies in the server's folder, so that a tab stays the same when the server is started again, and on a second
server with the same folder.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import re
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock

from models.home import PART, home

FORM = "[0-9a-f]{64}"
_ID_DIGITS = 32
_KEY_BYTES = 32
_FILE = "tokens.key"

_making = Lock()  # two that begin at once must not have a key each
logger = logging.getLogger(__name__)


def issue_token() -> str:
    """A new token."""
    name = secrets.token_hex(_ID_DIGITS // 2)
    return name + _signature(name)


def is_issued(token: object) -> bool:
    """Whether a server with this folder has issued it."""
    if not isinstance(token, str) or not re.fullmatch(FORM, token):
        return False
    name, signature = token[:_ID_DIGITS], token[_ID_DIGITS:]
    return hmac.compare_digest(signature, _signature(name))


def _signature(name: str) -> str:
    with _making:
        key = _key(home())
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:_ID_DIGITS]


@lru_cache(maxsize=8)
def _key(folder: Path) -> bytes:
    """The key of a folder, which is made if there is none; where none can be kept, one for this process."""
    path = folder / _FILE
    try:
        return _kept_key(path) or _made_key(path)
    except OSError as error:
        logger.warning("tabs are known until this server ends: its key cannot be kept (%s)", error)
        return secrets.token_bytes(_KEY_BYTES)


def _kept_key(path: Path) -> bytes | None:
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(key) != _KEY_BYTES:  # of a disk that was full, or somebody else's
        path.unlink()
        return None
    with suppress(OSError):
        path.chmod(0o600)
    return key


def _made_key(path: Path) -> bytes:
    """Make a key under another name and give it its own, so that nobody reads half of one; who is first decides.

    Raises:
        OSError: the folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_name(f"{path.name}-{secrets.token_hex(8)}{PART}")
    key = secrets.token_bytes(_KEY_BYTES)
    try:
        with os.fdopen(os.open(passing, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(key)
        with suppress(FileExistsError):
            _give_name(passing, path)
    finally:
        passing.unlink(missing_ok=True)
    return _kept_key(path) or key


def _give_name(passing: Path, path: Path) -> None:
    """Give a file its name unless there is one; where the file system has no second names, the last one decides."""
    try:
        os.link(passing, path)
    except FileExistsError:
        raise
    except OSError:
        passing.replace(path)
