"""Feature maps and Grad-CAM against twins written straight on keras.applications."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.engine import tasks
from models.engine.pretrained.cache import acquire
from models.imagenet.networks import BUILT_IN, NETWORKS

BASE_NAME = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"


@pytest.fixture(scope="module")
def mobilenet(mobilenet_file):
    """The twin: Keras's own model, ending in logits."""
    return keras.applications.MobileNetV2(weights=mobilenet_file, classifier_activation=None)


def scaled(heat):
    return heat / heat.max() if heat.max() > 0 else heat


def prepared(pictures):
    return keras.applications.mobilenet_v2.preprocess_input(pictures.astype(np.float32))


def test_the_strongest_maps_strongest_first(mobilenet, mobilenet_file, pictures):
    layer = "block_3_project_BN"
    answer = tasks.feature_maps("mobilenet_v2", mobilenet_file, pictures[0], layer)
    twin = keras.Model(mobilenet.input, mobilenet.get_layer(layer).output)(prepared(pictures[:1]), training=False)[0]
    means = np.asarray(twin).mean(axis=(0, 1))
    assert answer["shape"] == [28, 28, 32]
    assert answer["maps"].shape == (16, 28, 28)
    assert answer["maps"].dtype == np.float32
    assert set(answer["channels"]) == set(np.argsort(means)[-16:])
    assert np.all(np.diff(answer["maps"].mean(axis=(1, 2))) <= 0)
    np.testing.assert_allclose(answer["maps"], np.moveaxis(twin, 2, 0)[answer["channels"]], atol=1e-4)


def test_a_layer_without_places_or_an_unknown_one():
    picture = np.zeros((224, 224, 3), np.uint8)
    for layer in ("pool", "no_such_layer"):
        with pytest.raises(ValueError, match=layer):
            tasks.feature_maps(BUILT_IN, "", picture, layer)


def test_all_13_convolutions_of_the_shared_vgg16(pictures, shared_data):
    base = shared_data(BASE_NAME)
    twin = keras.applications.VGG16(weights=str(base), include_top=False, input_shape=(224, 224, 3))
    names = NETWORKS["vgg16"].layers
    outputs = keras.Model(twin.input, [twin.get_layer(name).output for name in names])(
        keras.applications.vgg16.preprocess_input(pictures[:1].astype(np.float32))
    )
    assert len(names) == 13
    for name, output in zip(names, outputs, strict=True):
        answer = tasks.feature_maps("vgg16", str(base), pictures[0], name)
        expected = np.moveaxis(output[0], 2, 0)[answer["channels"]]
        np.testing.assert_allclose(answer["maps"], expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())


def test_grad_cam_against_a_twin(mobilenet, mobilenet_file, pictures):
    classes = [7, 999, 0, 1, 2, 3]
    answer = tasks.grad_cam("mobilenet_v2", mobilenet_file, pictures[0], classes)
    both = keras.Model(mobilenet.input, [mobilenet.get_layer("out_relu").output, mobilenet.output])
    assert answer["layer"] == "out_relu"
    assert answer["heat"].any(axis=(1, 2)).sum() >= 2
    assert answer["heat"].shape == (6, 7, 7)
    for heat, index in zip(answer["heat"], classes, strict=True):
        with tf.GradientTape() as tape:
            maps, logits = both(prepared(pictures[:1]), training=False)
            logit = logits[0, index]
        weights = tf.reduce_mean(tape.gradient(logit, maps), axis=(0, 1, 2))
        twin = np.maximum(0, np.sum(maps[0] * weights, axis=-1))
        np.testing.assert_allclose(heat, scaled(twin), atol=1e-4)


def test_grad_cam_against_finite_differences(pictures):
    """After "head" come an average over the places and a dense layer: the logit is linear in the maps."""
    network = acquire(BUILT_IN)
    maps = network.outputs(pictures[:1], "head")[0][0].astype(np.float64)
    index = int(network.probabilities(pictures[:1])[0].argmax())
    kernel, bias = (np.asarray(weight, np.float64) for weight in network.model.get_layer("_fc").weights)

    def logit(shift):
        return (maps.mean(axis=(0, 1)) + shift) @ kernel[:, index] + bias[index]

    # The mean gradient over the places: what the logit gains where one channel rises everywhere, over the places.
    steps = np.eye(maps.shape[-1])
    weights = np.array([(logit(step * 1e-3) - logit(-step * 1e-3)) / 2e-3 for step in steps]) / 49
    heat = np.maximum(0, maps @ weights)
    answer = tasks.grad_cam(BUILT_IN, "", pictures[0], [index])
    assert heat.any()
    np.testing.assert_allclose(answer["heat"][0], scaled(heat), atol=1e-4)


def test_where_nothing_speaks_for_the_class_all_is_zero(pictures):
    network = acquire(BUILT_IN)
    dense = network.model.get_layer("_fc")
    kept = dense.get_weights()
    try:
        dense.kernel.assign(-np.abs(kept[0]))  # maps after ReLU6 can then only speak against a class
        heat = tasks.grad_cam(BUILT_IN, "", pictures[0], [5])["heat"]
    finally:
        dense.set_weights(kept)
    assert not heat.any()


@pytest.mark.parametrize("classes", [[], [1000], [-1], [3, 1000]])
def test_classes_that_there_are_not(classes, pictures):
    with pytest.raises(ValueError, match="classes"):
        tasks.grad_cam(BUILT_IN, "", pictures[0], classes)


def test_without_the_classifier_there_is_nothing_to_explain(vgg_base_file, pictures):
    with pytest.raises(ValueError, match="without its classifier"):
        tasks.grad_cam("vgg16", vgg_base_file, pictures[0], [1])
    with pytest.raises(ValueError, match="without its classifier"):
        tasks.classify("vgg16", vgg_base_file, pictures)
