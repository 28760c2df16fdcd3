"""The counted networks, held against what was published and against the networks that photos are shown to."""

import pytest

from models.architectures.counts import Counted, CountedLayer, counts, write_counts
from models.architectures.inception import MODULES
from models.imagenet.networks import NETWORKS

# Parameters and depth: the papers' own, or counted in CURRICULUM.md, section D.
PUBLISHED = {
    "alexnet": (60_965_224, 8),
    "vgg16": (138_357_544, 16),
    "vgg19": (143_667_240, 19),
    "googlenet": (6_998_552, 22),
    "googlenet_in_training": (13_378_280, 22),
    "resnet50": (25_636_712, 50),
    "resnet101": (44_707_176, 101),
    "resnet152": (60_419_944, 152),
    "densenet121": (8_062_504, 121),
    "densenet201": (20_242_984, 201),
    "mobilenet": (4_253_864, 28),
    "mobilenet_v2": (3_538_984, 53),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_parameters_and_depth(name):
    counted = counts()[name]
    assert (counted.parameters, counted.depth) == PUBLISHED[name]


@pytest.mark.parametrize("name", [name for name in counts() if counts()[name].layers])
def test_the_layers_have_all_parameters(name):
    assert sum(layer.parameters for layer in counts()[name].layers) == counts()[name].parameters


def test_the_networks_for_photos_are_the_same():
    both = counts().keys() & NETWORKS.keys()
    assert {"vgg16", "resnet50", "mobilenet_v2", "efficientnet_lite0"} <= both
    for name in both:
        counted, info = counts()[name], NETWORKS[name]
        assert (counted.parameters, counted.multiply_adds, counted.size) == (
            info.parameters,
            info.multiply_adds,
            info.size,
        )


def test_what_is_written_is_read_again(tmp_path, monkeypatch):
    written = {
        "small": Counted(10, 8, 20, 1, 32, (CountedLayer("dense", "Dense", (10,), 10),)),
        "folded": Counted(5, 5, 5, 1, 32),
    }
    file = tmp_path / "counts.json"
    write_counts(written, file)
    monkeypatch.setattr("models.architectures.counts.COUNTS", file)
    assert counts.__wrapped__() == written


def test_the_first_inception_module_with_its_bottlenecks_and_without():
    assert MODULES["3a"].parameters(192) == 163_696
    assert MODULES["3a"].parameters(192, bottlenecks=False) == 393_472


def test_each_inception_module_costs_what_was_counted():
    layers = counts()["googlenet"].layers
    channels = 192
    for name, branches in MODULES.items():
        own = [layer for layer in layers if layer.name.startswith(f"inception_{name}")]
        assert sum(layer.parameters for layer in own) == branches.parameters(channels)
        [joined] = [layer for layer in own if layer.kind == "Concatenate"]
        assert joined.shape[-1] == branches.together
        channels = branches.together
    assert channels == 1024
