"""The settings of the page on weight initialization: a deep network of equally wide layers before any training."""

from __future__ import annotations

from dataclasses import dataclass

from models.layers import ACTIVATIONS, BATCH_NORMS, INIT_STD_RANGE, INITIALIZERS
from models.limits import LIMITS
from models.network.initializers import INITIALIZER_FUNCTIONS
from models.settings import Settings, setting

INPUTS = ("normal", "digits")
FEATURES = {"normal": 100, "digits": 784}

LARGEST_BATCH = 1000
_FEWEST_EXAMPLES = 16
# CPU time for each weight that is drawn, where they are made orthogonal for each of the layer's units, and for each
# multiplication.
_DRAWN_SECONDS, _ORTHOGONAL_SECONDS, _PRODUCT_SECONDS = 1.5e-8, 1.3e-10, 5e-11


@dataclass(frozen=True)
class Budget:
    """What one picture may cost; a batch is cut until it costs no more.

    Attributes:
        multiplications: in the products of the forward and the backward pass.
        values: that all layers hand on, which lie in memory together.
    """

    multiplications: int
    values: int


# 50 layers of 500 units: 200 examples follow a hand, about ten times a second; 1,000 are there in a second or two.
MOVING = Budget(6_000_000_000, 5_000_000)
# A value lies there in up to three arrays: weighted, normalised and activated.
RESTING = Budget(26_000_000_000, min(25_000_000, LIMITS.fresh_bytes // (3 * 4)))


@dataclass(frozen=True)
class FreshNetwork(Settings):
    """``depth`` dense layers of ``width`` units each, as they are before training.

    Attributes:
        inputs: "normal": 100 values from N(0, 1) an example; "digits": real digits of 784 pixels in 0..1.
        init_std: standard deviation for the initializer "normal".
        bias: added to every weighted sum.
        batch_norm: "off", "before" or "after" the activation.
        batch_size: how many examples the batch has that goes through, and that batch norm averages over.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    inputs: str = setting("normal", choices=INPUTS)
    depth: int = setting(5, 1, 50)
    width: int = setting(100, 10, 1000, scale="log")
    initializer: str = setting("normal", choices=INITIALIZERS)
    init_std: float = setting(1.0, *INIT_STD_RANGE, scale="log")
    activation: str = setting("tanh", choices=ACTIVATIONS)
    bias: float = setting(0.0, -2.0, 2.0)
    batch_norm: str = setting("off", choices=BATCH_NORMS)
    batch_size: int = setting(LARGEST_BATCH, 2, LARGEST_BATCH, scale="log")
    seed: int = setting(1, 0, 9999)

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """(inputs, units) of each layer's kernel, input side first."""
        return [(FEATURES[self.inputs], self.width), *[(self.width, self.width)] * (self.depth - 1)]

    @property
    def examples(self) -> int:
        """How many examples really go through: ``batch_size``, or fewer where a picture would take too long."""
        return self._affordable(RESTING)

    @property
    def in_motion(self) -> FreshNetwork:
        """This network with no more examples than can follow a slider that is dragged; itself unless it is large."""
        return self.replace(batch_size=self._affordable(MOVING))

    @property
    def seconds(self) -> float:
        """CPU time that the drawing of its weights and both passes through it take, about."""
        weights = sum(inputs * units for inputs, units in self.shapes)
        drawn = weights * (_ORTHOGONAL_SECONDS * self.width if self.initializer == "orthogonal" else _DRAWN_SECONDS)
        return drawn + 2 * weights * self.examples * _PRODUCT_SECONDS

    def kernel_deviation(self, layer: int) -> float:
        """The standard deviation of the weights of this layer, counted from 0."""
        return INITIALIZER_FUNCTIONS[self.initializer].deviation(self.shapes[layer], self.init_std)

    def _affordable(self, budget: Budget) -> int:
        multiplications = 2 * sum(inputs * units for inputs, units in self.shapes)
        most = min(budget.multiplications // multiplications, budget.values // (self.depth * self.width))
        return min(self.batch_size, max(_FEWEST_EXAMPLES, most))
