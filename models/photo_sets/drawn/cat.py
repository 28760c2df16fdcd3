"""A cat's head: pointed ears, slit pupils, a small pink nose and whiskers. And its long thin tail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from models.photo_sets.drawn.body import Build
from models.photo_sets.drawn.coat import jittered
from models.photo_sets.drawn.head import Head, Pen, Sitter
from models.photo_sets.drawn.shapes import Colour, Frame, Pelt, curve, ellipse, limb, mixed, shaded, smooth

RADII = (0.97, 0.8, 0.85)
_IRISES: tuple[Colour, ...] = ((150, 190, 70), (215, 180, 50), (205, 130, 40), (110, 170, 205), (90, 160, 120))
_NOSES: tuple[Colour, ...] = ((226, 140, 140), (205, 115, 110), (180, 100, 95))
_PINK: Colour = (222, 165, 160)


def draw_build(rng: np.random.Generator) -> Build:
    """A cat's body."""
    return Build(rng.uniform(0.2, 0.26), 0.62, rng.uniform(0.9, 1.05), draw_tail)


def draw_head(sitter: Sitter) -> Callable[[Pen], None]:
    """Draw ears, skull, marks and muzzle, back to front.

    Returns:
        What draws eyes, nose, mouth and whiskers, once the fur is finished.
    """
    pelt, head, coat, rng = sitter.pelt, sitter.head, sitter.coat, sitter.rng
    height, spread = rng.uniform(0.42, 0.66), rng.uniform(-0.06, 0.12)
    for side in (head.far_side, -head.far_side):
        _ear(sitter, side, height, spread)
    pelt.part(head.frame, _skull(head, rng.uniform(0.0, 0.16)), fur=90)
    if coat.pattern != "patches" or rng.random() < 0.3:
        _marks(sitter)
    _muzzle(sitter)
    return partial(_draw_face, sitter=sitter)


def _skull(head: Head, fluff: float) -> np.ndarray:
    half = [(0.4, -0.76), (0.8, -0.42), (0.97, 0.08), (0.93 + fluff, 0.36), (0.62 + fluff, 0.62), (0.3, 0.8)]
    outline = smooth([(0.0, -0.79), *half, (0.0, 0.86), *[(-x, y) for x, y in half[::-1]]])
    narrower = 1 - 0.08 * abs(np.sin(head.yaw))
    return outline * [narrower, 1.0]


def _ear(sitter: Sitter, side: int, height: float, spread: float) -> None:
    head = sitter.head
    tip = (0.76 + spread, -0.72 - height)
    outer = [(0.14, -0.62), (0.34, -0.95), tip, (0.93, -0.75), (0.93, -0.2)]
    bulge = [(0.16, -0.64), (0.42, -0.98), (tip[0] - 0.03, tip[1]), (tip[0] + 0.03, tip[1]), (0.95, -0.7), (0.92, -0.2)]
    ear = np.array(outer if sitter.rng.random() < 0.5 else bulge) * [side, 1]
    tone = sitter.coat.mark if sitter.coat.pattern == "stripes" else None
    sitter.pelt.part(head.frame, head.on(ear, 0.0), tone, fur=18)
    middle = np.array([[0.6, -0.62]]) * [side, 1]
    inner = middle + (ear - middle) * 0.66
    sitter.pelt.part(head.frame, head.on(inner, 0.1), mixed(_PINK, sitter.coat.base, 0.35), fur=0, dim=0.9)


def _marks(sitter: Sitter) -> None:
    """The M on the forehead and the lines on the cheeks."""
    pelt, head, mark = sitter.pelt, sitter.head, sitter.coat.mark
    if sitter.coat.pattern != "stripes":
        mark = shaded(sitter.coat.base, 0.8)
    for x in (-0.42, -0.15, 0.15, 0.42):
        if head.faces(x, -0.5):
            pelt.stain(
                head.frame, head.on(limb([(x * 1.1, -0.72), (x, -0.5), (x * 0.9, -0.3)], [0.07, 0.05, 0.01])), mark
            )
    for side in (-1, 1):
        for y in (0.1, 0.32):
            if head.faces(side * 0.7, y):
                cheek = limb([(side * 0.93, y), (side * 0.76, y), (side * 0.58, y - 0.06)], [0.05, 0.05, 0.01])
                pelt.stain(head.frame, head.on(cheek), mark)


