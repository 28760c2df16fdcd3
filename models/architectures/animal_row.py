"""Which drawn animals stand side by side on the picture that a map of answers is made of."""

from __future__ import annotations

from dataclasses import dataclass

from models.architectures.answer_map import STRIDE
from models.place import NOWHERE, checked_place
from models.settings import Settings, setting

ROWS = ("cat_dog_cat", "dog_cat_dog", "cat_cat_cat", "dog_dog_dog")
DRAWINGS = 100  # that can be chosen


@dataclass(frozen=True)
class AnimalRow(Settings):
    """What the page shows.

    Attributes:
        animals: from left to right.
        first_drawing: which of the test drawings of its kind the first one is; the others are the next ones of theirs.
        gap: pixels of ground between the animals and around them.
        place: the place that is looked at, see `models.place`.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    animals: str = setting("cat_dog_cat", choices=ROWS)
    first_drawing: int = setting(1, 1, DRAWINGS)
    gap: int = setting(3 * STRIDE, 0, 6 * STRIDE, step=STRIDE)
    place: str = setting(NOWHERE, read=checked_place)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of the animals, as `models.photo_sets.drawn` names them."""
        return tuple(self.animals.split("_"))
