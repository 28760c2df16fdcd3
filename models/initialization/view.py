"""What the page on weight initialization shows of its networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.initialization.fresh_network import FreshNetwork
from models.settings import Field, Settings


@dataclass(frozen=True)
class InitializationView(Settings):
    """What is shown, and which unit's batch normalization is looked at.

    Attributes:
        compare: a second network, A, stands beside the one of the controls.
        own_scale: each layer's histogram is stretched over the whole width.
        layer, unit: whose batch norm is shown step by step, counted from 1.
        gamma, beta: the scale and the shift, which training would learn.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    FIELDS: ClassVar = {
        "compare": Field(bool),
        "own_scale": Field(bool),
        "layer": Field(int, 1, FreshNetwork.FIELDS["depth"].high),
        "unit": Field(int, 1, 10),
        "gamma": Field(float, 0.1, 3.0),
        "beta": Field(float, -2.0, 2.0),
    }

    compare: bool = False
    own_scale: bool = False
    layer: int = 1
    unit: int = 1
    gamma: float = 1.0
    beta: float = 0.0
