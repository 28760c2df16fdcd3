"""Names of classes and of blocks, as the reader sees them."""

from __future__ import annotations

from collections.abc import Sequence

from components.i18n import _


def class_title(dataset: str, name: str) -> str:
    """The name of a class: a visitor's own as it was written, all others in the reader's language."""
    return name if dataset == "own" else _(name)


def class_titles(dataset: str, names: Sequence[str]) -> list[str]:
    """The names of all classes."""
    return [class_title(dataset, name) for name in names]
