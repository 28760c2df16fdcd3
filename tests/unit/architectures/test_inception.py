"""Inception modules with channels of one's own, in the places that GoogLeNet has for them."""

import math

import pytest

from models.architectures.counts import counts
from models.architectures.inception import MODULES, Module


@pytest.mark.parametrize("name", MODULES)
def test_a_published_module_is_that_of_the_counted_network(name):
    module = Module.published(name)
    own = [layer for layer in counts()["googlenet"].layers if layer.name.startswith(f"inception_{name}")]
    assert sum(layer.parameters for layer in own) == module.parameters(bottlenecks=True)
    [joined] = [layer for layer in own if layer.kind == "Concatenate"]
    assert joined.shape == (module.side, module.side, module.branches.together)


def test_the_default_is_the_first_module():
    assert Module() == Module.published("3a")
    assert (Module().channels_in, Module().side) == (192, 28)


@pytest.mark.parametrize("bottlenecks", [True, False])
def test_multiply_adds_are_the_kernels_at_every_place(bottlenecks):
    module = Module(module="4b", five=8)
    kernels = [one for branch in module.convolutions(bottlenecks).values() for one in branch]
    weights = sum(math.prod((one.side, one.side, one.channels, one.filters)) for one in kernels)
    assert module.multiply_adds(bottlenecks) == 14 * 14 * weights
    assert module.parameters(bottlenecks) == weights + sum(one.filters for one in kernels)


def test_the_branches_are_joined_in_depth():
    assert Module(three=8).branches.handed_on == {"one": 64, "three": 8, "five": 32, "behind_pool": 32}
    assert Module(three=8).branches.together == 136
