"""The end of a network, held against the counted networks and against the window that runs over a picture."""

import pytest

from models.architectures.counts import counts
from models.architectures.endings import (
    AS_CONVOLUTIONS,
    STRIDE,
    Ending,
    largest_difference,
    mobilenet_parameters,
)
from models.architectures.series import series
from models.settings import SettingError


def test_the_published_dense_layer():
    assert Ending().dense_weights == 7 * 7 * 1024 * 1024 == 51_380_224


def test_vgg16s_dense_layers_have_as_many_parameters_as_convolutions():
    dense = [layer.parameters for layer in counts()["vgg16"].layers if layer.kind == "Dense"]
    assert [one.parameters for one in AS_CONVOLUTIONS] == dense


def test_as_many_answers_as_the_kernel_has_places():
    answers = {ending.picture_size: ending.answers for ending in series(Ending(), "picture_size")}
    assert (answers[192], answers[224], answers[256], answers[384], answers[512]) == (0, 1, 2, 6, 10)


def test_a_dense_layer_is_a_convolution():
    assert 0 < largest_difference(16) < 1e-5


def test_mobilenet_with_ten_classes():
    base, head = mobilenet_parameters()
    assert (base, head, base + head) == (3_228_864, 10_250, 3_239_114)


def test_the_last_map_has_whole_pixels():
    with pytest.raises(SettingError, match="picture_size"):
        Ending(picture_size=3 * STRIDE + 1)
