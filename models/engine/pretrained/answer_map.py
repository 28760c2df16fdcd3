"""EfficientNet-Lite0's map of answers: its dense layer at every place of its last map, before the averaging."""

from __future__ import annotations

from functools import lru_cache

import keras
import numpy as np

from models.engine.pretrained.cache import acquire
from models.imagenet.classes import CATS, DOGS
from models.imagenet.networks import BUILT_IN
from models.imagenet.preprocessing import preprocess


def cat_dog_map(picture: np.ndarray) -> dict[str, np.ndarray]:
    """How likely Lite0 finds cats and dogs at each place of a picture of any size.

    Args:
        picture: (height, width, 3) uint8, both sides multiples of 32.

    Returns:
        ``cats`` and ``dogs``: (height / 32, width / 32) float32, the sums over ImageNet's kinds of them.

    Raises:
        WeightsBroken, NotEnoughMemory: see `models.engine.pretrained.cache.acquire`.
    """
    logits = logit_map(picture)
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares = odds / odds.sum(axis=-1, keepdims=True)
    return {"cats": shares[..., list(CATS)].sum(-1), "dogs": shares[..., list(DOGS)].sum(-1)}


def logit_map(picture: np.ndarray) -> np.ndarray:
    """Logits at each place, (height / 32, width / 32, 1000); their average is the network's, see `cat_dog_map`."""
    network = acquire(BUILT_IN)
    prepared = preprocess(picture[None], network.info.preprocessing)
    maps = np.asarray(_base(network.model)(keras.ops.convert_to_tensor(prepared), training=False))[0]
    kernel, bias = network.model.layers[-1].get_weights()
    return maps @ kernel + bias


@lru_cache(maxsize=1)
def _base(model: keras.Model) -> keras.Model:
    """The same layers up to the last map, on pictures of any size."""
    base = keras.Model(model.input, model.get_layer("head").output)
    return keras.models.clone_model(base, keras.Input((None, None, 3)), clone_function=lambda layer: layer)
