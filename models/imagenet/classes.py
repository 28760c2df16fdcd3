"""The 1000 classes of ImageNet, in the order of the networks' outputs, and finding one by its name."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_WORDNET_ID = re.compile(r"(?<![a-z0-9])n[0-9]{8}(?![0-9])")
_WORD = re.compile(r"[^\W\d_]+")

# Output indices: WordNet's order keeps the 118 dog breeds together, and the 5 domestic cats.
DOGS = range(151, 269)
CATS = range(281, 286)


@dataclass(frozen=True)
class ImageNetClass:
    """One class.

    Attributes:
        index: its place among a network's 1000 outputs.
        wordnet_id: "n02106662".
        name: as Keras's decode_predictions gives it: "German_shepherd". Two are called "crane", two "maillot".
        english: for people to read: "German shepherd", "crane (bird)"; no two classes share it.
        korean: the same in Korean: "독일셰퍼드".
    """

    index: int
    wordnet_id: str
    name: str
    english: str
    korean: str


def _read_classes() -> tuple[ImageNetClass, ...]:
    table = resources.files(__package__).joinpath("classes.csv").read_text(encoding="utf-8")
    return tuple(ImageNetClass(index, **row) for index, row in enumerate(csv.DictReader(table.splitlines())))


CLASSES: tuple[ImageNetClass, ...] = _read_classes()
_BY_WORDNET_ID = {one.wordnet_id: one for one in CLASSES}


def _words(text: str) -> list[str]:
    """The runs of letters in a text, case folded; digits, blanks, underscores and hyphens separate."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return [word for word in words if word != "a"]  # joined to what follows it made "a corn" an acorn


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, frozenset[int]], int]:
    """What each name may mean, the name written without blanks, and the number of words of the longest name."""
    meanings: dict[str, frozenset[int]] = {}
    longest = 0
    for one in CLASSES:
        for name in (one.name, one.english, one.korean):
            # "kite (bird)" is also found as "kite": what stands in brackets only explains.
            for spelling in (name, name.split("(")[0]):
                words = _words(spelling)
                key = "".join(words)
                meanings[key] = meanings.get(key, frozenset()) | {one.index}
                longest = max(longest, len(words))
    return meanings, longest


def class_of_wordnet_id(text: str) -> ImageNetClass | None:
    """The class whose WordNet id stands anywhere in a text, in any case.

    Returns:
        ``None`` when there is none, when it is not one of the 1000, or when two different ones stand there.
    """
    found = {one for one in _WORDNET_ID.findall(text.casefold()) if one in _BY_WORDNET_ID}
    return _BY_WORDNET_ID[found.pop()] if len(found) == 1 else None


def class_of_name(text: str) -> ImageNetClass | None:
    """The one class whose name stands in a text as whole words: "my golden-retriever 3.jpg".

    Names in Keras's spelling, in English and in Korean; any case; blanks, underscores and hyphens are alike and may
    be missing. A name inside a longer one does not count ("tiger" in "tiger shark").

    Returns:
        ``None`` when there is none, and when more than one class may be meant: "crane.jpg", "fox and goose.jpg".
    """
    meanings, longest = _names()
    words = _words(text)
    found: frozenset[int] = frozenset()
    covered = 0  # words before this one belong to a name already found
    for first in range(len(words)):
        for after in range(min(first + longest, len(words)), max(first, covered), -1):
            meaning = meanings.get("".join(words[first:after]))
            if meaning:
                found |= meaning
                covered = after
                break
    return CLASSES[min(found)] if len(found) == 1 else None
