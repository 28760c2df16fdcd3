"""Wide networks look at fewer examples at a time, and evaluate fewer, than others."""

import pytest

from models.experiment import Experiment
from models.layers import parse_layers
from models.network.at_once import by_base_at_once, evaluated_at_once, probed_at_once
from models.network.shapes import hidden_values

SHAPE, CLASSES, BYTES = (28, 28, 1), 10, 784


def network(text):
    return Experiment(layers=parse_layers(text))


def test_values_are_counted_before_pooling():
    assert hidden_values(network("c8k3p2-c4k3v-7"), SHAPE, CLASSES) == [28 * 28 * 8, 12 * 12 * 4, 7]
    assert hidden_values(network(""), SHAPE, CLASSES) == []


@pytest.mark.parametrize(
    ("text", "probed", "evaluated"),
    [
        ("64-32-64", 256, 2000),
        ("", 256, 2000),
        ("1024-1024-1024-1024-1024-1024", 256, 2000),
        ("c32k3p2-c16k5p2-64-32", 64, 255),
        ("c64k3-c63k3", 64, 255),  # 99,568 values of an example; 64 times that is just within the bound
        ("c64k3-c64k3", 63, 255),
        ("c128k1-c128k1-c128k1-c128k1", 15, 127),
    ],
)
def test_at_the_bounds_and_beyond_them(text, probed, evaluated):
    assert probed_at_once(network(text), SHAPE, CLASSES) == probed
    assert evaluated_at_once(network(text), SHAPE, CLASSES, BYTES) == evaluated


@pytest.mark.parametrize(("largest", "photos"), [(1, 32), (200_000, 32), (200_001, 31), (3_211_264, 2), (10**9, 2)])
def test_behind_a_part_of_a_pretrained_network(largest, photos):
    assert by_base_at_once(largest) == photos
