"""The base of a network: split at a block, counted as the table has it, and the same network as before."""

import math

import keras
import numpy as np
import pytest

from models.engine.pretrained import cache
from models.engine.transfer.base import load_base, split, weights_identity
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.imagenet.preprocessing import preprocess
from models.run_memory.pretrained import base_values, last_maps
from models.transfer.sizes import base_parameters, smallest_size, trainable_parameters
from tests.there import there


@pytest.fixture(autouse=True, scope="module")
def emptied_cache():
    yield
    cache.clear()


@pytest.fixture
def photos():
    """Four pictures of coloured noise, preprocessed for the built-in network."""
    pictures = np.random.default_rng(0).integers(0, 256, (4, 64, 64, 3), dtype=np.uint8)
    return preprocess(pictures, NETWORKS[BUILT_IN].preprocessing)


def without_batch_norm(trained):
    """Parameters of the trained part, as they are counted with pretrained weights, which need no file here."""
    parts = [layer for layer in trained.layers if not isinstance(layer, keras.layers.BatchNormalization)]
    return sum(int(np.prod(variable.shape)) for layer in parts for variable in layer.trainable_variables)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_table_of_parameters_is_what_keras_counts(network):
    base = load_base(network, "", smallest_size(network), 0, random=True)
    assert base.parameters == base_parameters(network)
    drawn = sum(int(np.prod(variable.shape)) for variable in there(base.trained).trainable_variables)
    assert drawn == trainable_parameters(network, 0, random=True)
    for cut in range(len(base.info.layers)):
        _, trained = split(there(base.trained), base.info, cut)
        assert without_batch_norm(there(trained)) == trainable_parameters(network, cut)


@pytest.mark.parametrize(
    "network",
    [name if name in (BUILT_IN, "vgg16") else pytest.param(name, marks=pytest.mark.slow) for name in NETWORKS],
)
def test_the_table_of_values_is_what_keras_makes_of_a_photo(network):
    base = load_base(network, "", 224, 0, random=True)
    height, width, channels = there(base.trained).output_shape[1:]
    assert last_maps(network, 224)[2] == channels
    assert height <= last_maps(network, 224)[0] == last_maps(network, 224)[1] >= width
    for cut in range(len(base.info.layers)):
        _, trained = split(there(base.trained), base.info, cut)
        values = [math.prod(layer.output.shape[1:]) for layer in there(trained).layers]
        counted = sum(values), max(values)
        assert counted == pytest.approx(base_values(network, cut, 224), abs=1000)


def test_batch_normalization_keeps_its_averages_while_the_rest_is_trained(photos):
    base = load_base(BUILT_IN, "", 64, 12)
    maps = keras.Input(base.frozen_shape)
    model = keras.Model(maps, keras.layers.GlobalAveragePooling2D()(there(base.trained)(maps)))
    given = base.frozen(photos, training=False)
    np.testing.assert_array_equal(model(given, training=True), model(given, training=False))
    before = [variable.numpy() for variable in there(base.trained).non_trainable_variables]
    model.compile("sgd", "mse")
    model.train_on_batch(given, np.zeros(model(given).shape))
    for variable, value in zip(there(base.trained).non_trainable_variables, before, strict=True):
        np.testing.assert_array_equal(variable, value)


@pytest.mark.parametrize("network", NETWORKS)
def test_smaller_photos_than_the_smallest_are_refused(network):
    with pytest.raises(ValueError, match=r"size|shape"):
        load_base(network, "", smallest_size(network) - 1, None, random=True)


@pytest.mark.parametrize("cut", [0, 8, None])
def test_both_parts_together_are_the_network(photos, cut):
    base = load_base(BUILT_IN, "", 64, cut)
    whole = cache.acquire(BUILT_IN).model
    wanted = keras.models.clone_model(
        keras.Model(whole.input, whole.get_layer("head").output), keras.Input((64, 64, 3))
    )
    wanted.set_weights(whole.get_weights()[: len(wanted.weights)])
    maps = base.frozen(photos, training=False)
    assert maps.shape[1:] == base.frozen_shape
    maps = there(base.trained)(maps, training=False) if base.trained else maps
    np.testing.assert_allclose(maps, wanted(photos, training=False), rtol=1e-4, atol=1e-4)


def test_vgg_is_cut_before_its_block():
    base = load_base("vgg16", "", 64, NETWORKS["vgg16"].layers.index("block5_conv1"), random=True)
    assert [layer.name for layer in base.frozen.layers][-1] == "block4_pool"
    trained = [layer.name for layer in there(base.trained).layers if layer.weights]
    assert trained == ["block5_conv1", "block5_conv2", "block5_conv3"]
    assert there(base.trained).output_shape[1:] == (2, 2, 512)  # after the last pooling


def test_training_a_base_leaves_the_borrowed_network_alone():
    base = load_base(BUILT_IN, "", 64, 17)
    before = [weight.copy() for weight in cache.acquire(BUILT_IN).model.get_weights()]
    for variable in there(base.trained).trainable_variables:
        variable.assign_add(np.ones(variable.shape, np.float32))
    after = cache.acquire(BUILT_IN).model.get_weights()
    assert all(np.array_equal(old, new) for old, new in zip(before, after, strict=True))


def test_only_the_trained_part_is_trainable():
    base = load_base(BUILT_IN, "", 64, 10)
    assert base.frozen.trainable_variables == []
    assert there(base.trained).trainable_variables


def test_a_base_can_be_saved_and_loaded(tmp_path, photos):
    base = load_base(BUILT_IN, "", 64, 10)
    model = keras.Model(base.frozen.input, there(base.trained)(base.frozen.output))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded(photos), model(photos), rtol=1e-5, atol=1e-5)


def test_random_weights_differ_and_follow_the_seed():
    def drawn(seed):
        keras.utils.set_random_seed(seed)
        return there(load_base(BUILT_IN, "", 32, 0, random=True).trained).get_weights()[0]

    first, again, other = drawn(1), drawn(1), drawn(2)
    assert np.array_equal(first, again)
    assert np.abs(first - other).min() > 0


@pytest.mark.parametrize("cut", [-1, 18])
def test_a_cut_that_there_is_not_is_refused(cut):
    with pytest.raises(ValueError, match=f"cut {cut}"):
        load_base(BUILT_IN, "", 64, cut)


def test_an_unknown_network_is_refused():
    with pytest.raises(ValueError, match="vgg99"):
        load_base("vgg99", "", 64, None)


def test_weights_are_told_apart_by_their_file(tmp_path):
    path = tmp_path / "weights.h5"
    path.write_bytes(b"one")
    first = weights_identity(str(path))
    assert weights_identity(str(path)) == first
    path.write_bytes(b"other")
    assert len({first, weights_identity(str(path)), weights_identity("")}) == 3
