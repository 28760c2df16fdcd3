"""A decoded picture made plain and smaller, strip by strip: whole, a large picture would be in memory several times."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageCms

_STRIP_PIXELS = 1_000_000
_WITH_ALPHA = ("RGBA", "RGBa", "LA", "La", "PA")
_GREY: dict[str, int | tuple[int, ...]] = {"L": 128, "RGB": (128, 128, 128), "CMYK": (0, 0, 0, 127)}


def reduced(picture: Image.Image, across: int, down: int, decoded: tuple[int, int]) -> tuple[Image.Image, bool]:
    """Average blocks of a picture into pixels.

    Args:
        picture: decoded, of any mode.
        across, down: size of a block.
        decoded: the first row in the file and the one after the last; others become grey.

    Returns:
        The picture of mode "L", "RGB" or "CMYK", what was transparent laid on white; and whether any of it was.
    """
    width, height = picture.size
    divisor = _divisor(picture)
    canvas, transparent = None, False
    rows = max(1, _STRIP_PIXELS // (width * down)) * down
    for top in range(decoded[0] // down * down, decoded[1], rows):
        strip = picture.crop((0, top, width, min(top + rows, decoded[1])))
        plain, has_alpha = _plain(strip, divisor)
        transparent |= has_alpha
        if canvas is None:
            canvas = Image.new(plain.mode, (-(-width // across), -(-height // down)), _GREY[plain.mode])
        canvas.paste(plain.reduce((across, down)), (0, top // down))
    if canvas is None:
        raise ValueError("no rows decoded")
    return canvas, transparent


def _divisor(picture: Image.Image) -> float:
    """What brings the numbers of a grey picture of more than 8 bits to 0..255."""
    if picture.mode.startswith("I;16"):
        return 257.0
    if picture.mode not in ("I", "F"):
        return 1.0
    # 32 bits a pixel do not say which range is meant: the first usual one that holds the largest number.
    extrema = picture.getextrema()
    largest = float(extrema[1]) if extrema and isinstance(extrema[1], int | float) else 0.0
    if not np.isfinite(largest):
        return 1.0
    ranges = (1.0, 255.0, 65_535.0) if picture.mode == "F" else (255.0, 65_535.0, 2.0**31)
    return next((white for white in ranges if largest <= white), max(largest, 1.0)) / 255


def _plain(strip: Image.Image, divisor: float) -> tuple[Image.Image, bool]:
    """A strip in one of the modes that can be averaged, and whether any of it was transparent."""
    mode = strip.mode
    if mode.startswith("I;16") or mode in ("I", "F"):
        numbers = np.nan_to_num(np.asarray(strip, dtype=np.float32))
        return Image.fromarray(np.clip(np.rint(numbers / np.float32(divisor)), 0, 255).astype(np.uint8)), False
    if mode in _WITH_ALPHA or "transparency" in strip.info:
        return _on_white(strip)
    if mode == "LAB":
        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(strip, lab, srgb, outputMode="RGB")
        return converted or strip.convert("RGB"), False
    if mode == "1":
        return strip.convert("L"), False
    return (strip if mode in _GREY else strip.convert("RGB")), False


def _on_white(strip: Image.Image) -> tuple[Image.Image, bool]:
    # Premultiplied modes convert to their plain twin only.
    strip = strip.convert({"La": "LA", "RGBa": "RGBA"}.get(strip.mode, strip.mode)).convert("RGBA")
    white = Image.new("RGBA", strip.size, (255, 255, 255, 255))
    is_transparent = bool((np.asarray(strip)[:, :, 3] < 255).any())
    return Image.alpha_composite(white, strip).convert("RGB"), is_transparent
