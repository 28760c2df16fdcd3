"""Names of classes and of blocks, as the reader sees them."""

from __future__ import annotations

from collections.abc import Sequence

from components.i18n import N_, _

# The datasets' own names of their classes; listed here so that they are translated.
_TRANSLATED = (
    *(N_("T-shirt/top"), N_("Trouser"), N_("Pullover"), N_("Dress"), N_("Coat")),
    *(N_("Sandal"), N_("Shirt"), N_("Sneaker"), N_("Bag"), N_("Ankle boot")),
    *(N_("airplane"), N_("automobile"), N_("bird"), N_("cat"), N_("deer")),
    *(N_("dog"), N_("frog"), N_("horse"), N_("ship"), N_("truck")),
)


def class_title(dataset: str, name: str) -> str:
    """The name of a class: a visitor's own as it was written, all others in the reader's language."""
    return name if dataset == "own" else _(name)


def class_titles(dataset: str, names: Sequence[str]) -> list[str]:
    """The names of all classes."""
    return [class_title(dataset, name) for name in names]
