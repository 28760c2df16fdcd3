"""What a race shows, as data: who arrived, who left for infinity, who is held up, and by what."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.finding import Finding, found, in_order
from models.optimizers.formulas import Formula
from models.optimizers.race import FARTHEST, Path, Race, formula_of
from models.optimizers.surfaces import SURFACES, Point, Surface

# Most important first.
KINDS = (
    "undefined",
    "left_domain",
    "bottomless",
    "diverged",
    "still",
    "local",
    "saddle",
    "nearest",
    "lowest",
    "oscillates",
)
REPORTS = ("nearest", "lowest")
MOST_SHOWN = 3  # more than three sentences are not read

_STILL = 0.05  # of the picture's diagonal; shorter ways are no progress
_SAME_SLOPE = 0.5  # of the first gradient; where it falls below, one has come nearer to level ground
_SLOW = 0.005  # of the picture's diagonal a step; what is faster rolls past
_LAST = 3  # steps, over which that is measured
_AT = 0.03  # of the picture's diagonal; nearer than that one is at a minimum
_PROBE = 1e-4  # of the picture's diagonal: where curvature is measured
_NEWTON_STEPS = 6
_SWINGS = 0.6  # the share of steps that turn back
_VISIBLE = 2e-3  # of the picture's width or height; smaller steps are not seen to swing
_FEWEST = 10  # visible steps


def findings(race: Race, paths: dict[str, list[Path]]) -> list[Finding]:
    """What is worth saying about a race.

    Kinds and their values, where ``start`` is 0 or 1, ``optimizers`` a tuple of names, ``point`` where the first of
    them ended (or the minimum), ``arrived`` the names of all that ended at a lowest minimum, from whatever start:
    "undefined": the surface has no finite value at a start. start.
    "left_domain": optimizers stepped to where the surface has no value. optimizers, optimizer and step (of the first
    that did).
    "bottomless": optimizers left for infinity downhill, where the loss has no lower end. As "left_domain".
    "diverged": optimizers left for infinity, by overshooting. As "left_domain".
    "still": nobody moves, the learning rate is too low. learning_rate.
    "local": optimizers ended in a minimum that is not the lowest. optimizers, start, point, loss.
    "saddle": optimizers ended near a saddle point. optimizers, start, point, loss.
    "nearest": who is nearest to a lowest minimum at the end. optimizer, start, distance, loss, arrived.
    "lowest": who has the lowest loss at the end, where no minimum is known. optimizer, start, loss.
    "oscillates": moves along an axis turn back at most of the steps that can be seen. optimizers, axis ("x" or "y"),
    optimizer and share (of the one that turns most often).

    Args:
        paths: what `models.optimizers.race.run_race` made of these settings.

    Returns:
        At most `MOST_SHOWN` findings, most important first; none without optimizers.

    Raises:
        FormulaError: the surface is "own" and its formula cannot be read.
    """
    surface, formula = SURFACES[race.surface], formula_of(race)
    undefined = list(_undefined(race, formula))
    if len(undefined) == len(race.starts) or not paths:
        return undefined if paths else []
    running = {name: [path for path in ways if not path.diverged] for name, ways in paths.items()}
    saddle = list(_saddle(surface, formula, paths))
    still = [] if saddle else list(_still(race, surface, formula, paths))
    told = [*undefined, *(still or _lost(formula, paths))]
    if not still and any(running.values()):
        is_bottomless = any(finding.kind == "bottomless" for finding in told)  # who fell is lower than any that stayed
        best = [] if is_bottomless else _best(surface, paths)
        told += [*_local(surface, paths), *saddle, *best, *_oscillating(surface, paths)]
    return in_order(told, KINDS)[:MOST_SHOWN]


def _undefined(race: Race, formula: Formula) -> Iterator[Finding]:
    for start, (x, y) in enumerate(race.starts):
        if not np.isfinite(formula.value(x, y)):
            yield found("undefined", start=start)


def _lost(formula: Formula, paths: dict[str, list[Path]]) -> Iterator[Finding]:
    """Whose paths were cut short, by the reason."""
    lost: dict[str, dict[str, int]] = {"left_domain": {}, "bottomless": {}, "diverged": {}}
    for name, ways in paths.items():
        for path in ways:
            if path.beyond is not None and np.isfinite(path.losses[0]):
                steps = lost[_reason(formula, path, path.beyond)]
                steps[name] = min(len(path.points), steps.get(name, len(path.points)))
    for kind, steps in lost.items():
        if steps:
            first = min(steps, key=steps.__getitem__)
            yield found(kind, optimizers=tuple(steps), optimizer=first, step=steps[first])


def _reason(formula: Formula, path: Path, beyond: np.ndarray) -> str:
    """Why a path was cut, by the loss at the point that was left out, or on the way there if that is far outside."""
    loss = formula.value(*np.clip(beyond, -FARTHEST, FARTHEST))
    if np.isnan(loss):
        return "left_domain"
    return "bottomless" if loss < min(0.0, path.losses.min()) else "diverged"


def _still(race: Race, surface: Surface, formula: Formula, paths: dict[str, list[Path]]) -> Iterator[Finding]:
    """Nobody comes far although all of them are on the same slope to the end."""
    ways = [path for ways in paths.values() for path in ways]
    if any(path.diverged or _way(path) > _STILL * _diagonal(surface) for path in ways):
        return
    if all(_place(surface, path) is None and _is_slope_left(formula, path) for path in ways):
        yield found("still", learning_rate=race.learning_rate)


def _is_slope_left(formula: Formula, path: Path) -> bool:
    """Whether it still goes down at the end as it did at the start, in the same direction."""
    first, last = formula.gradient(*path.points[0]), formula.gradient(*path.points[-1])
    with np.errstate(all="ignore"):
        return bool(np.dot(first, last) > _SAME_SLOPE * np.dot(first, first))


def _local(surface: Surface, paths: dict[str, list[Path]]) -> Iterator[Finding]:
    """The minimum, not a lowest one, in which most of the paths from one start ended."""
    held: dict[tuple[int, int], list[str]] = {}
    for name, start, path in _finished(paths):
        place = _place(surface, path)
        if place is not None and place >= surface.lowest and _is_slow(surface, path):
            held.setdefault((start, place), []).append(name)
    if held:
        start, place = max(held, key=lambda key: len(held[key]))
        names = held[start, place]
        loss = float(paths[names[0]][start].losses[-1])
        yield found("local", optimizers=tuple(names), start=start, point=surface.minima[place], loss=loss)


def _saddle(surface: Surface, formula: Formula, paths: dict[str, list[Path]]) -> Iterator[Finding]:
    held: dict[int, list[str]] = {}
    for name, start, path in _finished(paths):
        if _is_slow(surface, path) and _is_on_saddle(surface, formula, path):
            held.setdefault(start, []).append(name)
    if held:
        start = max(held, key=lambda key: len(held[key]))
        path = paths[held[start][0]][start]
        loss = float(path.losses[-1])
        yield found("saddle", optimizers=tuple(held[start]), start=start, point=_end(path), loss=loss)


def _best(surface: Surface, paths: dict[str, list[Path]]) -> Iterator[Finding]:
    ends = list(_finished(paths))
    if not surface.minima:
        name, start, path = min(ends, key=lambda end: end[2].losses[-1])
        yield found("lowest", optimizer=name, start=start, loss=float(path.losses[-1]))
        return
    lowest = surface.minima[: surface.lowest]
    name, start, path = min(ends, key=lambda end: _distance(end[2], lowest))
    there = {name for name, _, path in ends if (place := _place(surface, path)) is not None and place < len(lowest)}
    distance, loss = _distance(path, lowest), float(path.losses[-1])
    arrived = tuple(name for name in paths if name in there)
    yield found("nearest", optimizer=name, start=start, distance=distance, loss=loss, arrived=arrived)


def _oscillating(surface: Surface, paths: dict[str, list[Path]]) -> Iterator[Finding]:
    """The axis along which somebody turns back most often."""
    shares: dict[tuple[str, str], float] = {}
    for axis, (low, high) in (("x", surface.x), ("y", surface.y)):
        for name, _, path in _finished(paths):
            share = _turning_share(path, "xy".index(axis), _VISIBLE * (high - low))
            shares[axis, name] = max(share, shares.get((axis, name), 0.0))
    axis, most = max(shares, key=shares.__getitem__)
    if shares[axis, most] > _SWINGS:
        names = tuple(name for name in paths if shares.get((axis, name), 0.0) > _SWINGS)
        yield found("oscillates", optimizers=names, axis=axis, optimizer=most, share=shares[axis, most])


def _finished(paths: dict[str, list[Path]]) -> Iterator[tuple[str, int, Path]]:
    for name, ways in paths.items():
        for start, path in enumerate(ways):
            if not path.diverged:
                yield name, start, path


def _turning_share(path: Path, axis: int, visible: float) -> float:
    """The share of moves that go against the one before, among those large enough to be seen."""
    moves = path.terms["move"][:, axis]
    moves = moves[np.abs(moves) > visible]
    return float(np.mean(moves[1:] * moves[:-1] < 0)) if len(moves) >= _FEWEST else 0.0


def _is_on_saddle(surface: Surface, formula: Formula, path: Path) -> bool:
    """Whether Newton's method leads from the end to a saddle point nearby."""
    near, probe = _AT * _diagonal(surface), _PROBE * _diagonal(surface)
    point = path.points[-1]
    with np.errstate(all="ignore"):
        for _ in range(_NEWTON_STEPS):
            hessian = _hessian(formula, point, probe)
            if not np.linalg.det(hessian) < 0:  # nan too
                return False
            move = np.linalg.solve(hessian, formula.gradient(*point))
            point = point - move
            if not np.hypot(*(point - path.points[-1])) < near:
                return False
    return bool(np.hypot(*move) < probe)


