"""What a run of the transfer page trains on: photos, and what the frozen part of a network makes of them."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from models.datasets import Split
from models.engine.examples import Examples
from models.engine.trainer import Emit
from models.engine.transfer.base import Base, load_base
from models.engine.transfer.features import extract, feature_shape
from models.engine.transfer.room import FeatureRoom
from models.home import weights_folder
from models.imagenet.weights import WeightsMissing, base_kinds, find_base, weights_file
from models.limits import LIMITS
from models.photo_sets.photo_set import PhotoSet
from models.photo_sets.private import check_private_room, private_folder
from models.photo_sets.sets import load_set
from models.photo_sets.split import TransferSplit, split_set
from models.runs.control import Control
from models.transfer.augmentation import augment
from models.transfer.cache import FeatureCache, shared_cache
from models.transfer.experiment import TransferExperiment


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a run trains on.

    Attributes:
        base: the pretrained network; ``None`` for the small network, which has none.
        x_train, x_val, x_test: what the trained part is given for each photo.
        variants: how often each training photo is among ``x_train``.
        seconds: for the features alone. kept: see `models.runs.results.TransferResult`.
    """

    photos: PhotoSet
    split: TransferSplit
    base: Base | None
    x_train: np.ndarray
    x_val: np.ndarray
    x_test: np.ndarray
    variants: int = 1
    seconds: float = 0.0
    kept: tuple[int, int] = (0, 0)

    @property
    def examples(self) -> Examples:
        """The form of what the trained part is given."""
        return Examples(self.x_train.shape[1:], len(self.photos.classes), self.x_train.dtype.name)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Photos to train on, to validate on and to test on; a photo and its variants are one."""
        return len(self.split.train), len(self.split.val), len(self.split.test)

    def as_split(self) -> Split:
        """As the training lab knows it."""
        labels = self.photos.labels
        return Split(
            *(self.x_train, np.tile(self.split.y_train, self.variants)),
            *(self.x_val, labels[self.split.val], self.x_test, labels[self.split.test]),
            np.tile(self.split.noisy, self.variants),
        )


def gather(experiment: TransferExperiment, control: Control, emit: Emit) -> Inputs:
    """The photos, and what the frozen part of the network makes of them.

    Raises:
        ExtractionStopped: the run was told to stop.
        NotEnoughMemory: what is made of all these photos would not fit.
    """
    photos = load_set(
        experiment.dataset,
        experiment.set_id,
        experiment.size,
        experiment.per_class,
        lambda done, total: emit("features", (done, total, "made")),
    )
    split = split_set(photos, experiment.per_class, experiment.label_noise, experiment.seed)
    variants = experiment.variants if experiment.augmentation else 1
    parts = (split.train, split.val, split.test)
    if experiment.strategy == "small_cnn":
        train, val, test = (np.asarray(photos.pictures[part]) for part in parts)
        train = _augmented(train, experiment.augmentation, variants, photos.background)
        return Inputs(photos, split, None, train, val, test, variants)
    base = base_of(experiment)
    total = variants * len(split.train) + len(split.val) + len(split.test)
    pooling = experiment.pooling if base.trained is None else None
    room = FeatureRoom(base.info.name, 4 * total * math.prod(feature_shape(base, pooling)))
    features = _Features(experiment, photos, base, pooling, room, control, emit, total)
    x_train, x_val, x_test = features.of(split.train, variants), features.of(split.val), features.of(split.test)
    kept = (features.kept, total)
    return Inputs(photos, split, base, x_train, x_val, x_test, variants, features.seconds, kept)


def base_of(experiment: TransferExperiment) -> Base:
    """The experiment's pretrained network, or its architecture with weights drawn from the experiment's seed.

    Raises:
        WeightsMissing: its weights file is not here.
    """
    fresh = experiment.strategy == "from_scratch"
    path = "" if fresh or experiment.info.built_in else _weights_path(experiment.network)
    base = load_base(experiment.network, path, experiment.size, experiment.trained_from, random=fresh)
    if fresh:
        _draw_kernels(base, experiment.seed)
    return base


@dataclass
class _Features:
    """Features of parts of a set.

    Attributes:
        pooling: see `extract`. room: for the features of all parts.
        total: how many of all parts together.
        seconds: how long they took so far. done: how many there are so far. kept: how many of them were in the cache.
    """

    experiment: TransferExperiment
    photos: PhotoSet
    base: Base
    pooling: str | None
    room: FeatureRoom
    control: Control
    emit: Emit
    total: int
    seconds: float = 0.0
    done: int = 0
    kept: int = 0

    def of(self, indices: np.ndarray, variants: int = 1) -> np.ndarray:
        reports: list[int] = []
        what = "prepared" if self.base.cut == 0 else "computed"

        def report(done: int, total: int) -> None:
            reports.append(done)
            self.emit("features", (self.done + done, self.total, what))

        started = time.perf_counter()
        features = extract(
            self.base,
            self.photos,
            indices,
            variants,
            self.experiment.augmentation,
            self.pooling,
            report,
            lambda: self.control.stopped,
            _cache_for(self.photos, self.experiment.set_id),
            self.room,
        )
        self.seconds += time.perf_counter() - started
        self.kept += reports[0]  # the first report tells what was in the cache
        self.done += len(features)
        return features


def _cache_for(photos: PhotoSet, set_id: str) -> FeatureCache | None:
    """Where the features of these photos are kept; those of a visitor's own go with the photos."""
    if photos.shared:
        return shared_cache()
    folder = private_folder(set_id)
    return None if folder is None else FeatureCache(folder / "features", LIMITS.own_features_bytes, check_private_room)


def _weights_path(network: str) -> str:
    found = find_base(network)
    if found is None or not found.usable:
        raise WeightsMissing(network, weights_file(network, top=base_kinds(network)[0]), weights_folder())
    return str(found.path)


def _draw_kernels(base: Base, seed: int) -> None:
    """He-normal kernels from a seed; Keras would draw them from a generator that all runs share."""
    rng = np.random.default_rng([seed, 2])
    for variable in base.trained.trainable_variables if base.trained else ():
        if len(variable.shape) == 4:
            fan_in = np.prod(variable.shape[:-1]) if "depthwise" not in variable.path else np.prod(variable.shape[:2])
            variable.assign(rng.normal(0.0, np.sqrt(2.0 / fan_in), variable.shape).astype(np.float32))


def _augmented(pictures: np.ndarray, kinds: tuple[str, ...], variants: int, background: int | None) -> np.ndarray:
    """The pictures, then their variants, one round after the other."""
    rounds = [pictures]
    for variant in range(1, variants):
        numbered = enumerate(pictures, variant * len(pictures))
        rounds.append(np.stack([augment(picture, kinds, seed, background) for seed, picture in numbered]))
    return np.concatenate(rounds)
