"""A convolution with all that stands around it: picture, kernel, activation, pooling, and what comes behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.convolution.drawing import EMPTY, checked_drawing
from models.convolution.kernels import (
    LARGEST,
    LEARNT_FILTERS,
    LEARNT_SIZE,
    NAMED,
    cells_of,
    cells_text,
    learnt_kernels,
    random_kernel,
    read_cells,
    resized,
)
from models.convolution.windows import Window
from models.place import NOWHERE, checked_place
from models.settings import Settings, setting

PICTURES = ("digit", "drawing", "photo_grey", "photo")
KERNELS = (*NAMED, "random", "learnt", "own")
NEXT_KERNELS = ("none", *NAMED, "random")
NEXT_SIZE = 3
DIGITS = 100  # that can be chosen


@dataclass(frozen=True)
class Convolution(Settings):
    """What the page shows.

    Attributes:
        picture: what the window runs over. digit: which of the built-in test digits. drawing: the reader's own, see
            `models.convolution.drawing`.
        kernel: a named one, a random one, one of those that a network has learnt, or the reader's own.
        kernel_size: of the window's side, in pixels. cells: of the own kernel, row by row; where there are any, the
            kernel is the own one, else ().
        filter: which of the learnt ones. seed: of the random one.
        bias: that is added at each place.
        stride, padding: see `models.convolution.windows.Window`.
        activation: behind the convolution, and behind the second one.
        pool: "none", "max" or "average", with its own window without padding.
        next_kernel: of a second convolution of 3 x 3 behind it, "none" for none; stride 1, padding as the first.
        place: the place that is looked at, see `models.place`.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    picture: str = setting("digit", choices=PICTURES)
    digit: int = setting(1, 1, DIGITS)
    drawing: str = setting(EMPTY, read=checked_drawing)
    kernel: str = setting("edge", choices=KERNELS)
    kernel_size: int = setting(3, 1, LARGEST)
    cells: tuple[float, ...] = setting((), read=read_cells, write=cells_text)
    filter: int = setting(1, 1, LEARNT_FILTERS)
    bias: float = setting(0.0, -2.0, 2.0)
    stride: int = setting(1, 1, 4)
    padding: str = setting("valid", choices=("valid", "same"))
    activation: str = setting("relu", choices=("linear", "relu", "tanh", "sigmoid"))
    pool: str = setting("max", choices=("none", "max", "average"))
    pool_size: int = setting(2, 2, 4)
    pool_stride: int = setting(2, 1, 4)
    next_kernel: str = setting("none", choices=NEXT_KERNELS)
    seed: int = setting(0, 0, 9999)
    place: str = setting(NOWHERE, read=checked_place)

    @property
    def window(self) -> Window:
        """The first convolution's window."""
        return Window(self.size, self.stride, self.padding)

    @property
    def size(self) -> int:
        """Of the kernel's side: the learnt ones have one of their own."""
        return LEARNT_SIZE if self.kernel == "learnt" else self.kernel_size

    @property
    def pool_window(self) -> Window:
        """The pooling's window."""
        return Window(self.pool_size, self.pool_stride)

    @property
    def next_window(self) -> Window:
        """The second convolution's window."""
        return Window(NEXT_SIZE, 1, self.padding)

    @property
    def weights(self) -> np.ndarray:
        """The kernel on one channel: (size, size)."""
        if self.kernel == "own":
            return np.reshape(self.cells, (self.size, self.size))
        if self.kernel == "learnt":
            return learnt_kernels()[:, :, self.filter - 1]
        return _kernel(self.kernel, self.size, self.seed)

    @property
    def next_weights(self) -> np.ndarray:
        """The second kernel: (NEXT_SIZE, NEXT_SIZE); not for a second that is "none"."""
        return _kernel(self.next_kernel, NEXT_SIZE, self.seed + 1)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.cells:
            object.__setattr__(self, "kernel", "own")
        elif self.kernel == "own":
            object.__setattr__(self, "cells", cells_of(NAMED["edge"](self.kernel_size)))
        if self.cells:
            # Of another size, as a link may have them, they are those of the same kernel in this size.
            object.__setattr__(self, "cells", resized(self.cells, self.kernel_size))


def _kernel(name: str, size: int, seed: int) -> np.ndarray:
    return random_kernel(size, seed) if name == "random" else NAMED[name](size)
