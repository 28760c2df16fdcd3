"""The transfer presets: the textbook's settings and figures, Keras's counts, and twins that need no download."""

import keras
import pytest

from models.imagenet.networks import NETWORKS
from models.textbook import Preset
from models.training.presets import PRESETS
from models.transfer.experiment import TransferExperiment
from models.transfer.presets import TRANSFER_PRESETS

EVERY = pytest.mark.parametrize("preset", TRANSFER_PRESETS.values(), ids=TRANSFER_PRESETS)
VGG16_PARAMETERS = 14_714_688


def test_the_curriculum_s_experiments_are_there_in_order():
    assert list(TRANSFER_PRESETS) == ["E2", "E3", "E4"]
    assert all(preset.key == key for key, preset in TRANSFER_PRESETS.items())
    assert not set(TRANSFER_PRESETS) & set(PRESETS)


def test_settings_of_e3_are_the_textbook_s():
    e3 = TRANSFER_PRESETS["E3"].experiment
    assert (e3.dataset, e3.network, e3.photo_size, e3.strategy, e3.trained_from) == (
        *("cats_and_dogs", "vgg16", "224", "frozen", None),
    )
    assert (e3.pooling, e3.head, e3.dropout) == ("flatten", "dense", 0.5)
    assert (e3.optimizer, e3.learning_rate, e3.batch_size) == ("adam", 1e-4, 20)
    assert (e3.epochs, e3.steps_per_epoch) == (20, 4)
    assert without_callbacks(e3)
    (dense,) = e3.head_experiment().layers
    assert (dense.units, dense.batch_norm) == (64, "after")


def test_e2_is_e3_with_a_softmax_only():
    differences = TRANSFER_PRESETS["E2"].experiment.differences(TRANSFER_PRESETS["E3"].experiment)
    assert differences == {"head": ("softmax", "dense")}
    assert TRANSFER_PRESETS["E2"].experiment.head_experiment().layers == ()


def test_settings_of_e4_are_the_textbook_s():
    e4 = TRANSFER_PRESETS["E4"].experiment
    assert (e4.dataset, e4.network, e4.photo_size, e4.strategy) == ("sign_language", "vgg16", "224", "fine_tune")
    assert (e4.pooling, e4.head) == ("average", "softmax")
    assert (e4.optimizer, e4.learning_rate, e4.base_rate, e4.batch_size) == ("adam", 1e-4, 1e-4, 32)
    assert (e4.epochs, e4.steps_per_epoch) == (20, 18)
    assert e4.head_first == 0  # head and base are trained together, by one Adam
    assert without_callbacks(e4)  # the file of its checkpoint is never loaded


def without_callbacks(experiment: TransferExperiment) -> bool:
    """Whether the training goes on to its last epoch at a constant rate, and its last weights are scored."""
    return (experiment.schedule, experiment.early_stopping, experiment.checkpoint) == ("constant", "off", "off")


def test_published_accuracies():
    figures = {(key, item.figure): item.value for key, preset in TRANSFER_PRESETS.items() for item in preset.published}
    measured = {place: value for place, value in figures.items() if not place[1].endswith("parameters")}
    assert measured == {
        ("E3", "test_accuracy"): 0.9579,
        ("E3", "test_loss"): 0.1042,
        ("E4", "test_accuracy"): 0.98,
        ("E4", "test_loss"): 0.0574,
    }


@EVERY
def test_published_figures_have_their_epoch(preset: Preset[TransferExperiment]):
    for item in preset.published:
        assert item.epoch in (None, preset.experiment.epochs)


@EVERY
def test_experiments_survive_a_link_and_json(preset: Preset[TransferExperiment]):
    for experiment in (preset.experiment, preset.built_in):
        assert TransferExperiment.from_query(experiment.to_query()) == (experiment, [])
        assert TransferExperiment.from_json(experiment.to_json()) == experiment


@EVERY
def test_the_built_in_twin_needs_no_download_and_is_trained_the_same_way(preset: Preset[TransferExperiment]):
    assert preset.built_in.dataset == ("digits" if preset.key == "E4" else "drawn")
    assert NETWORKS[preset.built_in.network].built_in
    differences = preset.experiment.differences(preset.built_in)
    assert set(differences) <= {"dataset", "network", "per_class", "photo_size", "block", "steps_per_epoch"}
    # An epoch is all of its photos, of which there are fewer.
    assert preset.built_in.head_experiment() == preset.experiment.head_experiment().replace(steps_per_epoch=0)


def test_the_twin_of_e4_trains_its_network_s_last_stage():
    twin = TRANSFER_PRESETS["E4"].built_in
    assert twin.trained_from is not None
    assert twin.info.layers[twin.trained_from :] == ("block6a", "block6b", "block6c", "block6d", "block7a", "head")


def _textbook_network(key: str) -> keras.Model:
    """The network as the textbook builds it."""
    layers = keras.layers
    if key == "E4":
        base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(224, 224, 3), pooling="avg")
        for layer in base.layers[:-5]:
            layer.trainable = False
        return keras.Sequential([base, layers.Dense(10, activation="softmax")])
    base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(224, 224, 3))
    base.trainable = False
    assert base.count_params() == VGG16_PARAMETERS
    dense = [layers.Dense(64, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.5)]
    return keras.Sequential(
        [base, layers.Flatten(), *(dense if key == "E3" else []), layers.Dense(2, activation="softmax")]
    )


@pytest.mark.parametrize("key", TRANSFER_PRESETS)
def test_keras_counts_the_published_parameters(key: str):
    model = _textbook_network(key)
    trainable = sum(int(keras.ops.size(weight)) for weight in model.trainable_weights)
    counts = {item.figure: item.value for item in TRANSFER_PRESETS[key].published if item.epoch is None}
    assert counts["parameters"] == model.count_params()
    assert counts["trainable_parameters"] == trainable


def test_the_last_five_layers_of_e4_begin_with_its_block():
    e4 = TRANSFER_PRESETS["E4"].experiment
    base = _textbook_network("E4").layers[0]
    assert e4.trained_from is not None
    assert base.layers[-5].name == e4.info.layers[e4.trained_from] == "block5_conv1"
