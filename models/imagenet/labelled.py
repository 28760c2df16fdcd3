"""Photos with their right answers: reading the class from a path, and what a network got wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.imagenet.classes import CLASSES, class_of_name, class_of_wordnet_id
from models.photos.archive import Entry

OTHER = -1  # stands for all classes that have no row of their own
MOST_CLASSES = 12


def label_entries(entries: Iterable[Entry]) -> tuple[list[tuple[Entry, int]], list[Entry]]:
    """Reads from each photo's path which class it shows.

    A WordNet id anywhere in the path beats a name. Otherwise the file's name is asked first, then the folders from
    the inside out: "goldfish/photo_1.jpg" shows a goldfish, and so does "fish/goldfish.jpg".

    Returns:
        The photos with their classes' indices (0 to 999), and the photos whose path says none or leaves it open.
    """
    labelled: list[tuple[Entry, int]] = []
    unknown: list[Entry] = []
    for entry in entries:
        index = _class_index(entry.path)
        if index is None:
            unknown.append(entry)
        else:
            labelled.append((entry, index))
    return labelled, unknown


def _class_index(path: str) -> int | None:
    parts = path.split("/")[::-1]
    for find in (class_of_wordnet_id, class_of_name):
        for part in parts:
            found = find(part)
            if found is not None:
                return found.index
    return None


@dataclass(frozen=True)
class Mistake:
    """A photo that the network took for something else.

    Attributes:
        photo: its place in the set, from 0.
        truth, answer: indices of classes.
        probability: what the network gave its answer, 0 to 1.
    """

    photo: int
    truth: int
    answer: int
    probability: float


@dataclass(frozen=True, eq=False)
class Score:
    """What a network answered on a labelled set, photo by photo.

    Attributes:
        classes: (k,) indices of the classes that occur, those with mistakes first, the most frequent of each;
            `OTHER` at the end if they are more than the most that are shown.
        confusion: (k, k) int64: photos of class `classes[row]` that were taken for `classes[column]`. Under `OTHER`
            different classes meet, so its diagonal may hold mistakes too.
        mistaken_others: how many mistakes that diagonal holds.
        mistakes: the surest first.
    """

    classes: tuple[int, ...]
    confusion: np.ndarray
    mistaken_others: int
    mistakes: tuple[Mistake, ...]


def score(probabilities: np.ndarray, labels: Sequence[int] | np.ndarray, most: int = MOST_CLASSES) -> Score:
    """Compares a network's first answers with the truth.

    Args:
        probabilities: (n, 1000), a row a photo.
        labels: (n,) the right classes' indices.
        most: classes with a row of their own in the confusion table, at most. A class counts once for each photo
            that shows it and once for each that was taken for it. Classes with mistakes come before those without, so
            that no mistake hides under `OTHER` while there is room; of equals the one with the lower index comes first.

    Raises:
        ValueError: the shapes do not fit, or a label is not 0 to 999.
    """
    truths = np.asarray(labels, dtype=np.int64)
    if probabilities.shape != (truths.size, len(CLASSES)) or truths.ndim != 1:
        raise ValueError(f"probabilities {probabilities.shape} do not fit {truths.shape} labels of 1000 classes")
    if truths.size and not (truths.min() >= 0 and truths.max() < len(CLASSES)):
        raise ValueError(f"labels run from {truths.min()} to {truths.max()}, allowed are 0 to {len(CLASSES) - 1}")
    answers = probabilities.argmax(axis=1) if truths.size else truths
    classes, rows_of = _shown_classes(truths, answers, most)
    confusion = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(confusion, (rows_of[truths], rows_of[answers]), 1)
    mistaken_others = int(((rows_of[truths] == rows_of[answers]) & (truths != answers)).sum())
    return Score(classes, confusion, mistaken_others, _mistakes(probabilities, truths, answers))


def _shown_classes(truths: np.ndarray, answers: np.ndarray, most: int) -> tuple[tuple[int, ...], np.ndarray]:
    """The classes of the confusion table, and (1000,) the row in which each class of ImageNet is counted."""
    counts = np.bincount(np.concatenate([truths, answers]), minlength=len(CLASSES))
    wrong = truths != answers
    mistaken = np.bincount(np.concatenate([truths[wrong], answers[wrong]]), minlength=len(CLASSES)) > 0
    by_count = np.lexsort((-counts, ~mistaken))[: np.count_nonzero(counts)]  # sorts by its last key first, stably
    shown = by_count[:most]
    rows_of = np.full(len(CLASSES), len(shown))
    rows_of[shown] = np.arange(len(shown))
    rest = (OTHER,) if len(by_count) > len(shown) else ()
    return (*(int(index) for index in shown), *rest), rows_of


def _mistakes(probabilities: np.ndarray, truths: np.ndarray, answers: np.ndarray) -> tuple[Mistake, ...]:
    wrong = np.flatnonzero(answers != truths)
    sureness = probabilities[wrong, answers[wrong]]
    surest_first = wrong[np.argsort(-sureness, kind="stable")]
    return tuple(
        Mistake(int(photo), int(truths[photo]), int(answers[photo]), float(probabilities[photo, answers[photo]]))
        for photo in surest_first
    )
