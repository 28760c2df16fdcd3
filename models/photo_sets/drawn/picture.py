"""A whole picture: scene, clutter, an animal in a pose, light, and what a camera does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from models.photo_sets.drawn import cat, dog
from models.photo_sets.drawn.body import POSES, Build, Pose
from models.photo_sets.drawn.clutter import strew
from models.photo_sets.drawn.coat import Coat, blotches, draw_coat
from models.photo_sets.drawn.head import Head, Pen, Sitter
from models.photo_sets.drawn.scene import any_colour, draw_scene
from models.photo_sets.drawn.shapes import SUPERSAMPLING, Frame, Pelt, ellipse, flat, limb


@dataclass(frozen=True)
class Animal:
    """What a kind has of its own.

    Attributes:
        radii: half-axes of its skull.
        build: draws the build of its body.
        head: draws its head into the fur, and returns what draws the face over it.
    """

    radii: tuple[float, float, float]
    build: Callable[[np.random.Generator], Build]
    head: Callable[[Sitter], Callable[[Pen], None]]


ANIMALS = {
    "cat": Animal(cat.RADII, cat.draw_build, cat.draw_head),
    "dog": Animal(dog.RADII, dog.draw_build, dog.draw_head),
}
KINDS = tuple(ANIMALS)
_POSE_SHARES = {"head": 0.32, "portrait": 0.38, "sitting": 0.16, "standing": 0.07, "lying": 0.07}
# Below this mean difference of the channels an animal is lost in its background.
_HIDDEN = 35


def draw(kind: str, seed: int, size: int = 160) -> np.ndarray:
    """A picture of a cat or a dog.

    Args:
        kind: one of `KINDS`.
        seed: from 0. The same kind and seed give the same picture (of one NumPy and Pillow).
        size: height and width in pixels.

    Returns:
        (size, size, 3) uint8, RGB.

    Raises:
        ValueError: if the kind is not one of `KINDS`, or the size is below 8.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}, not one of {KINDS}")
    if size < 8:
        raise ValueError(f"size is {size}, below 8")
    rng = np.random.default_rng([KINDS.index(kind), seed])
    pixels = SUPERSAMPLING * size
    name = str(rng.choice(list(_POSE_SHARES), p=list(_POSE_SHARES.values())))
    frame, ground = _placed(POSES[name], rng, pixels)
    light = np.array([rng.uniform(-0.8, 0.8), rng.uniform(-0.9, -0.2)])
    coat = draw_coat(rng, pixels)
    picture = _set_off(draw_scene(rng, pixels, ground), coat)
    strew(picture, rng, light, near=False)
    if name not in ("head", "portrait"):
        _cast_shadow(picture, frame, POSES[name], light)
    _put_animal(picture, ANIMALS[kind], POSES[name], frame, coat, light, rng)
    strew(picture, rng, light, near=True)
    return _photographed(picture, rng, size)


def _placed(pose: Pose, rng: np.random.Generator, pixels: int) -> tuple[Frame, float]:
    """The animal's frame, and how far down the ground is (0 to 1)."""
    left, top, right, bottom = pose.extent
    fill = rng.uniform(0.78, 1.04)
    scale = fill / max(right - left, bottom - top)
    mirror = bool(rng.random() < 0.5)
    room = max(0.0, 1 - fill) / 2 + 0.04
    x = 0.5 - (left + right) / 2 * scale * (-1 if mirror else 1) + rng.uniform(-room, room)
    y = 0.5 - (top + bottom) / 2 * scale + rng.uniform(-room, room)
    return Frame.placed(x * pixels, y * pixels, scale * pixels, rng.normal(0, 0.07), mirror), y


def _set_off(scene: Image.Image, coat: Coat) -> Image.Image:
    """The scene, made lighter or darker where it would hide an animal of that coat."""
    mean = np.asarray(scene.resize((1, 1), Image.Resampling.BOX), float)[0, 0]
    if np.abs(mean - coat.base).mean() > _HIDDEN:
        return scene
    factor = 1.6 if mean.mean() < 110 else 0.55
    return scene.point([min(255, round(value * factor)) for value in range(256)] * 3)


def _cast_shadow(picture: Image.Image, frame: Frame, pose: Pose, light: np.ndarray) -> None:
    """Darken the ground under the animal, away from the light."""
    small = picture.width // 4
    mask = Image.new("L", (small, small))
    middle, half = (pose.extent[0] + pose.extent[2]) / 2, (pose.extent[2] - pose.extent[0]) / 2
    under = frame.points(ellipse(middle, -0.05, half * 0.85, 0.35))
    under[:, 0] -= light[0] * 0.5 * frame.unit
    ImageDraw.Draw(mask).polygon(flat(under / 4), fill=130)
    mask = mask.filter(ImageFilter.GaussianBlur(small / 40)).resize(picture.size, Image.Resampling.BILINEAR)
    picture.paste((18, 16, 20), mask=mask)


def _put_animal(
    picture: Image.Image,
    animal: Animal,
    pose: Pose,
    frame: Frame,
    coat: Coat,
    light: np.ndarray,
    rng: np.random.Generator,
) -> None:
    pelt = Pelt(picture.width, coat.image, light, rng.uniform(0.35, 0.6), rng)
    pose.paint(pelt, frame, coat, animal.build(rng), rng)
    where = frame.inside(*pose.head, rng.uniform(0.95, 1.12), rng.normal(0, 0.16))
    head = Head(where, rng.uniform(*pose.yaw), rng.uniform(-0.1, 0.24), animal.radii)
    pelt.darken(where, ellipse(0.0, 0.45, 0.85, 0.75))
    sitter = Sitter(pelt, coat, head, rng)
    if pose is not POSES["head"] and rng.random() < 0.4:
        collar = limb([(-0.72, 0.62), (0.0, 0.95), (0.72, 0.62)], [0.1])
        pelt.part(where, collar, any_colour(rng), fur=0)
    draw_face = animal.head(sitter)
    pelt.laid_on(picture)
    draw_face(Pen(picture, head))


def _photographed(picture: Image.Image, rng: np.random.Generator, size: int) -> np.ndarray:
    """The picture at its size, with uneven light, a colour cast, blur and grain."""
    small = picture.reduce(SUPERSAMPLING)
    if rng.random() < 0.4:
        small = small.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.1)) * size / 160))
    colours = np.asarray(small, np.float32)
    uneven = 1 + (blotches(rng, 3, size)[..., None] - 0.5) * rng.uniform(0, 0.6)
    cast = rng.normal(1, 0.04, 3).astype(np.float32) * rng.uniform(0.82, 1.2)
    colours = (colours - 128) * rng.uniform(0.7, 1.1) + 128
    grain = rng.standard_normal((size, size, 1), np.float32) * rng.uniform(0, 9)
    return np.clip(colours * uneven * cast + grain, 0, 255).astype(np.uint8)
