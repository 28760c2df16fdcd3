"""The classes of the datasets in words."""

from __future__ import annotations

from components.i18n import N_, _
from models.datasets import DATASETS

# The registry's own names; listed here so that they are translated.
CLASS_NAMES = (
    *(N_("T-shirt/top"), N_("Trouser"), N_("Pullover"), N_("Dress"), N_("Coat")),
    *(N_("Sandal"), N_("Shirt"), N_("Sneaker"), N_("Bag"), N_("Ankle boot")),
    *(N_("airplane"), N_("automobile"), N_("bird"), N_("cat"), N_("deer")),
    *(N_("dog"), N_("frog"), N_("horse"), N_("ship"), N_("truck")),
)


def class_names(dataset: str) -> list[str]:
    """The dataset's classes, by index, in the reader's language."""
    return [_(name) for name in DATASETS[dataset].class_names]
