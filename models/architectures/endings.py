"""How a network goes from its last map to its answer: dense layers, these as convolutions, or average pooling.

Dense layers as convolutions: Simonyan and Zisserman 2015, section 3.2, https://arxiv.org/abs/1409.1556. Average pooling
in their place: Lin, Chen and Yan 2014, "Network in network", section 3.2, https://arxiv.org/abs/1312.4400.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from models.architectures.counts import counts
from models.architectures.inception import ConvolutionShape
from models.convolution.windows import Window, products
from models.settings import Settings, setting

STRIDE = 32  # pixels of the picture for each of the last map: five times halved, in VGG16 as in MobileNet
CLASSES = 10  # of the head that the course notes put on MobileNet
# VGG16's dense layers as the convolutions that they are on a map of 7 x 7 x 512.
AS_CONVOLUTIONS = (ConvolutionShape(7, 512, 4096), ConvolutionShape(1, 4096, 4096), ConvolutionShape(1, 4096, 1000))


@dataclass(frozen=True)
class Ending(Settings):
    """The last map of a network.

    Attributes:
        picture_size: of the side of the picture that the network takes, in pixels; a multiple of `STRIDE`.
        last_channels: of the map.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    picture_size: int = setting(224, STRIDE, 512, step=STRIDE)
    last_channels: int = setting(1024, 64, 2048, step=64)

    @property
    def side(self) -> int:
        """Of the last map, in pixels."""
        return self.picture_size // STRIDE

    @property
    def dense_weights(self) -> int:
        """Of a dense layer behind flatten that gives as many values as average pooling does, without biases."""
        return self.side**2 * self.last_channels**2

    @property
    def answers(self) -> int:
        """How many answers VGG16 gives along a side, its dense layers read as convolutions; 0 where they do not fit."""
        return Window(AS_CONVOLUTIONS[0].side).places(self.side)


@cache
def largest_difference(units: int) -> float:
    """How far the answers of a dense layer, and of the convolution that it is, lie apart at most: by rounding only.

    Both take the same map of random numbers, of the size that VGG16's first dense layer takes, in float32.

    Args:
        units: of the layer.
    """
    first, rng = AS_CONVOLUTIONS[0], np.random.default_rng(0)
    maps = rng.standard_normal((first.side, first.side, first.channels), np.float32)
    kernel = rng.standard_normal((maps.size, units), np.float32) / np.float32(np.sqrt(maps.size))
    bias = rng.standard_normal(units, np.float32)
    dense = maps.reshape(-1) @ kernel + bias
    place = products(maps, kernel.reshape(*maps.shape, units), Window(first.side), 0, 0)
    return float(np.abs(place.sum((0, 1, 2), np.float64) + bias - dense).max())


def mobilenet_parameters() -> tuple[int, int]:
    """Parameters of MobileNet without its classifier, and of a dense layer of `CLASSES` on its 1,024 channels."""
    channels, classes = 1024, 1000
    counted = counts()["mobilenet"].parameters
    return counted - (channels + 1) * classes, (channels + 1) * CLASSES
