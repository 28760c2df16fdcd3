"""A dog's head: hanging or large ears, a long muzzle with a big dark nose, round brown eyes, often its tongue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from models.photo_sets.drawn.body import Build
from models.photo_sets.drawn.coat import jittered
from models.photo_sets.drawn.head import Head, Pen, Sitter
from models.photo_sets.drawn.shapes import Colour, Frame, Pelt, capsule, curve, ellipse, limb, mixed, shaded, smooth

RADII = (0.82, 0.82, 0.85)
_EYES: tuple[Colour, ...] = ((92, 56, 30), (66, 40, 24), (120, 76, 36))
_TONGUE: Colour = (224, 112, 122)
_NOSE: Colour = (34, 30, 32)
_EARS = ("drop", "long", "button", "pricked")


@dataclass(frozen=True)
class Muzzle:
    """A muzzle: how far it reaches from the skull, its thickness, and whether the mouth is open (0 to 1)."""

    length: float
    thick: float
    open: float

    @property
    def nose(self) -> tuple[float, float, float]:
        """x, y, z of the nose's middle."""
        return 0.0, 0.4 - self.thick * 0.6, 0.72 + self.length + self.thick * 0.75


def _draw_muzzle(rng: np.random.Generator) -> Muzzle:
    """A muzzle of random build."""
    return Muzzle(rng.uniform(0.45, 0.95), rng.uniform(0.32, 0.42), float(rng.choice([0, 0.6, 1.0])))


def draw_build(rng: np.random.Generator) -> Build:
    """A dog's body."""
    return Build(rng.uniform(0.2, 0.32), 0.64, rng.uniform(0.95, 1.2), draw_tail)


def draw_head(sitter: Sitter) -> Callable[[Pen], None]:
    """Draw ears, skull, marks, muzzle and tongue, back to front.

    Returns:
        What draws eyes, nose and mouth, once the fur is finished.
    """
    pelt, head, rng = sitter.pelt, sitter.head, sitter.rng
    muzzle = _draw_muzzle(rng)
    ears = _EARS[rng.choice(len(_EARS), p=(0.42, 0.3, 0.18, 0.1))]
    length, colour = rng.uniform(0.9, 1.15), _ear_colour(sitter)
    behind = tuple(side for side in (head.far_side, -head.far_side) if _lies_behind(head, side, ears))
    for side in behind:
        _ear(sitter, side, ears, length, colour)
    half = [(0.4, -0.78), (0.72, -0.5), (0.82, -0.05), (0.74, 0.4), (0.45, 0.72)]
    skull = smooth([(0.0, -0.84), *half, (0.0, 0.82), *[(-x, y) for x, y in half[::-1]]])
    pelt.part(head.frame, skull, fur=80)
    _marks(sitter)
    _jaws(sitter, muzzle)
    for side in (-1, 1):
        if side not in behind:
            _ear(sitter, side, ears, length, colour)
    return partial(_draw_face, sitter=sitter, muzzle=muzzle)


def _lies_behind(head: Head, side: int, ears: str) -> bool:
    """Whether the skull is in front of that ear."""
    return ears == "pricked" or (side == head.far_side and abs(head.yaw) > 0.5)


def _ear_colour(sitter: Sitter) -> Colour | None:
    kind = sitter.rng.integers(3)
    return (None, shaded(sitter.coat.base, 0.72), sitter.coat.mark)[kind]


def _ear(sitter: Sitter, side: int, kind: str, length: float, colour: Colour | None) -> None:
    head, pelt = sitter.head, sitter.pelt
    mirrored = np.array([side, 1.0])
    if kind == "pricked":
        outer = [(0.16, -0.68), (0.34, -1.15), (0.6, -1.55 * length), (0.78, -1.3), (0.86, -0.8), (0.8, -0.3)]
        ear = smooth(np.array(outer) * mirrored)
        pelt.part(head.frame, head.on(ear, 0.0), colour, fur=24)
        middle = np.array([0.54, -0.7]) * mirrored
        dark = mixed(shaded(sitter.coat.base, 0.5), (150, 110, 105), 0.4)
        pelt.part(head.frame, head.on(middle + (ear - middle) * 0.6, 0.1), dark, fur=0)
        return
    if kind == "button":
        outer = [(0.3, -0.78), (0.55, -0.95), (0.86, -0.84), (1.02, -0.45), (0.92, -0.02), (0.62, -0.4)]
    elif kind == "drop":
        outer = [
            (0.42, -0.76),
            (0.78, -0.82),
            (1.06, -0.4),
            (1.12, 0.1),
            (0.98, 0.44 * length),
            (0.78, 0.28),
            (0.68, -0.2),
        ]
    else:
        outer = [(0.48, -0.66), (0.82, -0.6), (1.08, 0.0), (1.2, 0.6), (1.0, 1.12 * length), (0.72, 0.9), (0.66, 0.1)]
    pelt.part(head.frame, head.on(smooth(np.array(outer) * mirrored), 0.05), colour, fur=34, dim=0.95)


