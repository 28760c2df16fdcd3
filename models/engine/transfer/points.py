"""Test photos as points in the plane, by what a network makes of them."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from models.engine.program import Program
from models.engine.transfer.base import Base
from models.engine.transfer.whole import average_maps

MOST_POINTS = 400
# Where photos still have to run through the trained part of a base, which takes as long as a part of an epoch.
_FEWER_POINTS = 200
_BATCH = 8
_SMALL_SIDE = 16
_PERPLEXITY = 30.0
_TSNE_STEPS = 500  # half of them pull apart what belongs apart; for so few photos more change little


def shown_photos(count: int, base: Base | None) -> np.ndarray:
    """Which of so many test photos are shown: all, or some at even distances, so that every class has its share."""
    most = _FEWER_POINTS if base is not None and base.trained is not None else MOST_POINTS
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64))


def features_before(base: Base | None, x: np.ndarray, stopped: Callable[[], bool] = lambda: False) -> np.ndarray | None:
    """What a pretrained network makes of photos; to be called before any of it is trained.

    Args:
        x: what the trained part is given for each photo: features, or the small network's pixels.
        stopped: asked now and then.

    Returns:
        (n, channels): its last feature maps, averaged over the places. Without a base, pixels of small photos. ``None``
        if it was stopped.
    """
    if base is None:
        return _small(x)
    if base.trained is None:
        return average_maps(x, base.frozen_shape)
    means = []
    for start in range(0, len(x), _BATCH):
        if stopped():
            return None
        maps = base.trained(tf.convert_to_tensor(x[start : start + _BATCH]), training=False)
        means.append(tf.reduce_mean(maps, axis=(1, 2)).numpy())
    return np.concatenate(means)


def features_after(program: Program, base: Base | None, x: np.ndarray) -> np.ndarray:
    """What enters the trained network's output layer; its logits, where nothing else was trained.

    Args:
        x: as for `features_before`.

    Returns:
        (n, features).
    """
    output = program.model.layers[-1]
    if base is not None and base.trained is None and len(program.network.kernels) == 1:
        return x @ output.kernel.numpy() + output.bias.numpy()
    entry = keras.Model(program.model.input, output.input)
    scaled = x.astype(np.float32) / np.float32(255) if x.dtype == np.uint8 else x
    batches = [scaled[start : start + _BATCH] for start in range(0, len(x), _BATCH)]
    return np.concatenate([entry(tf.convert_to_tensor(batch), training=False).numpy() for batch in batches])


def in_the_plane(features: np.ndarray, seed: int) -> dict[str, np.ndarray] | None:
    """Two pictures of points that have many coordinates.

    Args:
        features: (n, features).
        seed: of t-SNE; the same seed gives the same picture.

    Returns:
        "pca": on the two directions of the largest variance; "tsne": neighbours stay neighbours (van der Maaten and
        Hinton 2008). Both (n, 2) float32. ``None`` where values are not finite, or where there are less than three
        photos.
    """
    if len(features) < 3 or not np.isfinite(features).all():
        return None
    features = features.astype(np.float64)
    perplexity = min(_PERPLEXITY, (len(features) - 1) / 3)
    # All photos alike have no directions: t-SNE's start from PCA would be divided by a deviation of zero.
    start = "pca" if features.std(axis=0).any() else "random"
    tsne = TSNE(2, perplexity=perplexity, init=start, random_state=seed, max_iter=_TSNE_STEPS)
    # One thread: several wait for each other a thousand times, and on a busy machine that takes ten times as long.
    with threadpool_limits(1, "openmp"):
        return {
            "pca": PCA(2, random_state=seed).fit_transform(features).astype(np.float32),
            "tsne": tsne.fit_transform(features).astype(np.float32),
        }


def _small(pictures: np.ndarray) -> np.ndarray:
    """Photos in 16 x 16 pixels, each the mean of a square, as (n, 768) float32."""
    count, side = pictures.shape[:2]
    squares = pictures.reshape(count, _SMALL_SIDE, side // _SMALL_SIDE, _SMALL_SIDE, side // _SMALL_SIDE, 3)
    return squares.mean(axis=(2, 4), dtype=np.float32).reshape(count, -1)
