"""How many examples a network gets at once where nothing is trained, so that memory stays small."""

from __future__ import annotations

from models.experiment import Experiment
from models.network.initializers import Shape
from models.network.shapes import hidden_values

# That histograms and gradients are taken from, of dense networks and of convolutional ones.
PROBED = {"dense": 256, "conv": 64}
# Values of all hidden layers: 26 MB, of which a look has up to fifteen copies at a time.
_PROBED_VALUES = 6_400_000
# Values of the largest layer: 51 MB, of which a forward pass has about four copies at a time.
_EVALUATED_VALUES = 12_800_000
_EVALUATED = 2000
_EVALUATED_BYTES = 64_000_000
# Of a convolutional network, whose layers take many times that, and which takes long for each: others wait meanwhile.
_EVALUATED_PIXELS = 200_000
_FEWEST = 2
# Behind a part of a pretrained network, whose layers are many.
_BY_BASE, _VALUES_BY_BASE = 32, 6_400_000


def probed_at_once(experiment: Experiment, shape: Shape, classes: int) -> int:
    """How many examples histograms are taken from.

    Args:
        shape: of an example. classes: units of the output layer.

    Raises:
        SettingError: convolutions or pooling leave no pixels.
    """
    values = sum(hidden_values(experiment, shape, classes))
    most = PROBED["conv" if experiment.is_conv else "dense"]
    return max(_FEWEST, min(most, _PROBED_VALUES // max(1, values)))


def evaluated_at_once(experiment: Experiment, shape: Shape, classes: int, example_bytes: int) -> int:
    """How many examples are evaluated at a time. Arguments and errors: see `probed_at_once`."""
    most = min(_EVALUATED, _EVALUATED_BYTES // example_bytes)
    if experiment.is_conv:
        largest = max(hidden_values(experiment, shape, classes))
        most = min(most, _EVALUATED_PIXELS // (shape[0] * shape[1]), _EVALUATED_VALUES // largest)
    return max(1, most)


def by_base_at_once(largest: int) -> int:
    """How many photos are evaluated or looked at, at a time, where a part of a pretrained network comes first.

    Args:
        largest: values that its largest layer makes of a photo.
    """
    return max(_FEWEST, min(_BY_BASE, _VALUES_BY_BASE // largest))