def _marks(sitter: Sitter) -> None:
    """A blaze down the forehead, spots over the eyes, a patch round one eye, or nothing."""
    pelt, head, coat = sitter.pelt, sitter.head, sitter.coat
    kind = sitter.rng.integers(4)
    if kind == 0 and head.faces(0, -0.3):
        blaze = smooth([(-0.06, -0.8), (0.06, -0.8), (0.1, -0.3), (0.26, 0.3), (-0.26, 0.3), (-0.1, -0.3)])
        pelt.stain(head.frame, head.on(blaze), mixed(coat.under, (242, 238, 232), 0.8))
    elif kind == 1:
        for side in (-1, 1):
            if head.faces(side * 0.3, -0.36):
                pelt.stain(
                    head.frame, head.on(ellipse(side * 0.3, -0.37, 0.1, 0.07)), mixed(coat.base, (196, 140, 84), 0.7)
                )
    elif kind == 2 and head.faces(0.36, -0.1):
        pelt.stain(head.frame, head.on(ellipse(0.36, -0.14, 0.3, 0.34)), shaded(coat.mark, 0.8))


def _jaws(sitter: Sitter, muzzle: Muzzle) -> None:
    """Lower jaw, mouth and tongue, then the upper muzzle over them."""
    pelt, head, under = sitter.pelt, sitter.head, sitter.coat.under
    reach, thick = muzzle.length, muzzle.thick
    drop = 0.2 * muzzle.open
    root, chin = head.ball(0, 0.48, 0.4, 0.34), head.ball(0, 0.6 + drop, 0.55 + reach, thick * 0.72)
    pelt.part(head.frame, capsule(root, chin), under, fur=24, dim=0.85)
    if muzzle.open:
        x, y, radius = head.ball(0, 0.58 + drop * 0.55, 0.62 + reach, thick * 0.62)
        pelt.part(head.frame, capsule(head.ball(0, 0.5, 0.6, 0.25), (x, y, radius)), (70, 30, 34), fur=0)
        width, long = radius * 0.78, radius * (0.9 + 0.9 * muzzle.open)
        shape = [(-0.8, -0.3), (0.8, -0.3), (0.95, 0.5), (0.6, 1.0), (0.0, 1.12), (-0.6, 1.0), (-0.95, 0.5)]
        pelt.part(head.frame, smooth(np.array(shape) * [width, long] + [x, y]), _TONGUE, fur=0)
        pelt.stain(head.frame, limb([(x, y), (x, y + long * 0.75)], [0.025, 0.012]), shaded(_TONGUE, 0.78))
    tip = head.ball(0, 0.4, 0.62 + reach, thick)
    pelt.part(head.frame, capsule(head.ball(0, 0.2, 0.5, 0.42), tip), mixed(sitter.coat.base, under, 0.55), fur=40)
    for side in (-1, 1):
        x, y, radius = head.ball(side * thick * 0.48, 0.49, 0.6 + reach, thick * 0.72)
        pelt.part(head.frame, ellipse(x, y, radius, radius * 0.9), under, fur=18)


def _draw_face(pen: Pen, sitter: Sitter, muzzle: Muzzle) -> None:
    rng, head = sitter.rng, sitter.head
    iris = jittered(_EYES[rng.integers(len(_EYES))], rng)
    size = rng.uniform(0.105, 0.14)
    for side in (-1, 1):
        if head.faces(side * 0.35, -0.15) and not _behind_muzzle(sitter, side, muzzle):
            _eye(pen, sitter, side, iris, size)
    _nose(pen, sitter, muzzle)


