"""What the page asks of a worker, against keras.applications' own loading, preprocessing and softmax."""

import keras
import numpy as np
import pytest

from models.engine import tasks
from models.engine.pretrained import cache
from models.engine.pretrained.network import ARCHITECTURES
from models.imagenet.networks import BUILT_IN, NETWORKS
from tests.unit.engine.pretrained.keras_files import write_network

MODULES = {
    "vgg19": keras.applications.vgg19,
    "resnet50": keras.applications.resnet50,
    "resnet50v2": keras.applications.resnet_v2,
    "inception_v3": keras.applications.inception_v3,
    "mobilenet_v2": keras.applications.mobilenet_v2,
    "efficientnet_v2_b0": keras.applications.efficientnet_v2,
}


def assert_equal_to_keras(network, path, pictures):
    own = tasks.classify(network, path, pictures)
    twin = ARCHITECTURES[network](weights=path)
    expected = twin(MODULES[network].preprocess_input(pictures.astype(np.float32)), training=False)
    assert own["probabilities"].dtype == np.float32
    assert own["seconds"] > 0
    np.testing.assert_allclose(own["probabilities"], expected, atol=1e-5)
    assert np.ptp(own["probabilities"], axis=1).min() > 1e-3  # the random network does tell classes apart


def test_probabilities_equal_those_of_keras(mobilenet_file, pictures):
    assert_equal_to_keras("mobilenet_v2", mobilenet_file, pictures)


@pytest.mark.slow
@pytest.mark.parametrize("network", sorted(set(MODULES) - {"mobilenet_v2", "vgg19"}))
def test_probabilities_equal_those_of_keras_for_the_larger_networks(network, tmp_path):
    size = NETWORKS[network].size
    path = str(write_network(tmp_path / f"{network}.h5", ARCHITECTURES[network], size=size))
    pictures = np.random.default_rng(1).integers(0, 256, (2, size, size, 3), dtype=np.uint8)
    try:
        assert_equal_to_keras(network, path, pictures)
    finally:
        cache.clear()


def test_the_vgg_base_equals_the_one_that_keras_loads(vgg_base_file):
    own = cache.acquire("vgg16", vgg_base_file).model
    twin = keras.applications.VGG16(weights=vgg_base_file, include_top=False, input_shape=(224, 224, 3))
    assert [layer.name for layer in own.layers[1:]] == [layer.name for layer in twin.layers[1:]]
    for mine, theirs in zip(own.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("shape", [(0, 224, 224, 3), (224, 224, 3), (1, 200, 200, 3), (1, 224, 224, 1)])
def test_pictures_of_another_shape(shape):
    with pytest.raises(ValueError, match="shape"):
        tasks.classify(BUILT_IN, "", np.zeros(shape, np.uint8))


def test_top_k_accuracy_in_numpy():
    random = np.random.default_rng(2)
    probabilities = random.dirichlet(np.ones(1000), 60).astype(np.float32)
    order = np.argsort(-probabilities, axis=1)
    ranks = random.integers(0, 9, 60)
    labels = order[np.arange(60), ranks]
    accuracy = tasks.top_k_accuracy(probabilities, labels)
    assert accuracy == {"top_1": pytest.approx(np.mean(ranks == 0)), "top_5": pytest.approx(np.mean(ranks < 5))}


def test_the_table_of_tasks():
    explaining, measuring = {"feature_maps", "grad_cam", "cat_dog_map"}, {"moved_accuracy", "top_k_accuracy"}
    assert set(tasks.TASKS) == {"answer_photo", "classify"} | explaining | measuring
    assert tasks.TASKS["classify"] is tasks.classify


def test_warm_up_leaves_the_built_in_network_in_the_cache():
    cache.clear()
    tasks.warm_up()
    assert [key[0] for key in cache._stays] == [BUILT_IN]
