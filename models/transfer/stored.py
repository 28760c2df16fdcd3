"""Sets of photos on disk: decoded or drawn once, then mapped into memory by every process that needs them."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np

from models.home import home


def pictures_folder() -> Path:
    """Where the pictures of sets that everybody may see are kept; all of it can be made anew."""
    return home() / "pictures"


def load_pictures(path: Path) -> np.ndarray | None:
    """What `save_pictures` wrote, as a memory map that cannot be written to.

    Returns:
        (n, size, size, 3) uint8; ``None`` where there is no such file, or a damaged one.
    """
    try:
        pictures = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return pictures if pictures.ndim == 4 and pictures.dtype == np.uint8 else None


def save_pictures(path: Path, pictures: np.ndarray) -> None:
    """Write (n, size, size, 3) uint8 as a .npy file; several processes may do so at once.

    Raises:
        OSError: the disk is full or cannot be written to; nothing is left behind.
    """
    _write(path, lambda file: np.save(file, pictures, allow_pickle=False))


def load_json(path: Path) -> dict[str, Any] | None:
    """What `save_json` wrote; ``None`` where there is no such file, or a damaged one."""
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return values if isinstance(values, dict) else None


def save_json(path: Path, values: dict[str, Any]) -> None:
    """Write a JSON file in one step, as `save_pictures` does.

    Raises:
        OSError: see there.
    """
    _write(path, lambda file: file.write(json.dumps(values, ensure_ascii=False).encode()))


def _write(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Under another name first, so that nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        try:
            write(file)
            file.close()
            os.replace(file.name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(file.name)
            raise
