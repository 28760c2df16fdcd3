"""Which of ImageNet's classes a visitor's classes are, so that a network can be used as it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from models.imagenet.classes import CATS, DOGS

_NAMES = {
    **dict.fromkeys(("dog", "dogs", "puppy", "puppies", "개", "강아지"), DOGS),
    **dict.fromkeys(("cat", "cats", "kitten", "kittens", "고양이", "새끼 고양이"), CATS),
}


class NoSuchClasses(Exception):
    """A set's classes are no groups of ImageNet's.

    Attributes:
        classes: their names.
    """

    def __init__(self, classes: tuple[str, ...]) -> None:
        super().__init__(classes)
        self.classes = classes


def imagenet_groups(classes: Sequence[str]) -> list[range] | None:
    """ImageNet's outputs that mean each class; ``None`` unless the classes are cats and dogs.

    Args:
        classes: names, in English or Korean, in any case.
    """
    groups = [_NAMES.get(" ".join(unicodedata.normalize("NFKC", name).casefold().split())) for name in classes]
    found = [group for group in groups if group is not None]
    return found if len(found) == len(classes) and set(found) == {CATS, DOGS} and len(found) == 2 else None
