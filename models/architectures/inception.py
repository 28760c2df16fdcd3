"""The Inception modules of GoogLeNet: what each branch hands on, and what it costs.

Szegedy et al. 2015, "Going deeper with convolutions", table 1 and section 5, https://arxiv.org/abs/1409.4842.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Branches:
    """Channels of the four branches of a module, which are joined in depth.

    Attributes:
        one: of the 1 x 1 convolution.
        three, five: of the 3 x 3 and the 5 x 5 convolution.
        before_three, before_five: of the 1 x 1 convolutions in front of them, the bottlenecks.
        behind_pool: of the 1 x 1 convolution behind the max pooling.
    """

    one: int
    before_three: int
    three: int
    before_five: int
    five: int
    behind_pool: int

    @property
    def together(self) -> int:
        """Channels that the module hands on."""
        return self.one + self.three + self.five + self.behind_pool

    def parameters(self, channels: int, bottlenecks: bool = True) -> int:
        """Weights and biases of a module.

        Args:
            channels: that come in.
            bottlenecks: with the 1 x 1 convolutions in front of the larger ones; else these take all channels.
        """
        total = _convolution(1, channels, self.one) + _convolution(1, channels, self.behind_pool)
        for side, before, behind in ((3, self.before_three, self.three), (5, self.before_five, self.five)):
            if bottlenecks:
                total += _convolution(1, channels, before) + _convolution(side, before, behind)
            else:
                total += _convolution(side, channels, behind)
        return total


# By name, in order; a max pooling halves the picture in front of 4a and of 5a.
MODULES: dict[str, Branches] = {
    "3a": Branches(64, 96, 128, 16, 32, 32),
    "3b": Branches(128, 128, 192, 32, 96, 64),
    "4a": Branches(192, 96, 208, 16, 48, 64),
    "4b": Branches(160, 112, 224, 24, 64, 64),
    "4c": Branches(128, 128, 256, 24, 64, 64),
    "4d": Branches(112, 144, 288, 32, 64, 64),
    "4e": Branches(256, 160, 320, 32, 128, 128),
    "5a": Branches(256, 160, 320, 32, 128, 128),
    "5b": Branches(384, 192, 384, 48, 128, 128),
}


def _convolution(side: int, channels: int, filters: int) -> int:
    return side * side * channels * filters + filters
