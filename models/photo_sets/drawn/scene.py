"""Where an animal is: rooms, meadows, checker floors, plain backdrops, drawn alike for cats and dogs."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from models.photo_sets.drawn.coat import PALETTE, blotches, jittered
from models.photo_sets.drawn.shapes import Colour, curve, flat, mixed, shaded

# Backgrounds are drawn this large and then enlarged: they are soft, as behind a camera's subject.
SIDE = 160


def any_colour(rng: np.random.Generator) -> Colour:
    """Any colour: half of the time one of the coats', so that colour does not tell the animal from the rest."""
    if rng.random() < 0.5:
        return jittered(PALETTE[rng.integers(len(PALETTE))], rng, 1.5)
    hue, grey = rng.uniform(30, 240, 3), rng.uniform(60, 220)
    red, green, blue = (int(value) for value in hue * 0.6 + grey * 0.4)
    return red, green, blue


def _ramp(top: Colour, bottom: Colour) -> np.ndarray:
    """(SIDE, SIDE, 3) colours from the top to the bottom."""
    share = np.linspace(0, 1, SIDE, dtype=np.float32)[:, None, None]
    return np.broadcast_to((1 - share) * np.array(top) + share * np.array(bottom), (SIDE, SIDE, 3)).astype(np.float32)


def _backdrop(rng: np.random.Generator, horizon: int) -> Image.Image:
    ramp = _ramp(any_colour(rng), any_colour(rng))
    if rng.random() < 0.5:
        ramp = np.ascontiguousarray(ramp.transpose(1, 0, 2))
    return _picture(ramp + (blotches(rng, int(rng.integers(4, 20)), SIDE)[..., None] - 0.5) * rng.uniform(0, 90))


