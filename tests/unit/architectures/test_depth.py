"""Networks of blocks: what they begin with, and which of them are compared."""

import numpy as np
import pytest

from models.architectures.depth import (
    CHART_DEPTHS,
    LINES,
    MOST_LAYERS,
    DepthExperiment,
    chart_of,
    digits_for,
    initial_weights,
    pair_of,
)
from models.settings import SettingError


@pytest.mark.parametrize("layers", [0, 3, 52])
def test_blocks_of_two_make_an_even_depth(layers):
    with pytest.raises(SettingError):
        DepthExperiment(dense_layers=layers)


@pytest.mark.parametrize("joining", ["zero", "he"])
def test_both_networks_of_a_pair_have_what_they_have_in_common_from_one_draw(joining):
    pair = pair_of(DepthExperiment(dense_layers=6, skip=False, joining=joining, seed=5))
    plain, skip = (initial_weights(pair[name]) for name in ("plain", "skip"))
    np.testing.assert_array_equal(plain.first, skip.first)
    np.testing.assert_array_equal(plain.last, skip.last)
    np.testing.assert_array_equal(plain.kernels[0], skip.kernels[0])
    for kernel in plain.kernels:
        assert kernel[:3].any(axis=(1, 2)).all()
        assert not kernel[3:].any()
    assert skip.kernels[1][:3].any() == (joining == "he")
    assert pair["plain"].parameters == pair["skip"].parameters


def test_a_deeper_network_begins_as_a_shallow_one():
    shallow, deep = (initial_weights(DepthExperiment(dense_layers=layers, skip=False)) for layers in (6, MOST_LAYERS))
    for kernel, deeper in zip(shallow.kernels, deep.kernels, strict=True):
        np.testing.assert_array_equal(kernel[:3], deeper[:3])
        assert np.std(deeper) == pytest.approx((2 / 64) ** 0.5, rel=0.01)
    np.testing.assert_array_equal(shallow.last, deep.last)


def test_all_networks_of_a_seed_learn_from_the_same_digits():
    pair = pair_of(DepthExperiment(seed=4))
    plain, skip = (digits_for(one) for one in pair.values())
    np.testing.assert_array_equal(plain.x_train, skip.x_train)
    assert (len(plain.y_train), len(plain.y_test)) == (4000, 1000)


def test_the_chart_has_each_line_at_each_depth_with_each_seed():
    runs = chart_of((1, 2))
    assert len(runs) == len(set(runs.values())) == len(LINES) * len(CHART_DEPTHS) * 2
    assert runs[("he", 6), 2] == DepthExperiment(dense_layers=6, skip=True, joining="he", seed=2)
    assert [seed for _, seed in runs][: len(runs) // 2] == [1] * (len(runs) // 2)  # all of one seed come first
