"""A finding, and the order in which findings are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that the data on the screen say.

    Attributes:
        kind: one of its lesson's `KINDS`, which stand in the order of their importance.
        values: the numbers for the sentence; layers and epochs count from 1, shares lie in 0 to 1.
        remedies: names of what the sentence advises, in the order told.
    """

    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    remedies: tuple[str, ...] = ()


def found(kind: str, remedies: tuple[str, ...] = (), **values: Any) -> Finding:
    """A finding of this kind, with its values named."""
    return Finding(kind, values, remedies)


def in_order(findings: Iterable[Finding | None], kinds: Sequence[str]) -> list[Finding]:
    """Those that there are, most important first; of one kind as they were.

    Args:
        kinds: all that a lesson knows, most important first.

    Raises:
        ValueError: there is no such kind.
    """
    return sorted(filter(None, findings), key=lambda finding: kinds.index(finding.kind))
