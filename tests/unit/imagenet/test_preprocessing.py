import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.imagenet.networks import BUILT_IN, NETWORKS
from models.imagenet.preprocessing import MODES, first_convolution_input, pixel_steps, preprocess

KERAS = {
    "vgg16": keras.applications.vgg16,
    "vgg19": keras.applications.vgg19,
    "resnet50": keras.applications.resnet50,
    "resnet50v2": keras.applications.resnet_v2,
    "inception_v3": keras.applications.inception_v3,
    "mobilenet_v2": keras.applications.mobilenet_v2,
    "efficientnet_v2_b0": keras.applications.efficientnet_v2,
}


def random_photos(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (2, 17, 13, 3), np.uint8)


@pytest.mark.parametrize("name", KERAS)
def test_equals_preprocess_input_of_keras(name):
    photos = random_photos()
    ours = preprocess(photos, NETWORKS[name].preprocessing)
    np.testing.assert_array_equal(ours, KERAS[name].preprocess_input(photos.astype(np.float32)))
    assert ours.dtype == np.float32
    assert ours.flags.c_contiguous


def test_every_network_has_a_known_mode():
    assert {info.preprocessing for info in NETWORKS.values()} == set(MODES)
    assert set(KERAS) == set(NETWORKS) - {BUILT_IN}


def test_efficientnet_lite_takes_127_off_and_divides_by_128():
    photos = random_photos()
    np.testing.assert_array_equal(preprocess(photos, "lite"), (photos.astype(np.float64) - 127) / 128)


def test_efficientnet_v2_b0_does_the_rest_in_its_own_first_layers():
    photos = random_photos()
    rescaling = keras.layers.Rescaling(1 / 255)
    normalization = keras.layers.Normalization(mean=[0.485, 0.456, 0.406], variance=[0.229**2, 0.224**2, 0.225**2])
    inside = np.asarray(normalization(rescaling(photos.astype(np.float32))))
    np.testing.assert_allclose(first_convolution_input(photos, "none"), inside, atol=1e-6)
    np.testing.assert_array_equal(preprocess(photos, "none"), photos)


@pytest.mark.parametrize("mode", MODES)
def test_the_photo_itself_is_left_alone(mode):
    photos = random_photos()
    preprocess(photos, mode)[:] = 0
    np.testing.assert_array_equal(photos, random_photos())


def test_a_pixel_followed_into_vgg_goes_in_blue_first():
    steps = pixel_steps((10, 20, 30), "caffe")
    assert [step.channel for step in steps] == ["blue", "green", "red"]
    assert [step.value for step in steps] == [30, 20, 10]
    assert [step.shift for step in steps] == [103.939, 116.779, 123.68]
    assert [step.result for step in steps] == pytest.approx([-73.939, -96.779, -113.68])


@given(
    rgb=st.tuples(*[st.integers(0, 255)] * 3),
    mode=st.sampled_from(sorted(MODES)),
)
def test_a_pixel_s_steps_are_the_arithmetic_that_was_done(rgb, mode):
    steps = pixel_steps(rgb, mode)
    seen = first_convolution_input(np.array(rgb, np.uint8).reshape(1, 1, 1, 3), mode).ravel()
    assert [step.result for step in steps] == seen.tolist()
    for step in steps:
        assert step.result == pytest.approx((step.value / step.unit - step.shift) / step.divisor, abs=1e-5)
        assert step.value == rgb[("red", "green", "blue").index(step.channel)]
