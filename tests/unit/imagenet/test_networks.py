import keras
import pytest

from models.engine.architectures.counting import count
from models.imagenet.networks import BUILT_IN, NETWORKS

BUILDERS = {
    "vgg16": keras.applications.VGG16,
    "vgg19": keras.applications.VGG19,
    "resnet50": keras.applications.ResNet50,
    "resnet50v2": keras.applications.ResNet50V2,
    "inception_v3": keras.applications.InceptionV3,
    "mobilenet_v2": keras.applications.MobileNetV2,
    "efficientnet_v2_b0": keras.applications.EfficientNetV2B0,
}
LARGE = ("vgg16", "vgg19")  # their classifiers alone are 0.5 GB


@pytest.fixture
def build(monkeypatch):
    """Build a network as for ImageNet; returns it, unloaded, and what Keras would have downloaded."""
    asked = []
    monkeypatch.setattr(keras.Model, "load_weights", lambda *_, **__: None)

    def ask(name, origin, cache_subdir, file_hash=None):
        asked.append((name, origin, file_hash))
        return name

    monkeypatch.setattr("keras.src.utils.file_utils.get_file", ask)

    def network(name: str, top: bool):
        size = NETWORKS[name].size
        return BUILDERS[name](weights="imagenet", include_top=top, input_shape=(size, size, 3)), asked.pop()

    return network


def check_file(file, asked) -> None:
    name, origin, checksum = asked
    assert (file.name, file.url) == (name, origin)
    if checksum:
        assert file.checksum == f"md5:{checksum}"


def check_layers(info, network) -> None:
    names = [layer.name for layer in network.layers]
    places = [names.index(name) for name in info.layers]
    assert places == sorted(places)
    assert len(set(info.layers)) == len(info.layers)
    assert len(network.get_layer(info.cam_layer).output.shape) == 4
    assert info.cam_layer == info.layers[-1]


@pytest.mark.parametrize("name", [name for name in BUILDERS if name not in LARGE])
def test_figures_layers_and_files_are_those_of_keras(name, build):
    info = NETWORKS[name]
    network, asked = build(name, top=True)
    assert network.input_shape == (None, info.size, info.size, 3)
    counted = count(network, with_layers=False)
    assert (counted.parameters, counted.multiply_adds) == (info.parameters, info.multiply_adds)
    check_layers(info, network)
    check_file(info.weights, asked)


@pytest.mark.parametrize("name", LARGE)
def test_figures_and_layers_of_vgg_are_those_of_keras(name, build):
    info = NETWORKS[name]
    base, _ = build(name, top=False)
    counted = count(base, with_layers=False)
    dense = [(7 * 7 * 512, 4096), (4096, 4096), (4096, 1000)]
    assert info.parameters == counted.parameters + sum((inputs + 1) * units for inputs, units in dense)
    assert info.multiply_adds == counted.multiply_adds + sum(inputs * units for inputs, units in dense)
    check_layers(info, base)
    convolutions = [layer.name for layer in base.layers if isinstance(layer, keras.layers.Conv2D)]
    assert list(info.layers) == convolutions


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_whole_vgg_files_are_those_of_keras(name, build):
    network, asked = build(name, top=True)
    assert NETWORKS[name].parameters == network.count_params()
    check_file(NETWORKS[name].weights, asked)


@pytest.mark.parametrize("name", [name for name, info in NETWORKS.items() if info.weights_notop])
def test_files_without_the_classifier_are_those_of_keras(name, build):
    check_file(NETWORKS[name].weights_notop, build(name, top=False)[1])


def test_files_hold_about_four_bytes_a_parameter():
    for info in NETWORKS.values():
        if info.weights:
            assert info.weights.bytes == pytest.approx(4 * info.parameters, rel=0.03)
        if info.weights and info.weights_notop:
            assert info.weights_notop.bytes < info.weights.bytes


def test_only_the_built_in_network_needs_no_file():
    assert [name for name, info in NETWORKS.items() if info.built_in] == [BUILT_IN]
    assert list(NETWORKS) == [*BUILDERS, BUILT_IN]
    assert all(name == info.name for name, info in NETWORKS.items())


def test_file_names_are_all_different():
    files = [file for info in NETWORKS.values() for file in (info.weights, info.weights_notop) if file]
    assert len({file.name for file in files}) == len(files)