def _muzzle(sitter: Sitter) -> None:
    pelt, head, under = sitter.pelt, sitter.head, sitter.coat.under
    for x, y, z, radius in ((0.0, 0.58, 0.62, 0.25), (-0.18, 0.36, 0.78, 0.26), (0.18, 0.36, 0.78, 0.26)):
        seen_x, seen_y, seen_radius = head.ball(x, y, z, radius)
        pelt.part(head.frame, ellipse(seen_x, seen_y, seen_radius, seen_radius * 0.82), under, fur=16)
    bridge = head.on(smooth([(-0.1, -0.1), (0.1, -0.1), (0.15, 0.28), (-0.15, 0.28)]), 0.92)
    pelt.part(head.frame, bridge, mixed(sitter.coat.base, under, 0.3), fur=8)


def _draw_face(pen: Pen, sitter: Sitter) -> None:
    rng, head = sitter.rng, sitter.head
    iris = jittered(_IRISES[rng.integers(len(_IRISES))], rng)
    open_, slit = rng.uniform(0.75, 1.1), rng.uniform(0.03, 0.075)
    for side in (-1, 1):
        if head.faces(side * 0.42, -0.08):
            _eye(pen, sitter, side, iris, open_, slit)
    _nose(pen, sitter)
    _whiskers(pen, sitter)


def _eye(pen: Pen, sitter: Sitter, side: int, iris: Colour, open_: float, slit: float) -> None:
    head = sitter.head

    def almond(grow: float) -> np.ndarray:
        corners = [(-0.22, 0.07), (-0.08, -0.14), (0.1, -0.17), (0.24, -0.07), (0.12, 0.11), (-0.06, 0.14)]
        return head.on(smooth(np.array(corners) * [side * grow, grow * open_] + [side * 0.43, -0.06]))

    pen.fill(almond(1.22), sitter.dark)
    pen.fill(almond(1.0), iris)
    pen.fill(head.on(ellipse(side * 0.43, -0.03, 0.13, 0.11 * open_)), shaded(iris, 1.2))
    pen.fill(head.on(ellipse(side * 0.43, -0.06, slit, 0.155 * open_, count=14)), (14, 14, 16))
    pen.fill(head.on(ellipse(side * 0.43 - 0.07, -0.12, 0.045, 0.045, count=10)), (255, 255, 255))


def _nose(pen: Pen, sitter: Sitter) -> None:
    head, rng = sitter.head, sitter.rng
    nose = jittered(_NOSES[rng.integers(len(_NOSES))], rng)
    triangle = [(-0.12, 0.17), (0.0, 0.15), (0.12, 0.17), (0.05, 0.27), (0.0, 0.3), (-0.05, 0.27)]
    pen.fill(head.on(smooth(triangle), 1.0), nose)
    pen.line(head.on(np.array([(-0.05, 0.19), (0.04, 0.19)]), 1.0), shaded(nose, 1.25), 0.03)
    pen.line(head.on(np.array([(0.0, 0.29), (0.0, 0.41)]), 1.0), sitter.dark, 0.025)
    mouth = [(-0.27, 0.45), (-0.15, 0.5), (0.0, 0.41), (0.15, 0.5), (0.27, 0.45)]
    pen.line(head.on(curve(mouth), 0.97), sitter.dark, 0.028)


def _whiskers(pen: Pen, sitter: Sitter) -> None:
    rng, head = sitter.rng, sitter.head
    tone: Colour = (248, 246, 240) if sum(sitter.coat.under) < 640 else (90, 84, 80)
    length = rng.uniform(0.75, 1.15)
    for side in (-1, 1):
        for row in range(4):
            y = 0.3 + 0.065 * row
            lift = (row - 1.2) * rng.uniform(0.1, 0.2)
            points = [
                (side * 0.24, y),
                (side * (0.3 + length * 0.5), y + lift * 0.4),
                (side * (0.3 + length), y + lift),
            ]
            seen = head.seen(np.column_stack([curve(points), np.linspace(0.85, 0.55, 13)]))[:, :2]
            pen.line(seen, tone, 0.016)


def draw_tail(pelt: Pelt, frame: Frame, rng: np.random.Generator) -> None:
    """A long thin tail; it starts at the frame's origin and goes to the right."""
    bend = rng.uniform(-0.5, 0.5)
    course = [(-0.2, 0.1), (0.6, 0.15), (1.3, -0.3 + bend), (1.7, -1.1 + bend), (2.0 + bend, -1.9)]
    width = rng.uniform(0.14, 0.2)
    pelt.part(frame, limb(course, [width * 1.1, width, width, width * 0.95]), fur=60, dim=0.92)
