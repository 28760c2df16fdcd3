"""The Inception modules of GoogLeNet: what each branch hands on, and what it costs.

Szegedy et al. 2015, "Going deeper with convolutions", table 1 and section 5, https://arxiv.org/abs/1409.4842.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from models.settings import Settings, setting


@dataclass(frozen=True)
class ConvolutionShape:
    """A convolution with biases.

    Attributes:
        side: of its kernel, in pixels.
        channels: that come in. filters: channels that go out.
    """

    side: int
    channels: int
    filters: int

    @property
    def weights(self) -> int:
        return self.side**2 * self.channels * self.filters

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.filters


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
    def handed_on(self) -> dict[str, int]:
        """Channels that each branch hands on, in the order in which they are joined."""
        return {name: getattr(self, name) for name in ("one", "three", "five", "behind_pool")}

    @property
    def together(self) -> int:
        """Channels that the module hands on."""
        return sum(self.handed_on.values())

    def convolutions(self, channels: int, bottlenecks: bool = True) -> dict[str, tuple[ConvolutionShape, ...]]:
        """Those of each branch, input side first.

        Args:
            channels: that come in.
            bottlenecks: with the 1 x 1 convolutions in front of the larger ones; else these take all channels.
        """

        def larger(side: int, before: int, behind: int) -> tuple[ConvolutionShape, ...]:
            if bottlenecks:
                return ConvolutionShape(1, channels, before), ConvolutionShape(side, before, behind)
            return (ConvolutionShape(side, channels, behind),)

        return {
            "one": (ConvolutionShape(1, channels, self.one),),
            "three": larger(3, self.before_three, self.three),
            "five": larger(5, self.before_five, self.five),
            "behind_pool": (ConvolutionShape(1, channels, self.behind_pool),),
        }

    def parameters(self, channels: int, bottlenecks: bool = True) -> int:
        """Weights and biases of a module. Arguments: see `convolutions`."""
        return sum(one.parameters for branch in self.convolutions(channels, bottlenecks).values() for one in branch)


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


_CHANNELS = {"low": 8, "high": 512, "step": 8}


@dataclass(frozen=True)
class Module(Settings):
    """An Inception module in the place of one of GoogLeNet's, with channels of one's own.

    Attributes:
        module: in whose place it stands, which says what comes in.
        one, before_three, three, before_five, five, behind_pool: see `Branches`.
        bottlenecks: see `Branches.convolutions`.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    module: str = setting("3a", choices=tuple(MODULES))
    one: int = setting(64, **_CHANNELS)
    before_three: int = setting(96, **_CHANNELS)
    three: int = setting(128, **_CHANNELS)
    before_five: int = setting(16, **_CHANNELS)
    five: int = setting(32, **_CHANNELS)
    behind_pool: int = setting(32, **_CHANNELS)
    bottlenecks: bool = setting(True)

    @classmethod
    def published(cls, name: str) -> Module:
        """The module of this name as GoogLeNet has it."""
        return cls(module=name, **asdict(MODULES[name]))

    @property
    def branches(self) -> Branches:
        return Branches(self.one, self.before_three, self.three, self.before_five, self.five, self.behind_pool)

    @property
    def channels_in(self) -> int:
        """Channels that the module before hands on."""
        names = list(MODULES)
        at = names.index(self.module)
        return MODULES[names[at - 1]].together if at else 192

    @property
    def side(self) -> int:
        """Of the pictures that it takes and hands on, in pixels; GoogLeNet takes 224."""
        return {"3": 28, "4": 14, "5": 7}[self.module[0]]

    def convolutions(self, bottlenecks: bool) -> dict[str, tuple[ConvolutionShape, ...]]:
        """See `Branches.convolutions`."""
        return self.branches.convolutions(self.channels_in, bottlenecks)

    def parameters(self, bottlenecks: bool) -> int:
        """See `Branches.parameters`."""
        return self.branches.parameters(self.channels_in, bottlenecks)

    def multiply_adds(self, bottlenecks: bool) -> int:
        """Of one picture."""
        branches = self.convolutions(bottlenecks).values()
        return self.side**2 * sum(one.weights for branch in branches for one in branch)
