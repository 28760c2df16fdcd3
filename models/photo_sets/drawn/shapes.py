"""Outlines as arrays of points, frames that place them, and the canvas that shades them as round bodies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

# Pictures are drawn at twice their size and averaged down, which smooths every edge.
SUPERSAMPLING = 2
# Rings of a shaded outline, from the dark rim to the bright middle.
RINGS = 5
# The value of the shade canvas that leaves a colour as it is.
NEUTRAL = 190
# Streaks of hair darken the fur to this much of 255 at most; the gain makes up for their mean.
_DARKEST_HAIR = 190
_HAIRS_GAIN = 2 * 255 / (255 + _DARKEST_HAIR)


@dataclass(frozen=True)
class Frame:
    """A place on the canvas: where a drawing's own coordinates (x to the right, y down) come to lie.

    Attributes:
        axes: (2, 2), columns are the drawing's x and y axes in canvas pixels.
        origin: (2,), in canvas pixels.
    """

    axes: np.ndarray
    origin: np.ndarray

    @classmethod
    def placed(cls, x: float, y: float, scale: float, angle: float = 0.0, mirror: bool = False) -> Frame:
        """A frame at (x, y) canvas pixels; one unit is `scale` pixels; turned by `angle` radians."""
        cos, sin = np.cos(angle), np.sin(angle)
        flip = -1.0 if mirror else 1.0
        return cls(scale * np.array([[cos, -sin], [sin, cos]]) @ np.diag([flip, 1.0]), np.array([x, y], float))

    def inside(self, x: float, y: float, scale: float = 1.0, angle: float = 0.0) -> Frame:
        """A frame placed within this one."""
        inner = Frame.placed(x, y, scale, angle)
        return Frame(self.axes @ inner.axes, self.points(inner.origin[None])[0])

    def flipped(self) -> Frame:
        """The frame with its x axis the other way round."""
        return Frame(self.axes * [-1.0, 1.0], self.origin)

    def points(self, local: np.ndarray) -> np.ndarray:
        """(n, 2) local points in canvas pixels."""
        return local @ self.axes.T + self.origin

    @property
    def unit(self) -> float:
        """Length of one local unit in canvas pixels."""
        return float(np.hypot(*self.axes[:, 0]))


def ellipse(x: float, y: float, width: float, height: float, angle: float = 0.0, count: int = 26) -> np.ndarray:
    """(count, 2) points of an ellipse with half-axes `width` and `height`."""
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    across, down = width * np.cos(turn), height * np.sin(turn)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([x + across * cos - down * sin, y + across * sin + down * cos], axis=1)


def _between(points: np.ndarray, steps: int) -> np.ndarray:
    """Catmull-Rom points from points[1] to points[-2], the last one left out."""
    before, start, end, after = (points[i : len(points) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    curve = 2 * start + (end - before) * t + (2 * before - 5 * start + 4 * end - after) * t**2
    return (0.5 * (curve + (3 * start - before - 3 * end + after) * t**3)).reshape(-1, 2)


def smooth(corners: list[tuple[float, float]] | np.ndarray, steps: int = 5) -> np.ndarray:
    """A closed Catmull-Rom curve through the corners, (len(corners) * steps, 2)."""
    points = np.asarray(corners, float)
    return _between(np.concatenate([points[-1:], points, points[:2]]), steps)


def curve(corners: list[tuple[float, float]] | np.ndarray, steps: int = 6) -> np.ndarray:
    """An open Catmull-Rom curve through the corners, ends included."""
    points = np.asarray(corners, float)
    inner = _between(np.concatenate([points[:1], points, points[-1:]]), steps)
    return np.concatenate([inner, points[-1:]])


def limb(corners: list[tuple[float, float]] | np.ndarray, widths: list[float]) -> np.ndarray:
    """The outline of a leg or a tail: a tube round a curve, with a round end.

    Args:
        corners: the points the tube's middle goes through.
        widths: half the tube's thickness, spread evenly from the first to the last corner.
    """
    middle = curve(corners)
    along = np.gradient(middle, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1])[:, None], 1e-9)
    normal = along[:, ::-1] * [-1.0, 1.0]
    half = np.interp(np.linspace(0, 1, len(middle)), np.linspace(0, 1, len(widths)), widths)[:, None]
    turn = np.linspace(np.pi / 2, -np.pi / 2, 7)[1:-1, None]
    end = middle[-1] + half[-1] * (np.cos(turn) * along[-1] + np.sin(turn) * normal[-1])
    return np.concatenate([middle + half * normal, end, (middle - half * normal)[::-1]])


def capsule(start: tuple[float, float, float], end: tuple[float, float, float]) -> np.ndarray:
    """The convex outline round two discs, each (x, y, radius)."""
    points = np.concatenate([ellipse(x, y, radius, radius) for x, y, radius in (start, end)])
    return points[_convex_hull(points)]


def _convex_hull(points: np.ndarray) -> list[int]:
    """Indices of the hull's points in order (Andrew's monotone chain)."""
    order = np.lexsort((points[:, 1], points[:, 0])).tolist()
    coordinates = points.tolist()

    def chain(indices: list[int]) -> list[int]:
        kept: list[int] = []
        for index in indices:
            x, y = coordinates[index]
            while len(kept) > 1:
                (ax, ay), (bx, by) = coordinates[kept[-2]], coordinates[kept[-1]]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                kept.pop()
            kept.append(index)
        return kept[:-1]

    return chain(order) + chain(order[::-1])


def shaded(colour: Colour, by: float) -> Colour:
    """The colour made brighter (`by` > 1) or darker."""
    red, green, blue = (int(min(255, max(0, channel * by))) for channel in colour)
    return red, green, blue


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the one."""
    red, green, blue = (int(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def flat(points: np.ndarray) -> list[float]:
    """Points as ImageDraw takes them fastest."""
    return points.ravel().tolist()


def rings(points: np.ndarray, light: np.ndarray) -> list[tuple[list[float], float]]:
    """Nested outlines of a rounded body, rim first, with how far in each lies (0 to 1)."""
    middle = points.mean(axis=0)
    reach = float(np.ptp(points, axis=0).min()) / 2
    steps = np.linspace(0, 1, RINGS)
    return [(flat(middle + light * reach * 0.4 * t + (points - middle) * (1 - 0.8 * t)), float(t)) for t in steps]


def solid(draw: ImageDraw.ImageDraw, points: np.ndarray, colour: Colour, light: np.ndarray, contrast: float) -> None:
    """Draw a rounded thing of one colour, bright where the light (2,) comes from."""
    for outline, depth in rings(points, light):
        draw.polygon(outline, fill=shaded(colour, 1 + contrast * (depth - 0.6)))


class Pelt:
    """An animal's colour, shade and outline while it is being drawn, and the strokes of its fur.

    Args:
        pixels: height and width of the canvas.
        coat: the fur's colours all over the canvas; parts are cut from it.
        light: (2,) direction the light comes from, as canvas x and y.
        contrast: how dark the side away from the light is, 0 to 1.
        rng: draws the fur.
    """

    def __init__(
        self, pixels: int, coat: Image.Image, light: np.ndarray, contrast: float, rng: np.random.Generator
    ) -> None:
        self.coat, self.light, self.contrast, self.rng = coat, light, contrast, rng
        self.colour = Image.new("RGB", (pixels, pixels))
        self.shade = Image.new("L", (pixels, pixels), NEUTRAL)
        self.cover = Image.new("L", (pixels, pixels))
        self._draw_colour = ImageDraw.Draw(self.colour)
        self._draw_shade = ImageDraw.Draw(self.shade)
        self._draw_cover = ImageDraw.Draw(self.cover)
        self._strokes: list[np.ndarray] = []

    def part(
        self, frame: Frame, outline: np.ndarray, colour: Colour | None = None, fur: int = 30, dim: float = 1.0
    ) -> None:
        """Add a rounded part in front of what is there.

        Args:
            frame: where the outline's coordinates lie.
            outline: (n, 2) points.
            colour: its colour; ``None`` cuts it from the coat.
            fur: how many strokes of fur it gets.
            dim: below 1 for a part that lies in the shadow of others.
        """
        points = frame.points(outline)
        if colour is None:
            self._cut(points)
        else:
            self._draw_colour.polygon(flat(points), fill=colour)
        for ring, depth in rings(points, self.light):
            self._draw_shade.polygon(ring, fill=int(NEUTRAL * dim * (1 + self.contrast * (depth - 0.7))))
        self._draw_cover.polygon(flat(points), fill=255)
        if fur:
            self._strokes.append(self._fur(points, fur, frame.unit))

    def stain(self, frame: Frame, outline: np.ndarray, colour: Colour) -> None:
        """Colour an area of what is there; it keeps the shade of the parts below."""
        self._draw_colour.polygon(flat(frame.points(outline)), fill=colour)

    def darken(self, frame: Frame, outline: np.ndarray) -> None:
        """Lay a shadow on what is there."""
        self._draw_shade.polygon(flat(frame.points(outline)), fill=int(NEUTRAL * (1 - self.contrast)))

    def laid_on(self, picture: Image.Image) -> Image.Image:
        """The picture with the animal in front of it, its fur stroked over the edge."""
        soft = self.colour.size[0] / 160
        shade = ImageChops.multiply(self.shade.filter(ImageFilter.BoxBlur(2.6 * soft)), self._hairs())
        lit = ImageChops.multiply(self.colour, Image.merge("RGB", (shade, shade, shade)))
        lit = lit.point([min(255, round(value * 255 / NEUTRAL * _HAIRS_GAIN)) for value in range(256)] * 3)
        picture.paste(lit, mask=self.cover)
        self._stroke(picture)
        return picture

    def _hairs(self) -> Image.Image:
        """Fine streaks as hairs make them."""
        streaks = Image.fromarray(self.rng.integers(_DARKEST_HAIR, 256, (48, 140), dtype=np.uint8))
        return streaks.resize(self.colour.size, Image.Resampling.BILINEAR)

    def _cut(self, points: np.ndarray) -> None:
        left, top = np.maximum(np.floor(points.min(axis=0)), 0).astype(int).tolist()
        right, bottom = np.minimum(np.ceil(points.max(axis=0)) + 1, self.coat.size).astype(int).tolist()
        if right <= left or bottom <= top:
            return
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).polygon(flat(points - [left, top]), fill=255)
        self.colour.paste(self.coat.crop((left, top, right, bottom)), (left, top), mask)

    def _fur(self, points: np.ndarray, count: int, unit: float) -> np.ndarray:
        """(count, 4) strokes from inside the outline outwards and a little down."""
        middle = points.mean(axis=0)
        outward = points[self.rng.integers(0, len(points), count)] - middle
        start = middle + outward * np.sqrt(self.rng.uniform(0.05, 0.99, (count, 1)))
        along = outward / np.maximum(np.hypot(outward[:, 0], outward[:, 1])[:, None], 1.0)
        along += self.rng.normal((0.0, 0.5), 0.25, (count, 2))
        return np.concatenate([start, start + along * unit * self.rng.uniform(0.04, 0.13, (count, 1))], axis=1)

    def _stroke(self, picture: Image.Image) -> None:
        if not self._strokes:
            return
        strokes = np.concatenate(self._strokes)
        column, row = strokes[:, 0].astype(int), strokes[:, 1].astype(int)
        seen = (column >= 0) & (row >= 0) & (column < picture.width) & (row < picture.height)
        strokes, column, row = strokes[seen], column[seen], row[seen]
        tone = self.rng.normal(1.0, 0.15, (len(strokes), 1))
        colours = np.clip(np.asarray(picture)[row, column] * tone + 6 * (tone - 1), 0, 255).astype(int)
        draw = ImageDraw.Draw(picture)
        width = max(1, round(picture.width / 300))
        for stroke, colour in zip(strokes.tolist(), colours.tolist(), strict=True):
            draw.line(stroke, fill=tuple(colour), width=width)
