"""Sets of photos to learn from, whatever they come from: loading one by its name."""

from __future__ import annotations

import threading

from cachetools import LRUCache, cached

from models.downloads import Progress, no_progress
from models.home import home
from models.photo_sets.built_in import BUILT_IN_SETS
from models.photo_sets.official import load_official
from models.photo_sets.own import load_own
from models.photo_sets.photo_set import PhotoSet, photo_hash
from models.photo_sets.registry import OFFICIAL_SETS

_KEPT = 4  # built-in sets of this process: the pictures are memory maps, but hashing them takes up to a second


def load_set(
    dataset: str, set_id: str, size: int, per_class: int | None = None, on_progress: Progress = no_progress
) -> PhotoSet:
    """The photos of a dataset, ready for a network. What was loaded before at this size takes no time to speak of.

    Args:
        dataset: one of `models.transfer.experiment.DATASETS`.
        set_id: which of the visitor's sets, for "own".
        size: height and width in pixels.
        per_class: training photos of each class that are needed: of a built-in set no more are made, and the set ends
            there. The others are always loaded whole.
        on_progress: called with photos done and photos to do, where they have to be drawn or decoded first. What it
            raises calls the loading off.

    Raises:
        KeyError: there is no dataset of this name.
        SetMissing: it is not on this machine (any more).
    """
    if dataset == "own":
        return load_own(set_id, size)
    if dataset in OFFICIAL_SETS:
        return load_official(dataset, size, on_progress)
    return _load_built_in(dataset, size, BUILT_IN_SETS[dataset].count(per_class), on_progress)


@cached(
    LRUCache(_KEPT), key=lambda dataset, size, count, on_progress: (home(), dataset, size, count), lock=threading.Lock()
)
def _load_built_in(dataset: str, size: int, count: int, on_progress: Progress) -> PhotoSet:
    built_in = BUILT_IN_SETS[dataset]
    pictures = built_in.pictures(size, count, on_progress)
    hashes = tuple(photo_hash(picture) for picture in pictures)
    labels, parts = built_in.labels(count), built_in.parts(count)
    return PhotoSet(
        dataset, built_in.classes, pictures, labels, hashes, parts, shared=True, background=built_in.background
    )
