"""Which of ImageNet's classes a visitor's classes are, so that a network can be used as it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from models.imagenet.classes import CATS, DOGS, class_of_name

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
    """ImageNet's outputs that mean each class: all breeds of cats or of dogs, or the one class of this name.

    Args:
        classes: names, in English or Korean, in any case; see `models.imagenet.classes.class_of_name`.

    Returns:
        ``None`` where a name means no class of ImageNet's or several, or two names mean the same.
    """
    groups = [_group(name) for name in classes]
    found = [group for group in groups if group is not None]
    members = [index for group in found for index in group]
    if len(found) < len(classes) or len(found) < 2 or len(set(members)) < len(members):
        return None
    return found


def _group(name: str) -> range | None:
    group = _NAMES.get(" ".join(unicodedata.normalize("NFKC", name).casefold().split()))
    one = class_of_name(name)
    return group or (range(one.index, one.index + 1) if one else None)
