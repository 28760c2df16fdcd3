"""A head in space: turned, nodding, seen in perspective; cats and dogs lay their faces on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from models.photo_sets.drawn.coat import Coat
from models.photo_sets.drawn.shapes import Colour, Frame, Pelt, flat, shaded

# How much larger what is one head radius nearer looks.
_PERSPECTIVE = 0.13


@dataclass(frozen=True)
class Head:
    """Where a head is and where it looks. Its radius is about one unit; x right, y down, z to the viewer.

    Attributes:
        frame: the head's place on the canvas.
        yaw: radians to the side. pitch: radians down.
        radii: half-axes of the skull's ellipsoid.
    """

    frame: Frame
    yaw: float
    pitch: float
    radii: tuple[float, float, float]

    def seen(self, points: np.ndarray) -> np.ndarray:
        """(n, 3) points of the head as they are seen: x and y in the frame, and z."""
        x, y, z = points.T
        x, z = x * np.cos(self.yaw) + z * np.sin(self.yaw), z * np.cos(self.yaw) - x * np.sin(self.yaw)
        y, z = y * np.cos(self.pitch) + z * np.sin(self.pitch), z * np.cos(self.pitch) - y * np.sin(self.pitch)
        nearer = 1 + _PERSPECTIVE * z
        return np.stack([x * nearer, y * nearer, z], axis=1)

    def on(self, points: np.ndarray, lift: float | None = None) -> np.ndarray:
        """(n, 2) outline in face coordinates, laid on the skull, or on a plane at z = `lift`, as it is seen."""
        if lift is None:
            inside = 1 - (points[:, 0] / self.radii[0]) ** 2 - (points[:, 1] / self.radii[1]) ** 2
            depth = self.radii[2] * np.sqrt(np.maximum(inside, 0.01))
        else:
            depth = np.full(len(points), lift)
        return self.seen(np.column_stack([points, depth]))[:, :2]

    def faces(self, x: float, y: float) -> bool:
        """Whether that point of the face is on the side that is seen."""
        inside = max(0.0, 1 - (x / self.radii[0]) ** 2 - (y / self.radii[1]) ** 2)
        normal_x, normal_z = x / self.radii[0] ** 2, np.sqrt(inside) / self.radii[2]
        return bool(normal_z * np.cos(self.yaw) - normal_x * np.sin(self.yaw) > 0.25)

    def ball(self, x: float, y: float, z: float, radius: float) -> tuple[float, float, float]:
        """A ball of the head as a disc in the frame: x, y, radius."""
        seen = self.seen(np.array([[x, y, z]]))[0]
        return float(seen[0]), float(seen[1]), radius * (1 + _PERSPECTIVE * float(seen[2]))

    @property
    def far_side(self) -> int:
        """-1 or 1: the sign of x of the ear that is farther away."""
        return 1 if self.yaw > 0 else -1


class Pen:
    """Draws the crisp things of a face (eyes, nose, whiskers) over the finished fur."""

    def __init__(self, picture: Image.Image, head: Head) -> None:
        self.draw = ImageDraw.Draw(picture)
        self.head = head
        self.pixels = head.frame.unit

    def fill(self, seen: np.ndarray, colour: Colour) -> None:
        """Fill an outline given as it is seen, (n, 2)."""
        self.draw.polygon(flat(self.head.frame.points(seen)), fill=colour)

    def line(self, seen: np.ndarray, colour: Colour, width: float) -> None:
        """A line through (n, 2) points as they are seen; `width` in head radii."""
        points = flat(self.head.frame.points(seen))
        self.draw.line(points, fill=colour, width=max(1, round(width * self.pixels)), joint="curve")


@dataclass
class Sitter:
    """All that a head needs to be drawn.

    Attributes:
        pelt: where fur goes. coat: its colours.
        head: where the head is.
        rng: draws the animal's looks.
    """

    pelt: Pelt
    coat: Coat
    head: Head
    rng: np.random.Generator

    @property
    def dark(self) -> Colour:
        """A shadow of the fur: for the rims of eyes and the mouth."""
        return shaded(self.coat.base, 0.25)