def _hessian(formula: Formula, point: np.ndarray, probe: float) -> np.ndarray:
    """(2, 2) second derivatives, from gradients on either side."""
    sides = ((point + offset, point - offset) for offset in probe * np.eye(2))
    return np.array([np.subtract(formula.gradient(*ahead), formula.gradient(*behind)) for ahead, behind in sides]) / (
        2 * probe
    )


def _is_slow(surface: Surface, path: Path) -> bool:
    """Whether it has come to rest or nearly so, and is not rolling past."""
    last = path.points[-1 - _LAST :]
    return float(np.hypot(*(last[-1] - last[0]))) <= _SLOW * _diagonal(surface) * max(1, len(last) - 1)


def _place(surface: Surface, path: Path) -> int | None:
    """The minimum in which a path ended."""
    for place, minimum in enumerate(surface.minima):
        if _distance(path, (minimum,)) < _AT * _diagonal(surface):
            return place
    return None


def _distance(path: Path, points: tuple[Point, ...]) -> float:
    return min(float(np.hypot(*(path.points[-1] - point))) for point in points)


def _way(path: Path) -> float:
    return float(np.hypot(*(path.points - path.points[0]).T).max())


def _end(path: Path) -> Point:
    return float(path.points[-1, 0]), float(path.points[-1, 1])


def _diagonal(surface: Surface) -> float:
    return float(np.hypot(surface.x[1] - surface.x[0], surface.y[1] - surface.y[0]))