def _room(rng: np.random.Generator, horizon: int) -> Image.Image:
    wall, floor = any_colour(rng), any_colour(rng)
    picture = _picture(_ramp(shaded(wall, 1.1), shaded(wall, 0.85)))
    draw = ImageDraw.Draw(picture)
    paper = rng.integers(3)
    step = int(rng.integers(8, 26))
    if paper == 0:
        for x in range(0, SIDE, step):
            draw.rectangle((x, 0, x + step // 2, SIDE), fill=shaded(wall, 0.93))
    elif paper == 1:
        for x in range(0, SIDE, step):
            for y in range((x // step) % 2 * step // 2, SIDE, step):
                draw.ellipse((x, y, x + step // 3, y + step // 3), fill=shaded(wall, 1.18))
    if rng.random() < 0.6:
        _hanging(draw, rng)
    _floor(draw, rng, floor, horizon)
    draw.rectangle((0, horizon - int(rng.integers(2, 8)), SIDE, horizon), fill=shaded(wall, 1.25))
    return picture


def _hanging(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """A window or a picture on the wall."""
    left, top = rng.integers(-10, 110, 2).tolist()
    right, bottom = left + int(rng.integers(30, 70)), top + int(rng.integers(30, 70))
    frame, pane = any_colour(rng), mixed(any_colour(rng), (200, 220, 240), 0.5)
    draw.rectangle((left, top, right, bottom), fill=frame)
    draw.rectangle((left + 4, top + 4, right - 4, bottom - 4), fill=pane)
    draw.polygon([left + 4, bottom - 4, right - 4, top + 4, right - 4, bottom - 4], fill=shaded(pane, 0.9))
    if rng.random() < 0.5:
        draw.line(((left + right) // 2, top, (left + right) // 2, bottom), fill=frame, width=3)


def _floor(draw: ImageDraw.ImageDraw, rng: np.random.Generator, colour: Colour, horizon: int) -> None:
    """Boards, a carpet or a checker floor running to the horizon."""
    draw.rectangle((0, horizon, SIDE, SIDE), fill=colour)
    kind, middle = rng.integers(3), rng.uniform(40, 120)
    if kind == 2:
        return
    other = any_colour(rng) if kind == 0 and rng.random() < 0.5 else shaded(colour, 0.82)
    far, near = rng.uniform(6, 14), rng.uniform(24, 50)
    rows = horizon + (SIDE - horizon) * (np.arange(9) / 8) ** 1.7
    for column in range(-12, 12):
        for row in range(8) if kind == 0 else range(1):
            if (column + row) % 2:
                continue
            top, bottom = (rows[row], rows[row + 1]) if kind == 0 else (horizon, SIDE)
            widths = [far + (near - far) * (y - horizon) / (SIDE - horizon) for y in (top, bottom)]
            left_top, left_bottom = (middle + column * width for width in widths)
            corners = [left_top, top, left_top + widths[0], top, left_bottom + widths[1], bottom, left_bottom, bottom]
            draw.polygon(corners, fill=other)


def _meadow(rng: np.random.Generator, horizon: int) -> Image.Image:
    sky = mixed((130, 180, 230), any_colour(rng), rng.uniform(0, 0.6))
    picture = _picture(_ramp(shaded(sky, 0.95), shaded(sky, 1.2)))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(0, 4))):
        x, y, width = rng.uniform(0, SIDE), rng.uniform(0, horizon), rng.uniform(10, 30)
        for _ in range(4):
            dx, dy = rng.normal(0, width / 2), rng.normal(0, width / 7)
            draw.ellipse(
                (x + dx - width / 2, y + dy - width / 4, x + dx + width / 2, y + dy + width / 4), fill=(244, 246, 248)
            )
    ground = mixed((90, 140, 60), any_colour(rng), rng.uniform(0, 0.7))
    for depth in (0.75, 0.9):
        heights = horizon - rng.uniform(0, 22, 6)
        hill = curve(np.column_stack([np.linspace(0, SIDE, 6), heights]))
        draw.polygon([*flat(hill), SIDE, SIDE, 0, SIDE], fill=mixed(shaded(ground, depth), sky, 0.5 * (1 - depth)))
    draw.rectangle((0, horizon, SIDE, SIDE), fill=ground)
    xs, ys = rng.uniform(0, SIDE, 90), rng.uniform(horizon, SIDE + 6, 90)
    for x, y, tone in zip(xs.tolist(), np.sort(ys).tolist(), rng.uniform(0.7, 1.3, 90).tolist(), strict=True):
        long = 3 + 9 * (y - horizon) / (SIDE - horizon)
        draw.line((x, y, x + 2 * (tone - 1) * long, y - long), fill=shaded(ground, tone), width=1)
    return picture


def _cloth(rng: np.random.Generator, horizon: int) -> Image.Image:
    """A sofa or a blanket: broad folds, perhaps with a check woven in."""
    colour = any_colour(rng)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    angle = rng.uniform(0, np.pi)
    phase = (x * np.cos(angle) + y * np.sin(angle)) / rng.uniform(6, 20) + 6 * blotches(rng, 5, SIDE)
    tone = 1 + 0.16 * np.sin(phase)
    if rng.random() < 0.5:
        step = rng.uniform(8, 24)
        tone = tone * np.where((x // step) % 2 == 0, 0.88, 1.0) * np.where((y // step) % 2 == 0, 0.88, 1.0)
    return _picture(tone[..., None] * np.array(colour, np.float32))


_SCENES = (_backdrop, _room, _room, _meadow, _meadow, _cloth)


def _picture(colours: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))


def draw_scene(rng: np.random.Generator, pixels: int, ground: float) -> Image.Image:
    """A background.

    Args:
        rng: draws it.
        pixels: height and width.
        ground: how far down things stand, 0 to 1; the horizon lies above.
    """
    horizon = int(SIDE * np.clip(ground - rng.uniform(0.05, 0.4), 0.25, 0.92))
    picture = _SCENES[rng.integers(len(_SCENES))](rng, horizon)
    return picture.resize((pixels, pixels), Image.Resampling.BILINEAR)
