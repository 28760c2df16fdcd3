"""The colours of an animal's fur; cats and dogs draw theirs from the same palette."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from models.photo_sets.drawn.shapes import Colour, mixed, shaded

PALETTE: tuple[Colour, ...] = (
    (208, 134, 70),
    (228, 200, 160),
    (236, 232, 226),
    (58, 54, 54),
    (136, 136, 140),
    (126, 86, 58),
    (192, 152, 108),
    (88, 62, 48),
    (112, 120, 132),
)
PATTERNS = ("plain", "stripes", "patches", "spots")
_WHITE: Colour = (240, 236, 230)


@dataclass(frozen=True)
class Coat:
    """Fur.

    Attributes:
        base: its main colour. mark: the colour of its pattern. under: of muzzle, chest and paws.
        pattern: one of `PATTERNS`.
        image: base and pattern all over the canvas.
    """

    base: Colour
    mark: Colour
    under: Colour
    pattern: str
    image: Image.Image


def jittered(colour: Colour, rng: np.random.Generator, spread: float = 1.0) -> Colour:
    """A colour near the given one, lighter or darker rather than of another hue."""
    channels = np.array(colour) * rng.normal(1, 0.09 * spread) * rng.normal(1, 0.025 * spread, 3)
    red, green, blue = (int(value) for value in np.clip(channels, 0, 255))
    return red, green, blue


def blotches(rng: np.random.Generator, cells: int, pixels: int) -> np.ndarray:
    """(pixels, pixels) smooth noise from 0 to 1, with `cells` bumps across."""
    coarse = Image.fromarray(rng.integers(0, 256, (cells, cells), dtype=np.uint8))
    return np.asarray(coarse.resize((pixels, pixels), Image.Resampling.BICUBIC), np.float32) / 255


def _pattern_mask(pattern: str, rng: np.random.Generator) -> np.ndarray:
    """(160, 160) share of the mark colour, 0 to 1."""
    if pattern == "stripes":
        y, x = np.mgrid[0:160, 0:160].astype(np.float32) / 160
        angle, waves = rng.uniform(-0.7, 0.7), rng.uniform(60, 110)
        phase = waves * (x * np.cos(angle) + y * np.sin(angle)) + 9 * blotches(rng, 8, 160)
        return np.clip(np.sin(phase) * 2 - 0.2, 0, 1) * rng.uniform(0.5, 0.95)
    if pattern == "patches":
        return np.clip((blotches(rng, int(rng.integers(5, 9)), 160) - rng.uniform(0.5, 0.62)) * 14, 0, 1)
    if pattern == "spots":
        return np.clip((blotches(rng, int(rng.integers(18, 30)), 160) - rng.uniform(0.66, 0.74)) * 8, 0, 1)
    return np.clip(blotches(rng, 10, 160) - 0.4, 0, 1) * 0.35


def _pattern_tone(base: Colour, rng: np.random.Generator) -> float:
    """How dark stripes are beside the base colour: soft on light fur, lighter than black fur."""
    if sum(base) < 240:
        return rng.uniform(1.5, 1.9)
    return rng.uniform(0.62, 0.78) if sum(base) > 560 else rng.uniform(0.4, 0.6)


def draw_coat(rng: np.random.Generator, pixels: int) -> Coat:
    """A coat of random colours and pattern for a canvas of that many pixels across."""
    base = jittered(PALETTE[rng.integers(len(PALETTE))], rng)
    pattern = PATTERNS[rng.choice(len(PATTERNS), p=(0.4, 0.2, 0.25, 0.15))]
    if pattern in ("plain", "stripes"):
        mark = shaded(base, _pattern_tone(base, rng))
    else:
        mark = jittered(PALETTE[rng.integers(len(PALETTE))], rng)
    under = mixed(base, _WHITE, rng.choice([0.0, 0.25, 0.6, 0.95]))
    share = _pattern_mask(pattern, rng)[..., None]
    colours = np.asarray(base, np.float32) * (1 - share) + np.asarray(mark, np.float32) * share
    image = Image.fromarray(colours.astype(np.uint8)).resize((pixels, pixels), Image.Resampling.BILINEAR)
    return Coat(base, mark, under, pattern, image)
