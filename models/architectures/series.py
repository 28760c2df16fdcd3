"""The same settings for each value of a field: what charts over a field show."""

from __future__ import annotations

from typing import TypeVar

from models.settings import Settings

S = TypeVar("S", bound=Settings)


def series(settings: S, field: str) -> list[S]:
    """The settings with each value that the field, a whole number with a range, may have, the smallest first."""
    spec = settings.FIELDS[field]
    assert spec.low is not None, f"{field} has no range"
    assert spec.high is not None, f"{field} has no range"
    return [settings.replace(**{field: value}) for value in range(int(spec.low), int(spec.high) + 1, spec.step)]
