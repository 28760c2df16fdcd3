"""Receptive fields against published figures, and against where gradients really reach."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.engine.pretrained.lite0 import load_lite0
from models.engine.pretrained.network import ARCHITECTURES
from models.engine.pretrained.receptive_fields import Reach, reaches
from models.imagenet.networks import NETWORKS

KERAS_NETWORKS = sorted(ARCHITECTURES)


def plan(network, **options):
    """The network without values in its variables."""
    with keras.StatelessScope(initialize_variables=False):
        return ARCHITECTURES[network](weights=None, **options)


def test_every_keras_network_of_the_table_has_an_architecture():
    assert {info.name for info in NETWORKS.values() if not info.built_in} == set(KERAS_NETWORKS)


def test_vgg16_as_published():
    found = reaches(plan("vgg16"))
    fields = {name: reach.field for name, reach in found.items() if "conv" in name or "pool" in name}
    # Araujo et al. 2019 give 212 for the last pooling; the others follow from 3 x 3 kernels and 2 x 2 poolings.
    assert list(fields.values()) == [3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212]
    assert found["block5_conv3"].stride == 16
    assert found["flatten"].field is found["predictions"].field is None


@pytest.mark.parametrize(
    ("network", "layer", "published"),
    [("inception_v3", "mixed10", 1311), ("resnet50", "conv5_block3_out", 483), ("resnet50v2", "post_relu", 483)],
)
def test_others_as_published(network, layer, published):
    assert reaches(plan(network))[layer] == Reach(published, 32)  # Araujo et al. 2019, table 1


@pytest.mark.parametrize("network", KERAS_NETWORKS)
def test_the_tables_layers_are_there_and_grow_inward(network):
    info = NETWORKS[network]
    found = reaches(plan(network))
    fields = [found[layer].field for layer in info.layers]
    known = [field for field in fields if field is not None]
    assert known == sorted(known)
    assert fields[len(known) :] == [None] * (len(fields) - len(known))
    assert found[info.cam_layer].stride in (16, 32)
    if network != "efficientnet_v2_b0":
        assert len(known) == len(fields)


def test_squeeze_and_excite_sees_the_whole_picture():
    found = reaches(plan("efficientnet_v2_b0"))
    assert found["block3b_add"].field == 43
    assert found["block4a_se_excite"] == Reach(None, 16)
    assert found["top_activation"] == Reach(None, 32)


def test_dilation_and_one_sided_kernels():
    image = keras.Input((32, 32, 3))
    x = keras.layers.Conv2D(2, 3, dilation_rate=2, padding="same", name="dilated")(image)
    x = keras.layers.AveragePooling2D(2, name="halved")(x)
    a = keras.layers.Conv2D(2, (1, 7), padding="same", name="wide")(x)
    b = keras.layers.Conv2D(2, 1, name="point")(x)
    model = keras.Model(image, keras.layers.Concatenate(name="joined")([a, b]))
    found = reaches(model)
    expected = {"dilated": Reach(5, 1), "halved": Reach(6, 2), "point": Reach(6, 2), "joined": Reach(18, 2)}
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("layer", ["stem", "block1a", "block2b", "block3a"])
def test_gradients_reach_exactly_as_far(layer):
    model = load_lite0()
    part = keras.Model(model.input, model.get_layer(layer).output)
    image = tf.constant(np.random.default_rng(0).normal(size=(1, 224, 224, 3)).astype(np.float32))
    with tf.GradientTape() as tape:
        tape.watch(image)
        output = part(image, training=False)
        middle = output.shape[1] // 2
        unit = tf.reduce_sum(output[0, middle, middle])
    touched = np.abs(tape.gradient(unit, image)[0]).sum(axis=2) > 0
    for axis in (0, 1):
        places = np.flatnonzero(touched.any(axis=axis))
        assert places[-1] - places[0] + 1 == reaches(model)[layer].field
