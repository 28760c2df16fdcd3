"""Stacks of 3 x 3 convolutions and the one larger convolution that sees as much.

Simonyan and Zisserman 2015, "Very deep convolutional networks for large-scale image recognition", section 2.3,
https://arxiv.org/abs/1409.1556.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.settings import Settings, setting

SMALL = 3  # side of the kernels that are stacked


@dataclass(frozen=True)
class Stack(Settings):
    """A convolution, and the stack of smaller ones that takes its place.

    Attributes:
        kernel_size: side of the one kernel, in pixels; odd, since each layer of the stack adds two.
        channels: that each layer takes, and hands on.
        place_x, place_y: where on the photo the answer is looked at, 0 to 1.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    kernel_size: int = setting(7, SMALL, 11, step=2)
    channels: int = setting(256, 8, 512, step=8)
    place_x: float = setting(0.5, 0.0, 1.0)
    place_y: float = setting(0.5, 0.0, 1.0)

    @property
    def layers(self) -> int:
        """How many of the small convolutions see as much as the one."""
        return (self.kernel_size - 1) // (SMALL - 1)

    @property
    def weights_of_stack(self) -> int:
        """Weights of all layers of the stack, without biases."""
        return self.layers * SMALL**2 * self.channels**2

    @property
    def weights_of_one(self) -> int:
        """Weights of the one convolution, without biases."""
        return self.kernel_size**2 * self.channels**2

    @property
    def saved(self) -> float:
        """The share of the one convolution's weights that the stack does without; 0 where they are the same."""
        return 1 - self.weights_of_stack / self.weights_of_one
