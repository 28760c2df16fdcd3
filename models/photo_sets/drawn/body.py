"""Poses: a body below (or beside) the head, the same set of poses for cats and dogs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.photo_sets.drawn.coat import Coat
from models.photo_sets.drawn.shapes import Frame, Pelt, ellipse, limb, smooth

Tail = Callable[[Pelt, Frame, np.random.Generator], None]


@dataclass(frozen=True)
class Build:
    """What a body of one kind has of its own.

    Attributes:
        leg: half a leg's thickness. neck: half the neck's. chest: how deep the chest is, 1 being a cat's.
        tail: draws the tail.
    """

    leg: float
    neck: float
    chest: float
    tail: Tail


@dataclass(frozen=True)
class Pose:
    """A pose.

    Attributes:
        head: (x, y) of the head's middle, in head radii from the ground's middle, y down.
        extent: (left, top, right, bottom) of the whole animal.
        yaw: range of the head's turn, to either side (negative and positive differ where the body has a front).
        paint: draws the body.
    """

    head: tuple[float, float]
    extent: tuple[float, float, float, float]
    yaw: tuple[float, float]
    paint: Callable[[Pelt, Frame, Coat, Build, np.random.Generator], None]


def _mirrored(half: list[tuple[float, float]]) -> np.ndarray:
    return smooth([*half, *[(-x, y) for x, y in half[::-1]]])


def _sitting(pelt: Pelt, frame: Frame, coat: Coat, build: Build, rng: np.random.Generator) -> None:
    build.tail(pelt, frame.inside(0.9, -0.4), rng)
    for side in (-1, 1):
        pelt.part(frame, ellipse(side * 0.82, -0.72, 0.62, 0.72), fur=40, dim=0.9)
        pelt.part(frame, ellipse(side * 1.0, -0.14, 0.46, 0.2), coat.under, fur=14)
    wide = build.chest
    pelt.part(frame, _mirrored([(0.4, -3.3), (0.72, -2.6), (0.86 * wide, -1.7), (0.78, -0.7), (0.5, -0.2)]), fur=110)
    pelt.part(frame, ellipse(0, -2.25, 0.4 * wide, 0.65), coat.under, fur=60)
    for side in (-1, 1):
        foot = side * rng.uniform(0.3, 0.42)
        leg = [(side * 0.4, -1.9), (side * 0.38, -1.0), (foot, -0.2)]
        pelt.part(frame, limb(leg, [build.leg * 1.3, build.leg, build.leg * 0.95]), fur=34)
        pelt.part(frame, ellipse(foot, -0.13, build.leg * 1.35, 0.19), coat.under, fur=10)


def _leg(pelt: Pelt, frame: Frame, coat: Coat, course: list[tuple[float, float]], thick: float, dim: float) -> None:
    pelt.part(frame, limb(course, [thick * 1.7, thick * 1.1, thick * 0.9, thick * 0.9]), fur=26, dim=dim)
    x, y = course[-1]
    pelt.part(frame, ellipse(x + thick * 0.4, y + 0.02, thick * 1.4, 0.16), coat.under, fur=8, dim=dim)


def _standing(pelt: Pelt, frame: Frame, coat: Coat, build: Build, rng: np.random.Generator) -> None:
    build.tail(pelt, frame.inside(-1.8, -2.35, angle=rng.uniform(-0.3, 0.4)).flipped(), rng)
    step = rng.uniform(-0.35, 0.35)
    _leg(pelt, frame, coat, [(1.0, -1.8), (1.05, -1.0), (1.0 - step, -0.15)], build.leg, 0.7)
    _leg(pelt, frame, coat, [(-1.3, -1.8), (-1.7, -0.95), (-1.4 + step, -0.15)], build.leg, 0.7)
    deep = build.chest
    back = [(-2.0, -2.35), (-1.4, -2.72), (-0.2, -2.62), (0.9, -2.72), (1.6, -2.5)]
    belly = [(1.75, -1.9), (1.3, -1.3 * 1.1 / deep), (0.3, -1.36), (-0.9, -1.6), (-1.8, -1.7)]
    pelt.part(frame, smooth(back + belly), fur=150)
    pelt.part(frame, ellipse(-1.45, -1.95, 0.62, 0.66), fur=30)
    _leg(pelt, frame, coat, [(-1.5, -1.8), (-1.85, -0.95), (-1.7 - step, -0.15)], build.leg, 1.0)
    _leg(pelt, frame, coat, [(1.25, -1.9), (1.3, -1.0), (1.3 + step, -0.15)], build.leg, 1.0)
    pelt.part(frame, limb([(1.0, -2.1), (1.6, -2.6), (2.0, -3.2)], [0.75, build.neck, build.neck * 0.9]), fur=60)


def _lying(pelt: Pelt, frame: Frame, coat: Coat, build: Build, rng: np.random.Generator) -> None:
    build.tail(pelt, frame.inside(-2.0, -0.35).flipped(), rng)
    outline = [
        (-2.3, -0.6),
        (-1.8, -1.45),
        (-0.4, -1.7),
        (1.0, -1.75),
        (1.7, -1.2),
        (1.7, -0.15),
        (0.0, -0.05),
        (-2.0, -0.05),
    ]
    pelt.part(frame, smooth(outline), fur=150)
    pelt.part(frame, ellipse(-1.35, -0.75, 0.85, 0.7, 0.2), fur=40)
    pelt.part(frame, limb([(-1.2, -0.2), (-0.5, -0.15)], [0.2, 0.18]), fur=14)
    pelt.part(frame, limb([(0.9, -1.2), (1.3, -1.7), (1.5, -2.1)], [0.75, build.neck, build.neck]), fur=50)
    for reach, low in ((2.3, -0.3), (2.5, -0.14)):
        leg = limb([(1.1, -0.5), (1.7, low), (reach, low)], [build.leg * 1.3, build.leg, build.leg * 0.95])
        pelt.part(frame, leg, fur=24)
        pelt.part(frame, ellipse(reach, low, 0.3, build.leg), coat.under, fur=8)


def _portrait(pelt: Pelt, frame: Frame, coat: Coat, build: Build, rng: np.random.Generator) -> None:
    neck = build.neck * 1.15
    pelt.part(
        frame, _mirrored([(neck * 0.9, -1.0), (neck, 0.1), (1.2, 0.8), (1.6, 2.0), (1.0, 4.0)]), fur=130, dim=0.92
    )
    pelt.part(
        frame, smooth([(-0.42, -0.2), (0.42, -0.2), (0.5, 1.2), (0.0, 2.3), (-0.5, 1.2)]), coat.under, fur=60, dim=0.92
    )


def _head_alone(pelt: Pelt, frame: Frame, coat: Coat, build: Build, rng: np.random.Generator) -> None:
    half = [(build.neck * 0.9, -0.9), (build.neck * 0.95, 0.0), (build.neck * 1.5, 0.8), (1.5, 2.5)]
    pelt.part(frame, _mirrored(half), fur=60, dim=0.88)


POSES: dict[str, Pose] = {
    "head": Pose((0.0, -1.0), (-1.35, -2.5, 1.35, 0.2), (-0.65, 0.65), _head_alone),
    "portrait": Pose((0.0, -1.0), (-1.6, -2.5, 1.6, 0.9), (-0.65, 0.65), _portrait),
    "sitting": Pose((0.0, -3.5), (-1.6, -5.0, 1.9, 0.05), (-0.7, 0.7), _sitting),
    "standing": Pose((2.0, -3.3), (-3.6, -4.8, 3.2, 0.05), (-0.3, 0.75), _standing),
    "lying": Pose((1.5, -2.2), (-3.4, -3.7, 3.0, 0.05), (-0.5, 0.7), _lying),
}
