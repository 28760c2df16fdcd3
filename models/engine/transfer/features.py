"""Features: what the frozen part of a network makes of photos. Computed once for each photo."""

from __future__ import annotations

import hashlib
import math
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from models.engine.transfer.base import Base
from models.engine.transfer.room import FeatureRoom
from models.imagenet.preprocessing import preprocess
from models.memory import give_back
from models.photo_sets.photo_set import PhotoSet
from models.transfer.augmentation import augment
from models.transfer.cache import FeatureCache, kind_of_features

# Photos that run through a network at once: VGG is no faster with more, and its first block takes 26 MB for each.
BATCH = 8
# Products in bfloat16, sums in float32, where the processor has instructions for it. Of each value that a layer hands
# on, 8 binary digits stay.
BFLOAT16, FLOAT32 = "mixed_bfloat16", "float32"
# Networks of large convolutions: VGG is twice as fast in bfloat16, the others by a third. Those made of many small
# layers are slower.
_GAINS = frozenset({"vgg16", "vgg19", "resnet50", "resnet50v2", "inception_v3"})

_Function = Callable[[tf.Tensor], tf.Tensor]
_functions: weakref.WeakKeyDictionary[Base, _Function] = weakref.WeakKeyDictionary()


class ExtractionStopped(Exception):
    """The caller wanted no more; what was computed so far is in the cache."""


def extract(
    base: Base,
    photo_set: PhotoSet,
    indices: np.ndarray,
    variants: int = 1,
    augmentation: tuple[str, ...] = (),
    pooling: str | None = "average",
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
    cache: FeatureCache | None = None,
    room: FeatureRoom | None = None,
) -> np.ndarray:
    """Features of photos; only what is not in the cache is computed.

    Args:
        indices: which photos of the set, (n,).
        variants: of each photo: the first is the photo itself, the others are augmented, each with its own seed.
        pooling: "average" over the places, "flatten", or ``None``: the feature maps as they are. A photo itself, where
            nothing is frozen.
        on_progress: called with the rows done so far and all rows, first with what was in the cache, then after each
            batch.
        stopped: asked before each batch.
        cache: where features are looked for and kept, batch by batch; ``None`` to keep nothing. A visitor's own photos
            need a cache of their own.
        room: where the features are put; by default they have one of their own.

    Returns:
        float32, (variants * n, channels), (variants * n, height * width * channels) or (variants * n, height, width,
        channels): first the photos themselves in the order of ``indices``, then the second variant of each, and so on.

    Raises:
        ExtractionStopped: ``stopped`` said so.
        NotEnoughMemory: the features of all these photos would not fit.
        ValueError: photos of another size than the base's.
    """
    if photo_set.pictures.shape[1:3] != (base.size, base.size):
        raise ValueError(f"photos of {photo_set.pictures.shape[1:3]} for a network of size {base.size}")
    rows = [(index, variant) for variant in range(variants) for index in indices.tolist()]
    changes = augmentation if photo_set.background is None else (*augmentation, f"on {photo_set.background}")
    names = [_name(photo_set.hashes[index], variant, changes if augmentation else ()) for index, variant in rows]
    kept = _Kept(cache, base, pooling)
    room = room or FeatureRoom(base.info.name, 4 * len(rows) * math.prod(feature_shape(base, pooling)))
    features = room.take((len(rows), *feature_shape(base, pooling)))
    missing = kept.fill(features, names)
    done = len(rows) - len(missing)
    on_progress(done, len(rows))
    try:
        for batch, photos in _batches(missing, rows, photo_set, augmentation, base.info.preprocessing):
            if stopped():
                raise ExtractionStopped
            features[batch] = _computed(base, photos, pooling)
            kept.add([names[row] for row in batch], features[batch])
            done += len(batch)
            on_progress(done, len(rows))
    finally:
        kept.tidy()
        give_back()
    return features


class _Kept:
    """One kind of features in the cache. No trouble with the disk ends a run: it goes on without keeping anything."""

    def __init__(self, cache: FeatureCache | None, base: Base, pooling: str | None) -> None:
        # Random weights never come again, and where nothing is frozen the photos' pixels would be kept once more.
        self._cache = cache if base.weights and base.cut != 0 else None
        number_format = precision(base.info.name)
        self._kind = kind_of_features(base.info.name, base.weights, base.cut, base.size, pooling, number_format)
        self._halved = number_format == BFLOAT16 and pooling != "average"  # an average has more digits
        self._packs: list[Path] = []

    def fill(self, features: np.ndarray, names: list[str]) -> list[int]:
        """Copy what is there; returns the rows that are missing."""
        found = self._cache.load(self._kind, names) if self._cache else {}
        for row, name in enumerate(names):
            if name in found:
                features[row] = _whole(found[name])
        return [row for row, name in enumerate(names) if name not in found]

    def add(self, names: list[str], features: np.ndarray) -> None:
        if self._cache:
            with suppress(OSError):
                pack = _half(features) if self._halved else features
                self._packs.append(self._cache.store(self._kind, names, pack))

    def tidy(self) -> None:
        if self._cache and self._packs:
            with suppress(OSError):
                self._cache.merge(self._kind, self._packs)
                self._cache.prune()


