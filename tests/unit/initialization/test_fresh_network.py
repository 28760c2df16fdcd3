"""The settings of a fresh network, and how many examples it affords."""

import pytest
from hypothesis import given

from models.initialization.fresh_network import MOVING, RESTING, FreshNetwork
from models.layers import INITIALIZERS
from models.network.initializers import INITIALIZER_FUNCTIONS
from models.settings import SettingError
from tests.unit.strategies import FRESH_NETWORKS


@given(FRESH_NETWORKS)
def test_a_link_reopens_the_same_network(network):
    assert FreshNetwork.from_query(network.to_query()) == (network, [])


@pytest.mark.parametrize(
    ("field", "value"),
    [("depth", 51), ("width", 9), ("init_std", 1e-6), ("bias", 3), ("batch_size", 1), ("activation", "swish")],
)
def test_what_is_not_allowed_is_refused(field, value):
    with pytest.raises(SettingError) as caught:
        FreshNetwork(**{field: value})
    assert caught.value.field == field


@given(FRESH_NETWORKS)
def test_a_picture_stays_affordable(network):
    moving = network.in_motion
    assert 2 <= moving.examples <= network.examples <= network.batch_size
    assert moving == network.replace(batch_size=moving.examples)
    for size, budget in ((moving.examples, MOVING), (network.examples, RESTING)):
        if size < network.batch_size:
            assert 2 * size * sum(inputs * units for inputs, units in network.shapes) <= budget.multiplications
            assert size * network.depth * network.width <= budget.values


def test_a_large_network_has_fewer_examples_while_it_moves():
    usual, large, largest = FreshNetwork(), FreshNetwork(depth=50, width=500), FreshNetwork(depth=50, width=1000)
    assert usual.in_motion == usual
    assert (usual.examples, large.in_motion.examples, large.examples) == (1000, 200, 1000)
    assert largest.in_motion.examples < largest.examples < 1000


def test_shapes_and_deviations():
    network = FreshNetwork(inputs="digits", depth=3, width=20, initializer="he_normal")
    assert network.shapes == [(784, 20), (20, 20), (20, 20)]
    assert network.kernel_deviation(0) == pytest.approx((2 / 784) ** 0.5)
    assert network.kernel_deviation(2) == pytest.approx((2 / 20) ** 0.5)
    assert set(INITIALIZER_FUNCTIONS) == set(INITIALIZERS)