def _behind_muzzle(sitter: Sitter, side: int, muzzle: Muzzle) -> bool:
    """Whether the muzzle, turned to the side, hides that eye."""
    tip_x, tip_y, radius = sitter.head.ball(0, 0.4, 0.62 + muzzle.length, muzzle.thick)
    x, y = sitter.head.on(np.array([[side * 0.36, -0.16]]))[0]
    return bool(np.hypot(x - tip_x, y - tip_y) < radius + 0.06)


def _eye(pen: Pen, sitter: Sitter, side: int, iris: Colour, size: float) -> None:
    head, x, y = sitter.head, side * 0.36, -0.16

    def disc(dx: float, dy: float, radius: float) -> np.ndarray:
        return head.on(ellipse(x + dx, y + dy, radius, radius, count=16))

    rim = [(-1.55, 0.15), (-0.7, -0.95), (0.6, -1.1), (1.5, -0.2), (0.7, 0.9), (-0.6, 0.95)]
    pen.fill(head.on(smooth(np.array(rim) * [side * size * 1.12, size * 1.12] + [x, y])), shaded(sitter.dark, 0.8))
    pen.fill(head.on(smooth(np.array(rim) * [side * size * 0.84, size * 0.8] + [x, y])), (196, 184, 172))
    pen.fill(disc(0, -0.01, size * 0.97), iris)
    pen.fill(disc(0, -0.01, size * 0.5), (12, 10, 10))
    pen.fill(disc(-size * 0.35, -size * 0.4, size * 0.26), (255, 255, 255))


def _nose(pen: Pen, sitter: Sitter, muzzle: Muzzle) -> None:
    head, thick = sitter.head, muzzle.thick
    _, y, z = muzzle.nose
    wide, high = thick * 0.62, thick * 0.44
    shape = [(-1.0, -0.45), (-0.5, -0.95), (0.5, -0.95), (1.0, -0.45), (0.75, 0.45), (0.0, 1.0), (-0.75, 0.45)]

    def at(points: list[tuple[float, float]] | np.ndarray, lift: float = 0.0) -> np.ndarray:
        return head.on(np.asarray(points) * [wide, high] + [0.0, y], z + lift)

    # The nose has a depth of its own, seen from the side.
    pen.fill(at(smooth(shape), -0.12), _NOSE)
    pen.fill(at(smooth(shape)), _NOSE)
    pen.fill(at(ellipse(0.0, -0.5, 0.5, 0.2), 0.02), (120, 114, 118))
    for side in (-1, 1):
        pen.fill(at(ellipse(side * 0.5, 0.15, 0.2, 0.26), 0.02), (8, 6, 8))
    pen.line(at([(0.0, 0.9), (0.0, 2.0)]), sitter.dark, 0.03)
    if not muzzle.open:
        lips = curve([(-1.5, 2.1), (-0.8, 2.5), (0.0, 2.0), (0.8, 2.5), (1.5, 2.1)]) * [wide, high] + [0.0, y]
        round_muzzle = np.column_stack([lips, z - 0.15 - 1.8 * lips[:, 0] ** 2])
        pen.line(head.seen(round_muzzle)[:, :2], sitter.dark, 0.035)


def draw_tail(pelt: Pelt, frame: Frame, rng: np.random.Generator) -> None:
    """A tail that is thick at its root, or bushy; it starts at the frame's origin and goes to the right."""
    kind = rng.integers(3)
    if kind == 0:
        course, widths = [(-0.3, 0.1), (0.5, -0.3), (1.0, -1.0)], [0.3, 0.2, 0.07]
    elif kind == 1:
        course, widths = [(-0.3, 0.1), (0.5, -0.2), (1.0, -0.9), (0.9, -1.6)], [0.24, 0.42, 0.45, 0.1]
    else:
        course, widths = [(-0.3, 0.1), (0.4, -0.5), (0.3, -1.1), (-0.2, -1.0)], [0.3, 0.34, 0.3, 0.14]
    pelt.part(frame, limb(course, widths), fur=60, dim=0.92)