def precision(network: str) -> str:
    """The number format for the products of a network's layers: `BFLOAT16` where that is faster, else `FLOAT32`."""
    return BFLOAT16 if network in _GAINS and _has_bfloat16() else FLOAT32


@lru_cache(maxsize=1)
def _has_bfloat16() -> bool:
    """Whether the processor multiplies such numbers itself; only Linux tells."""
    try:
        return _tells_bfloat16(Path("/proc/cpuinfo").read_text())
    except OSError:
        return False


def _tells_bfloat16(processors: str) -> bool:
    flags: list[str] = next((line.split() for line in processors.splitlines() if line.startswith("flags")), [])
    return not {"avx512_bf16", "amx_bf16"}.isdisjoint(flags)


def _name(photo: str, variant: int, augmentation: tuple[str, ...]) -> str:
    """What a variant of a photo is called in the cache; the photo itself is the same for all augmentations."""
    if variant == 0 or not augmentation:
        return photo
    return hashlib.sha256(f"{photo} {variant} {' '.join(sorted(augmentation))}".encode()).hexdigest()[: len(photo)]


def _seed(photo: str, variant: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{photo} {variant}".encode()).digest()[:8])


def feature_shape(base: Base, pooling: str | None) -> tuple[int, ...]:
    """The shape of a photo's features; arguments as for `extract`."""
    height, width, channels = base.frozen_shape
    if pooling == "average":
        return (channels,)
    return (height * width * channels,) if pooling == "flatten" else (height, width, channels)


def _batches(
    missing: list[int],
    rows: Sequence[tuple[int, int]],
    photo_set: PhotoSet,
    augmentation: tuple[str, ...],
    preprocessing: str,
) -> Iterator[tuple[list[int], np.ndarray]]:
    """Rows and their preprocessed photos, the next batch prepared while the caller has this one."""

    def prepared(batch: list[int]) -> np.ndarray:
        return preprocess(np.stack([photo(*rows[row]) for row in batch]), preprocessing)

    def photo(index: int, variant: int) -> np.ndarray:
        pixels = np.asarray(photo_set.pictures[index])
        if not variant:
            return pixels
        return augment(pixels, augmentation, _seed(photo_set.hashes[index], variant), photo_set.background)

    batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
    with ThreadPoolExecutor(1, thread_name_prefix="photos") as ahead:
        coming = [ahead.submit(prepared, batch) for batch in batches[:1]]
        for place, batch in enumerate(batches):
            photos = coming.pop().result()
            coming += [ahead.submit(prepared, following) for following in batches[place + 1 : place + 2]]
            yield batch, photos


def _computed(base: Base, photos: np.ndarray, pooling: str | None) -> np.ndarray:
    maps = photos if base.cut == 0 else _function(base)(tf.convert_to_tensor(photos)).numpy()
    if pooling == "average":
        return maps.mean(axis=(1, 2))
    return maps.reshape(len(maps), -1) if pooling == "flatten" else maps


def _function(base: Base) -> _Function:
    """The frozen part, compiled once for each base: float32 photos -> float32 maps."""
    if base not in _functions:
        network = base.frozen if precision(base.info.name) == FLOAT32 else _reduced(base.frozen)
        signature = tf.TensorSpec([None, base.size, base.size, 3], tf.float32)
        function = tf.function(lambda x: tf.cast(network(x, training=False), tf.float32), autograph=False)
        _functions[base] = function.get_concrete_function(signature)
    return _functions[base]


def _reduced(network: keras.Model) -> keras.Model:
    """A copy whose layers compute in bfloat16, each by its own policy: the process's stays as it is."""

    def reduced(layer: keras.Layer) -> keras.Layer:
        return type(layer).from_config(layer.get_config() | {"dtype": BFLOAT16})

    copy = keras.models.clone_model(network, clone_function=reduced)
    copy.set_weights(network.get_weights())
    return copy


def _half(features: np.ndarray) -> np.ndarray:
    """The upper half of each float32: all there is of what was computed in bfloat16."""
    return (features.view(np.uint32) >> 16).astype(np.uint16)


def _whole(features: np.ndarray) -> np.ndarray:
    """The inverse of `_half`; float32 as it is."""
    return (features.astype(np.uint32) << 16).view(np.float32) if features.dtype == np.uint16 else features
