"""What can be done to a training photo so that it counts as another one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

AUGMENTATIONS = ("flip", "rotate", "shift", "zoom", "brightness", "noise")

FLIP_CHANCE = 0.5
MOST_DEGREES = 20.0
# Share of the picture's side.
MOST_SHIFT = 0.12
ZOOM_RANGE = (0.8, 1.2)
BRIGHTNESS_RANGE = (0.7, 1.3)
# Standard deviation, in grey levels of 0 to 255.
MOST_NOISE = 12.0

# How far bicubic interpolation looks beyond a point, in pixels.
_BICUBIC_REACH = 2


@dataclass(frozen=True)
class _Changes:
    """What happens to one picture: angle in degrees, shifts as shares of the side (right and down are positive)."""

    flip: bool = False
    degrees: float = 0.0
    right: float = 0.0
    down: float = 0.0
    zoom: float = 1.0
    brightness: float = 1.0
    noise: float = 0.0


def augment(picture: np.ndarray, kinds: tuple[str, ...], seed: int, background: int | None = None) -> np.ndarray:
    """Another picture of the same thing.

    The seed decides what each kind does, whichever others are asked for, in whatever order: with "flip" alone a picture
    is mirrored for the same seeds as with all kinds.

    Args:
        picture: (side, side, 3) uint8; it is not changed.
        kinds: some of `AUGMENTATIONS`; without any, the picture comes back as it is.
        seed: 0 or more.
        background: grey level of what lies beyond the picture's edge; ``None``: what lies within is reflected at it.

    Returns:
        (side, side, 3) uint8. Mirrored, turned, moved and scaled in one step of bicubic interpolation; then made
        lighter or darker; then noise is added.

    Raises:
        ValueError: there is no such kind, or the seed is negative.
    """
    unknown = sorted(set(kinds) - set(AUGMENTATIONS))
    if unknown:
        raise ValueError(f"augmentation {unknown[0]!r}: not one of {', '.join(AUGMENTATIONS)}")
    generator = np.random.default_rng(seed)
    changes = _draw(kinds, generator)
    moved = _move(picture, changes, background) if {"flip", "rotate", "shift", "zoom"} & set(kinds) else picture
    return _relight(moved, changes, generator) if {"brightness", "noise"} & set(kinds) else moved


def _draw(kinds: tuple[str, ...], generator: np.random.Generator) -> _Changes:
    # Every number is drawn, wanted or not, so that one kind's numbers do not depend on the others.
    drawn: dict[str, dict[str, Any]] = {
        "flip": {"flip": bool(generator.random() < FLIP_CHANCE)},
        "rotate": {"degrees": generator.uniform(-MOST_DEGREES, MOST_DEGREES)},
        "shift": {name: generator.uniform(-MOST_SHIFT, MOST_SHIFT) for name in ("right", "down")},
        "zoom": {"zoom": generator.uniform(*ZOOM_RANGE)},
        "brightness": {"brightness": generator.uniform(*BRIGHTNESS_RANGE)},
        "noise": {"noise": generator.uniform(0.0, MOST_NOISE)},
    }
    return _Changes(**{name: value for kind in kinds for name, value in drawn[kind].items()})


def _move(picture: np.ndarray, changes: _Changes, background: int | None) -> np.ndarray:
    side = picture.shape[0]
    half = side / 2
    right, down = changes.right * side, changes.down * side
    cos, sin = math.cos(math.radians(changes.degrees)), math.sin(math.radians(changes.degrees))
    mirror = -1 if changes.flip else 1
    # From a place in the result, seen from where the picture's middle lands, to the place it is taken from:
    # (x_to_x * x + y_to_x * y, x_to_y * x + y_to_y * y), seen from the picture's middle.
    x_to_x, y_to_x = mirror * cos / changes.zoom, mirror * sin / changes.zoom
    x_to_y, y_to_y = -sin / changes.zoom, cos / changes.zoom
    furthest_x, furthest_y = half + abs(right), half + abs(down)
    reach = max(
        abs(x_to_x) * furthest_x + abs(y_to_x) * furthest_y,
        abs(x_to_y) * furthest_x + abs(y_to_y) * furthest_y,
    )
    border = max(0, math.ceil(reach - half) + _BICUBIC_REACH)
    around = ((border, border), (border, border), (0, 0))
    if background is None:
        wide = np.pad(picture, around, mode="reflect")
    else:
        wide = np.pad(picture, around, constant_values=background)
    middle = border + half
    matrix = (
        *(x_to_x, y_to_x, middle - x_to_x * (half + right) - y_to_x * (half + down)),
        *(x_to_y, y_to_y, middle - x_to_y * (half + right) - y_to_y * (half + down)),
    )
    image = Image.fromarray(wide)
    return np.array(image.transform((side, side), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC))


def _relight(picture: np.ndarray, changes: _Changes, generator: np.random.Generator) -> np.ndarray:
    values = picture * np.float32(changes.brightness)
    if changes.noise:
        values += np.float32(changes.noise) * generator.standard_normal(picture.shape, dtype=np.float32)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
