"""One resize rule: every shape becomes the network's input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.photos.fit import FITS, RESAMPLE, VIEWS, averaged_views, fit


@settings(max_examples=60, deadline=None)
@given(
    height=st.integers(1, 700),
    width=st.integers(1, 700),
    size=st.sampled_from([32, 96, 224, 299]),
    how=st.sampled_from(FITS),
)
def test_any_shape_becomes_the_inputs_shape(height, width, size, how):
    pixels = np.full((height, width, 3), (9, 90, 200), dtype=np.uint8)
    fitted = fit(pixels, size, how)
    assert fitted.shape == (size, size, 3)
    assert fitted.dtype == np.uint8
    assert (fitted == (9, 90, 200)).all()


def test_crop_shows_the_middle_in_its_proportions():
    pixels = np.zeros((256, 512, 3), dtype=np.uint8)
    pixels[16:240, 144:368] = 255
    assert (fit(pixels, 224, "crop") == 255).all()


def test_squeeze_shows_everything_and_is_pillows_resize():
    pixels = np.random.default_rng(0).integers(0, 256, (300, 500, 3), dtype=np.uint8)
    expected = np.asarray(Image.fromarray(pixels).resize((224, 224), RESAMPLE))
    np.testing.assert_array_equal(fit(pixels, 224, "squeeze"), expected)


def test_squeeze_is_what_keras_does_with_the_same_filter(tmp_path):
    keras_utils = pytest.importorskip("keras.utils")
    pixels = np.random.default_rng(0).integers(0, 256, (120, 200, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    loaded = keras_utils.load_img(tmp_path / "photo.png", target_size=(96, 96), interpolation=RESAMPLE.name.lower())
    np.testing.assert_array_equal(fit(pixels, 96, "squeeze"), np.asarray(loaded))


def test_fine_stripes_become_grey_not_moire():
    pixels = np.zeros((512, 512, 3), dtype=np.uint8)
    pixels[:, ::2] = 255
    for how in FITS:
        inner = fit(pixels, 96, how)[8:-8, 8:-8].astype(int)
        assert abs(inner.mean() - 127.5) < 6
        assert inner.std() < 6


def test_an_unknown_way_is_refused():
    with pytest.raises(ValueError, match="stretch"):
        fit(np.zeros((8, 8, 3), np.uint8), 8, "stretch")


@pytest.mark.parametrize("shape", [(400, 600), (600, 400), (30, 2000), (1, 1), (224, 224)])
@pytest.mark.parametrize("size", [224, 299])
def test_views_are_many_and_of_the_inputs_shape(shape, size):
    views = averaged_views(np.zeros((*shape, 3), dtype=np.uint8), size)
    assert views.shape == (VIEWS, size, size, 3)
    assert views.dtype == np.uint8


def test_views_are_mirrored_and_reach_the_corners():
    pixels = np.zeros((512, 512, 3), dtype=np.uint8)
    for corner, (down, across) in enumerate([(0, 0), (0, -64), (-64, 0), (-64, -64)]):
        pixels[down:, across:][:64, :64] = 50 * (corner + 1)
    views = averaged_views(pixels, 224)
    np.testing.assert_array_equal(views[1::2], views[::2, :, ::-1])
    largest = views[20::2]  # the scale at which a crop is least of the picture
    assert [largest[0][0, 0, 0], largest[1][0, -1, 0], largest[2][-1, 0, 0], largest[3][-1, -1, 0]] == [
        50,
        100,
        150,
        200,
    ]
