"""Which unit's batch normalization is looked at, and the scale and shift that training would learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.settings import Field, Settings


@dataclass(frozen=True)
class BatchNormView(Settings):
    """What the page shows of batch normalization.

    Attributes:
        unit: of the first layer, counted from 1.
        gamma, beta: the scale and the shift.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    FIELDS: ClassVar = {
        "unit": Field(int, 1, 10),
        "gamma": Field(float, 0.1, 3.0),
        "beta": Field(float, -2.0, 2.0),
    }

    unit: int = 1
    gamma: float = 1.0
    beta: float = 0.0
