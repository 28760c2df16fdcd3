"""Things that lie and stand about: balls, boxes, plants, bowls, cushions, cones, bottles. They tell nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from models.photo_sets.drawn.scene import any_colour
from models.photo_sets.drawn.shapes import Frame, ellipse, flat, limb, shaded, smooth, solid

# Draws one thing of about one unit, standing on the frame's origin.
Thing = Callable[[ImageDraw.ImageDraw, Frame, np.ndarray, np.random.Generator], None]


def _ball(draw: ImageDraw.ImageDraw, frame: Frame, light: np.ndarray, rng: np.random.Generator) -> None:
    colour = any_colour(rng)
    solid(draw, frame.points(ellipse(0, -0.45, 0.45, 0.45)), colour, light, 0.5)
    if rng.random() < 0.5:
        band = limb([(-0.4, -0.5), (0.0, -0.38), (0.4, -0.5)], [0.05])
        draw.polygon(flat(frame.points(band)), fill=shaded(colour, 1.5))


def _box(draw: ImageDraw.ImageDraw, frame: Frame, light: np.ndarray, rng: np.random.Generator) -> None:
    colour, height, depth = any_colour(rng), rng.uniform(0.5, 1.4), rng.uniform(0.1, 0.3)
    front = np.array([(-0.5, 0), (0.5, 0), (0.5, -height), (-0.5, -height)])
    lid = np.array([(-0.5, -height), (0.5, -height), (0.5 + depth, -height - depth), (depth - 0.5, -height - depth)])
    side = np.array([(0.5, 0), (0.5 + depth, -depth), (0.5 + depth, -height - depth), (0.5, -height)])
    for face, tone in ((front, 1.0), (lid, 1.25), (side, 0.7)):
        draw.polygon(flat(frame.points(face)), fill=shaded(colour, tone))


def _plant(draw: ImageDraw.ImageDraw, frame: Frame, light: np.ndarray, rng: np.random.Generator) -> None:
    green = shaded((70, 130, 60), rng.uniform(0.6, 1.4))
    for angle in rng.uniform(-1.2, 1.2, 9):
        tip = np.array([np.sin(angle), -np.cos(angle)]) * rng.uniform(0.5, 1.1) + [0, -0.5]
        leaf = limb([(0.0, -0.4), (float(tip[0]) * 0.4, float(tip[1]) * 0.7 - 0.2), tuple(tip)], [0.04, 0.12, 0.01])
        solid(draw, frame.points(leaf), shaded(green, rng.uniform(0.7, 1.3)), light, 0.3)
    solid(draw, frame.points(np.array([(-0.2, 0), (0.2, 0), (0.3, -0.5), (-0.3, -0.5)])), any_colour(rng), light, 0.4)


def _bowl(draw: ImageDraw.ImageDraw, frame: Frame, light: np.ndarray, rng: np.random.Generator) -> None:
    colour = any_colour(rng)
    solid(draw, frame.points(smooth([(-0.5, -0.4), (0.5, -0.4), (0.4, 0), (-0.4, 0)])), colour, light, 0.4)
    draw.polygon(flat(frame.points(ellipse(0, -0.38, 0.5, 0.12))), fill=shaded(colour, 1.2))
    draw.polygon(flat(frame.points(ellipse(0, -0.37, 0.42, 0.09))), fill=any_colour(rng))


def _cushion(draw: ImageDraw.ImageDraw, frame: Frame, light: np.ndarray, rng: np.random.Generator) -> None:
    corners = [(-0.7, 0), (0, -0.06), (0.7, 0), (0.62, -0.5), (0.72, -1), (0, -0.92), (-0.72, -1), (-0.62, -0.5)]
    solid(draw, frame.points(smooth(corners)), any_colour(rng), light, 0.4)


def _cone(draw: ImageDraw.ImageDraw, frame: Frame, light: np.ndarray, rng: np.random.Generator) -> None:
    """A triangle as pointed as an ear."""
    width = rng.uniform(0.2, 0.5)
    solid(
        draw,
        frame.points(np.array([(-width, 0), (width, 0), (rng.uniform(-0.2, 0.2), -1)])),
        any_colour(rng),
        light,
        0.4,
    )


def _drop(draw: ImageDraw.ImageDraw, frame: Frame, light: np.ndarray, rng: np.random.Generator) -> None:
    """Something that hangs as an ear may."""
    corners = [(-0.1, -1), (0.12, -1), (0.32, -0.3), (0.1, 0), (-0.25, -0.2)]
    solid(draw, frame.points(smooth(corners)), any_colour(rng), light, 0.4)


def _bottle(draw: ImageDraw.ImageDraw, frame: Frame, light: np.ndarray, rng: np.random.Generator) -> None:
    half = [(0.22, 0), (0.24, -0.6), (0.09, -0.85), (0.09, -1.15)]
    outline = np.array([*half, *[(-x, y) for x, y in half[::-1]]])
    solid(draw, frame.points(outline), any_colour(rng), light, 0.5)


def _post(draw: ImageDraw.ImageDraw, frame: Frame, light: np.ndarray, rng: np.random.Generator) -> None:
    """A lamp or a small tree: a disc on a stem."""
    colour = any_colour(rng)
    solid(draw, frame.points(limb([(0, 0), (0, -1.2)], [0.07])), shaded(colour, 0.6), light, 0.3)
    solid(draw, frame.points(ellipse(0, -1.5, 0.45, rng.uniform(0.3, 0.55))), colour, light, 0.4)


_THINGS: tuple[Thing, ...] = (_ball, _box, _plant, _bowl, _cushion, _cone, _drop, _bottle, _post)


def strew(picture: Image.Image, rng: np.random.Generator, light: np.ndarray, near: bool) -> None:
    """Put up to four things behind the animal, or now and then one in front, in a lower corner."""
    draw, pixels = ImageDraw.Draw(picture), picture.width
    count = int(rng.random() < 0.3) if near else int(rng.integers(0, 5))
    for _ in range(count):
        x, y = rng.uniform(0, 1), rng.uniform(0.5, 1.0)
        if near:
            x, y = float(rng.choice([0.08, 0.92])) + rng.normal(0, 0.05), rng.uniform(0.95, 1.1)
        frame = Frame.placed(x * pixels, y * pixels, rng.uniform(0.1, 0.32) * pixels, rng.normal(0, 0.15))
        _THINGS[rng.integers(len(_THINGS))](draw, frame, light, rng)
