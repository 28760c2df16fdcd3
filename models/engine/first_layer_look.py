"""Looking at the first convolution of a run, as long as somebody wants to see it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import keras
import numpy as np

from models.datasets import Split
from models.experiment import Experiment
from models.network.activations import ACTIVATION_FUNCTIONS
from models.network.convolution import convolve
from models.runs.first_layer import FirstLayer
from models.training.preview import scaled_inputs

_MOST_PER_SECOND = 5


class FirstLayerLook:
    """Says when it is time for another look, and takes it.

    Args:
        model: the program's, in Keras's form.
        wished: asked again and again for the test picture that somebody wants to see; ``None`` for nobody.
    """

    def __init__(
        self, experiment: Experiment, model: keras.Model, split: Split, wished: Callable[[], int | None]
    ) -> None:
        self._pictures, self._wished, self._looked_at = split.x_test, wished, -math.inf
        self._kernel = next((layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)), None)
        self._layer = experiment.resolved_layers[0] if self._kernel else None

    def now(self, step: int) -> FirstLayer | None:
        """The layer as it is now; ``None`` where there is none, nobody wants to see it, or it was just seen."""
        picture, now = self._wished(), time.monotonic()
        if (
            self._kernel is None
            or self._layer is None
            or picture is None
            or now - self._looked_at < 1 / _MOST_PER_SECOND
        ):
            return None
        self._looked_at = now
        kernels, bias = (weight.numpy() for weight in (self._kernel.kernel, self._kernel.bias))
        at = picture % len(self._pictures)
        weighted = convolve(scaled_inputs(self._pictures[at : at + 1]), kernels, self._layer.padding) + bias
        activate, _slope = ACTIVATION_FUNCTIONS[self._layer.activation or "linear"]
        with np.errstate(all="ignore"):
            return _packed(step, picture, kernels, np.nan_to_num(activate(weighted)[0]))


def _packed(step: int, picture: int, kernels: np.ndarray, maps: np.ndarray) -> FirstLayer:
    low, high = float(maps.min()), float(maps.max())
    shares = (maps - low) / ((high - low) or 1.0)
    return FirstLayer(step, picture, kernels, np.rint(255 * shares).astype(np.uint8), low, high)
