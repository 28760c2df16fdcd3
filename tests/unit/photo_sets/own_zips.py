"""Zips of small pictures, as a visitor uploads them."""

import io
import zipfile

import numpy as np
from PIL import Image


def png(seed: int, size: tuple[int, int] = (20, 18)) -> bytes:
    file = io.BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return file.getvalue()


def photos(folder: str, count: int, first: int = 0) -> dict[str, bytes]:
    return {f"{folder}/{number}.png": png(first + number) for number in range(count)}


CATS, DOGS = photos("cats", 5), photos("dogs", 6, first=100)
