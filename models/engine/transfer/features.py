"""Features: what the frozen part of a network makes of photos. Computed once for each photo."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from models.engine.pretrained.memory import trim
from models.engine.transfer.base import Base
from models.imagenet.preprocessing import preprocess
from models.transfer.augmentation import augment
from models.transfer.cache import FeatureCache, kind_of_features
from models.transfer.photo_set import PhotoSet

# Photos that run through a network at once: VGG is no faster with more, and its first block takes 26 MB for each.
BATCH = 8
# Products in bfloat16, sums in float32, where the processor has instructions for it: twice as fast. Of each value that
# a layer hands on, 8 binary digits stay.
BFLOAT16, FLOAT32 = "mixed_bfloat16", "float32"

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

    Returns:
        float32, (variants * n, channels), (variants * n, height * width * channels) or (variants * n, height, width,
        channels): first the photos themselves in the order of ``indices``, then the second variant of each, and so on.

    Raises:
        ExtractionStopped: ``stopped`` said so.
        ValueError: photos of another size than the base's.
    """
    if photo_set.pictures.shape[1:3] != (base.size, base.size):
        raise ValueError(f"photos of {photo_set.pictures.shape[1:3]} for a network of size {base.size}")
    rows = [(index, variant) for variant in range(variants) for index in indices.tolist()]
    names = [_name(photo_set.hashes[index], variant, augmentation) for index, variant in rows]
    # Random weights are never the same again, and where nothing is frozen a photo's pixels would be kept a second time.
    cache = cache if base.weights and base.cut != 0 else None
    kind = kind_of_features(base.info.name, base.weights, base.cut, base.size, pooling, precision())
    features = np.empty((len(rows), *_shape(base, pooling)), np.float32)
    found = cache.load(kind, names) if cache else {}
    for row, name in enumerate(names):
        if name in found:
            features[row] = _unpacked(found[name])
    missing = [row for row, name in enumerate(names) if name not in found]
    del found
    done = len(rows) - len(missing)
    on_progress(done, len(rows))
    packs: list[Path] = []
    try:
        for batch, photos in _batches(missing, rows, photo_set, augmentation, base.info.preprocessing):
            if stopped():
                raise ExtractionStopped
            features[batch] = _computed(base, photos, pooling)
            if cache:
                # A full disk, or a private folder that went with its session: the run itself goes on.
                with suppress(OSError):
                    kept = _packed(features[batch], pooling)
                    packs.append(cache.store(kind, [names[row] for row in batch], kept))
            done += len(batch)
            on_progress(done, len(rows))
    finally:
        if cache and packs:
            with suppress(OSError):
                cache.merge(kind, packs)
                cache.prune()
        trim()
    return features


@lru_cache(maxsize=1)
def precision() -> str:
    """The number format for the layers' products: `BFLOAT16` where the processor computes in it, else `FLOAT32`."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return FLOAT32
    flags = next((line.split() for line in text.splitlines() if line.startswith("flags")), [])
    return BFLOAT16 if {"avx512_bf16", "amx_bf16"} & set(flags) else FLOAT32


def _name(photo: str, variant: int, augmentation: tuple[str, ...]) -> str:
    """What a variant of a photo is called in the cache; the photo itself is the same for all augmentations."""
    if variant == 0:
        return photo
    return hashlib.sha256(f"{photo} {variant} {' '.join(sorted(augmentation))}".encode()).hexdigest()[: len(photo)]


def _seed(photo: str, variant: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{photo} {variant}".encode()).digest()[:8])


def _shape(base: Base, pooling: str | None) -> tuple[int, ...]:
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
        return augment(pixels, augmentation, _seed(photo_set.hashes[index], variant)) if variant else pixels

    batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
    with ThreadPoolExecutor(1, thread_name_prefix="photos") as ahead:
        coming = [ahead.submit(prepared, batch) for batch in batches[:1]]
        for place, batch in enumerate(batches):
            photos = coming.pop().result()
            coming += [ahead.submit(prepared, following) for following in batches[place + 1 : place + 2]]
            yield batch, photos


def _computed(base: Base, photos: np.ndarray, pooling: str | None) -> np.ndarray:
    if base.cut == 0:
        maps = photos
    else:
        maps = _function(base)(tf.convert_to_tensor(photos)).numpy()
    if pooling == "average":
        return maps.mean(axis=(1, 2))
    return maps.reshape(len(maps), -1) if pooling == "flatten" else maps


def _function(base: Base) -> _Function:
    """The frozen part, compiled once for each base: float32 photos -> float32 maps."""
    if base not in _functions:
        network = base.frozen if precision() == FLOAT32 else _reduced(base.frozen)
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


def _packed(features: np.ndarray, pooling: str | None) -> np.ndarray:
    """Half the bytes for what was computed in bfloat16: the lower half of such a float32 is zero."""
    if precision() == FLOAT32 or pooling == "average":
        return features
    return (features.view(np.uint32) >> 16).astype(np.uint16)


def _unpacked(features: np.ndarray) -> np.ndarray:
    if features.dtype == np.float32:
        return features
    return (features.astype(np.uint32) << 16).view(np.float32)
