"""What the page on weight initialization shows of its networks."""

from __future__ import annotations

from dataclasses import dataclass

from models.initialization.fresh_network import FreshNetwork
from models.settings import Settings, setting


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

    compare: bool = setting(False)
    own_scale: bool = setting(False)
    layer: int = setting(1, 1, FreshNetwork.FIELDS["depth"].high)
    unit: int = setting(1, 1, 10)
    gamma: float = setting(1.0, 0.1, 3.0)
    beta: float = setting(0.0, -2.0, 2.0)
