"""Lite0's map of answers against the network as it is."""

import numpy as np

from models.engine.pretrained.answer_map import cat_dog_map, logit_map
from models.engine.pretrained.cache import acquire
from models.imagenet.networks import BUILT_IN


def test_the_average_of_the_map_is_the_networks_answer():
    picture = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
    network = acquire(BUILT_IN)
    expected, _seconds = network.outputs(picture[None], network.model.layers[-1].name)
    logits = logit_map(picture)
    assert logits.shape == (7, 7, 1000)
    np.testing.assert_allclose(logits.mean((0, 1)), expected[0], atol=1e-4)


def test_a_larger_picture_has_more_places():
    shares = cat_dog_map(np.full((256, 320, 3), 128, np.uint8))
    for name in ("cats", "dogs"):
        assert shares[name].shape == (8, 10)
        assert ((shares[name] >= 0) & (shares[name] <= 1)).all()
