"""What becomes of a picture, stage by stage, and what of each stage a place sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from models.convolution.convolution import Convolution
from models.convolution.pictures import picture_of
from models.convolution.windows import Window, convolve, pool, seen_by
from models.network.activations import ACTIVATION_FUNCTIONS
from models.place import NOWHERE
from models.settings import SettingError

_KEPT = 16  # convolutions whose stages are kept: a place that moves needs them again and again


@dataclass(frozen=True)
class Stage:
    """One step of the way.

    Attributes:
        name: "input", "convolution", "activation", "pooling", "second" or "second_pooling".
        values: (rows, columns, channels).
        window: that runs over the stage before; ``None`` where each pixel is for itself.
        kernel: (size, size, channels before); ``None`` but for convolutions.
    """

    name: str
    values: np.ndarray
    window: Window | None = None
    kernel: np.ndarray | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows, columns and channels."""
        rows, columns, channels = self.values.shape
        return rows, columns, channels


class Area(NamedTuple):
    """A rectangle in a stage's picture, in pixels."""

    row: int
    column: int
    rows: int
    columns: int


@lru_cache(_KEPT)
def stages_of(convolution: Convolution) -> tuple[Stage, ...]:
    """All stages, the input first; those whose window does not fit on the stage before, and what follows, are left out.

    Args:
        convolution: without a place, so that all places share the stages; see `without_place`.
    """
    stages: list[Stage] = []
    try:
        for stage in _stages(convolution):
            stages.append(stage)
    except SettingError:
        pass
    return tuple(stages)


def without_place(convolution: Convolution) -> Convolution:
    """The same, wherever one looks."""
    return convolution.replace(place=NOWHERE)


def missing(convolution: Convolution, stages: tuple[Stage, ...]) -> str:
    """The name of the first stage that is wished for and does not fit; "" where all are there."""
    there = {stage.name for stage in stages}
    return next((name for name in wished(convolution) if name not in there), "")


def wished(convolution: Convolution) -> list[str]:
    """The names of the stages, whether they fit or not."""
    names = ["input", "convolution", "activation"]
    if convolution.pool != "none":
        names.append("pooling")
    if convolution.next_kernel != "none":
        names += ["second"] if convolution.pool == "none" else ["second", "second_pooling"]
    return names


def fields_of(stages: tuple[Stage, ...], at: int, row: int, column: int) -> list[Area]:
    """What a place of the stage ``at`` sees of each stage before it and of itself, the input first."""
    return [_field(stages[first : at + 1], row, column) for first in range(at + 1)]


def _field(way: tuple[Stage, ...], row: int, column: int) -> Area:
    """What a place of the last of some stages sees of the first."""
    spans = []
    for axis, place in ((0, row), (1, column)):
        windows = [(behind.window, before.shape[axis]) for before, behind in pairwise(way) if behind.window]
        spans.append(seen_by(place, reversed(windows)))
    (top, bottom), (left, right) = spans
    return Area(top, left, bottom - top + 1, right - left + 1)


def _stages(convolution: Convolution) -> Iterator[Stage]:
    picture = picture_of(convolution)
    yield Stage("input", picture)
    kernel = np.repeat(convolution.weights[..., None], picture.shape[2], axis=2)
    weighted = convolve(picture, kernel[..., None], np.array([convolution.bias]), convolution.window)
    yield Stage("convolution", weighted, convolution.window, kernel)
    activate, _slope = ACTIVATION_FUNCTIONS[convolution.activation]
    last = Stage("activation", activate(weighted))
    yield last
    if convolution.pool != "none":
        last = _pooled(convolution, last, "pooling")
        yield last
    if convolution.next_kernel == "none":
        return
    second = convolution.next_weights[..., None]
    weighted = convolve(last.values, second[..., None], np.zeros(1), convolution.next_window)
    last = Stage("second", activate(weighted), convolution.next_window, second)
    yield last
    if convolution.pool != "none":
        yield _pooled(convolution, last, "second_pooling")


def _pooled(convolution: Convolution, before: Stage, name: str) -> Stage:
    window = convolution.pool_window
    return Stage(name, pool(before.values, window, convolution.pool), window)
