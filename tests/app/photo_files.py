"""Files as visitors upload them."""

from __future__ import annotations

import io
import zipfile

import numpy as np
from PIL import Image


def as_file(pixels: np.ndarray, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def as_zip(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for path, data in files.items():
            opened.writestr(path, data)
    return file.getvalue()
