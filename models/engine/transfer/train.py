"""A run of the transfer page: features once, then a head, or some blocks with it, trained live as in the lab."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import keras
import numpy as np

from models.control import Control
from models.datasets import Split
from models.engine.examples import Examples
from models.engine.network import Stem
from models.engine.program import Program
from models.engine.trainer import Emit, Training
from models.engine.transfer.as_is import run_as_is
from models.engine.transfer.averages import accuracy_with_fresh_averages
from models.engine.transfer.base import Base, load_base
from models.engine.transfer.features import ExtractionStopped, extract
from models.engine.transfer.points import features_before, shown_photos
from models.engine.transfer.results import Trained, make_transfer_result
from models.experiment import Experiment
from models.imagenet.weights import WeightsMissing, base_kinds, find_base, weights_file, weights_folder
from models.transfer.augmentation import augment
from models.transfer.cache import FeatureCache, shared_cache
from models.transfer.experiment import TransferExperiment
from models.transfer.private import private_folder
from models.transfer.sets import PhotoSet, load_set
from models.transfer.split import TransferSplit, split_set

_MOST_PRIVATE_BYTES = 1_000_000_000


@dataclass(frozen=True, eq=False)
class Material:
    """What a run trains on.

    Attributes:
        base: the pretrained network; ``None`` for the small network, which has none.
        x_train, x_val, x_test: what the trained part is given for each photo.
        variants: how often each training photo is among ``x_train``.
        seconds: for the features alone. kept: see `models.frames.TransferResult`.
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
            validates_on_test=False,
        )


def train_transfer(experiment: TransferExperiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as `models.engine.worker.train` does.

    Beside that, ``emit`` is given "features" with (photos done, photos in all, what is done) before the training: they
    are "made" (drawn or read), "prepared" (where nothing is frozen), "computed" (their features) or "asked" (of a
    network as it is). At the end "result" is a `models.frames.TransferResult`.

    Raises:
        WeightsMissing, WeightsBroken, NotEnoughMemory, DatasetMissing: what is needed is not there.
        NoSuchClasses: a network cannot be used as it is for these classes.
    """
    emit("phase", "features")
    if experiment.strategy == "as_is":
        result = run_as_is(experiment, control, emit)
        if result is not None:
            emit("result", result)
        return
    try:
        material = gather(experiment, control, emit)
    except ExtractionStopped:
        return
    shown = shown_photos(len(material.x_test), material.base)
    before = None
    if not experiment.score_only:
        before = features_before(material.base, material.x_test[shown], lambda: control.stopped)
    emit("phase", "compiling")
    head, stem = experiment.head_experiment(), make_stem(experiment, material.base)
    program = Program(head, material.examples, stem)
    program.compile(head)
    emit("phase", "training")
    with tempfile.TemporaryDirectory() as folder:
        told = _HeadControl(control, program, experiment)
        training = Training(
            program,
            head,
            material.as_split(),
            cast(Control, told),
            emit,
            budget,
            Path(folder),
            on_epoch=told.epoch_ended,
            watched_from=experiment.head_first,
        )
        reason, best_epoch = training.run()
        emit("phase", "scoring")
        test, ended = material.split.test, training.experiment
        trained = Trained(experiment, material.photos, test, material.base, program, ended, before)
        split = material.as_split()
        steps = best_epoch * training.step // max(1, len(training.history)) or training.step
        figures = {
            "seconds": (training.seconds, material.seconds),
            "photos": material.counts,
            "kept": material.kept,
            "wrong_labels": int(material.split.noisy.sum()),
            "fresh_averages": accuracy_with_fresh_averages(program, split, steps),
        }
        emit("result", make_transfer_result(trained, split, reason, best_epoch, **figures))


def gather(experiment: TransferExperiment, control: Control, emit: Emit) -> Material:
    """The photos, and what the frozen part of the network makes of them.

    Raises:
        ExtractionStopped: the run was told to stop.
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
        train = _augmented(train, experiment.augmentation, variants)
        return Material(photos, split, None, train, val, test, variants)
    base = base_of(experiment)
    total = variants * len(split.train) + len(split.val) + len(split.test)
    features = _Features(experiment, photos, base, control, emit, total)
    x_train, x_val, x_test = features.of(split.train, variants), features.of(split.val), features.of(split.test)
    kept = (features.kept, total)
    return Material(photos, split, base, x_train, x_val, x_test, variants, features.seconds, kept)


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


def make_stem(experiment: TransferExperiment, base: Base | None) -> Stem | None:
    """The part of the base that is trained, and the pooling behind it; ``None`` where nothing of it is."""
    if base is None or base.trained is None:
        return None
    trained = base.trained
    pool = keras.layers.GlobalAveragePooling2D if experiment.pooling == "average" else keras.layers.Flatten
    return Stem(lambda x: pool()(trained(x)), trained.trainable_variables)


@dataclass
class _Features:
    """Features of parts of a set.

    Attributes:
        total: how many of all parts together.
        seconds: how long they took so far. done: how many there are so far. kept: how many of them were in the cache.
    """

    experiment: TransferExperiment
    photos: PhotoSet
    base: Base
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
            self.experiment.pooling if self.base.trained is None else None,
            report,
            lambda: self.control.stopped,
            _cache_for(self.photos, self.experiment.set_id),
        )
        self.seconds += time.perf_counter() - started
        self.kept += reports[0]  # the first report tells what was in the cache
        self.done += len(features)
        return features


class _HeadControl:
    """What a run is told, with new values as the head's experiment has them; the base's rate goes to the program.

    In the first epochs the head is trained alone. Then the base goes with it, under an optimizer that starts anew, as
    in Keras, where the model is compiled once more.
    """

    def __init__(self, control: Control, program: Program, experiment: TransferExperiment) -> None:
        self._control, self._program, self._experiment = control, program, experiment
        self._epochs = 0
        self._set_base_factor()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._control, name)

    def take_tuned(self) -> Experiment | None:
        tuned = self._control.take_tuned()
        if not isinstance(tuned, TransferExperiment):
            return None
        self._experiment = tuned
        self._set_base_factor()
        return tuned.head_experiment()

    def epoch_ended(self) -> None:
        """Count an epoch, and let the base go with the head after the last one of the head alone."""
        self._epochs += 1
        if self._epochs == self._experiment.head_first:
            self._program.restart_optimizer()
            self._set_base_factor()

    def _set_base_factor(self) -> None:
        experiment = self._experiment
        alone = self._epochs < experiment.head_first
        self._program.set_base_factor(0.0 if alone else experiment.base_rate / experiment.learning_rate)


def _cache_for(photos: PhotoSet, set_id: str) -> FeatureCache | None:
    """Where the features of these photos are kept; those of a visitor's own go with the photos."""
    if photos.shared:
        return shared_cache()
    folder = private_folder(set_id)
    return None if folder is None else FeatureCache(folder / "features", _MOST_PRIVATE_BYTES)


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


def _augmented(pictures: np.ndarray, kinds: tuple[str, ...], variants: int) -> np.ndarray:
    """The pictures, then their variants, one round after the other."""
    rounds = [pictures]
    for variant in range(1, variants):
        seeds = range(variant * len(pictures), (variant + 1) * len(pictures))
        rounds.append(np.stack([augment(picture, kinds, seed) for picture, seed in zip(pictures, seeds, strict=True)]))
    return np.concatenate(rounds)
