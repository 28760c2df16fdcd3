"""The textbook experiments are the curriculum's, travel unchanged, and can be tried without a download."""

from typing import get_args

import pytest

from models.datasets.registry import DATASETS
from models.experiment import Experiment
from models.initialization import parameter_count
from models.layers import format_layers
from models.presets import PRESETS, Figure, Preset

EVERY = pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)

# key: (data, examples, epochs, batch size, optimizer, learning rate, layers as in a link)
TEXTBOOK = {
    "B1": ("mnist", 60_000, 200, 32, "sgd", 0.01, "64-32-64"),
    "B2": ("mnist", 60_000, 300, 32, "sgd", 0.01, "64-32-64"),
    "B3": (
        *("mnist", 60_000, 100, 100, "sgd", 0.01),
        "64:a=linear:i=he_normal:n=after-64-32:a=linear:i=he_normal:n=after-32-64:a=linear:i=he_normal:n=after-64",
    ),
    "B4": ("mnist", 60_000, 30, 100, "rmsprop", 0.001, "100-50"),
    "B4+": ("mnist", 60_000, 30, 100, "rmsprop", 0.001, "100:n=after:d=0.2-50"),
    "B6": (
        *("mnist", 60_000, 100, 100, "sgd", 0.01),
        "64:a=linear:i=he_normal:n=after:l2=0.01-64:d=0.2-32:a=linear:i=he_normal:n=after:l2=0.01-32"
        "-64:a=linear:i=he_normal:n=after:l2=0.01-64",
    ),
    "C1": ("fashion_mnist", 60_000, 30, 16, "adam", 0.001, "c32k3p2-c16k5p2-64:n=after:d=0.3-32"),
    "C3": ("cifar10", 50_000, 10, 128, "adam", 0.001, "c32k3vp2-c64k3vp2-c128k3vp2-128:d=0.6"),
}


def test_the_curriculum_s_experiments_are_there_in_order():
    assert list(PRESETS) == ["B1", "B2", "B3", "B4", "B4+", "B5", "B6", "C1", "C3"]
    assert all(preset.key == key for key, preset in PRESETS.items())


@pytest.mark.parametrize("key", TEXTBOOK)
def test_settings_are_the_textbook_s(key: str):
    experiment = PRESETS[key].experiment
    assert TEXTBOOK[key] == (
        experiment.dataset,
        experiment.examples,
        experiment.epochs,
        experiment.batch_size,
        experiment.optimizer,
        experiment.learning_rate,
        format_layers(experiment.layers),
    )


def test_b_validates_on_the_test_digits_and_c1_on_a_fifth_of_the_training_pictures():
    shares = {key: preset.experiment.validation_share for key, preset in PRESETS.items()}
    assert shares == {**dict.fromkeys(PRESETS, 0.0), "C1": 0.2}


def test_b5_is_b3_with_early_stopping():
    differences = PRESETS["B3"].experiment.differences(PRESETS["B5"].experiment)
    assert differences == {"early_stopping": ("off", "val_loss")}
    assert (PRESETS["B5"].experiment.patience, PRESETS["B5"].experiment.restore_best) == (10, True)


def test_callbacks_of_b6_and_c1():
    def callbacks(experiment: Experiment) -> tuple:
        return experiment.early_stopping, experiment.patience, experiment.checkpoint, experiment.stop_when_met

    assert callbacks(PRESETS["B6"].experiment) == ("val_accuracy", 10, "val_accuracy", True)
    assert callbacks(PRESETS["C1"].experiment) == ("val_loss", 3, "val_loss", False)


@EVERY
def test_experiments_survive_a_link_and_json(preset: Preset):
    for experiment in (preset.experiment, preset.built_in):
        assert Experiment.from_query(experiment.to_query()) == (experiment, [])
        assert Experiment.from_json(experiment.to_json()) == experiment


@EVERY
def test_the_built_in_twin_needs_no_download_and_has_the_same_network(preset: Preset):
    assert DATASETS[preset.built_in.dataset].built_in
    assert set(preset.experiment.differences(preset.built_in)) <= {"dataset", "examples", "epochs"}


@EVERY
def test_no_more_examples_than_the_data_have(preset: Preset):
    for experiment in (preset.experiment, preset.built_in):
        assert experiment.examples <= DATASETS[experiment.dataset].train_size


@EVERY
def test_published_figures_fit_the_experiment(preset: Preset):
    info = DATASETS[preset.experiment.dataset]
    total, trainable = parameter_count(preset.experiment, info.shape, info.classes)
    counts = {"parameters": total, "trainable_parameters": trainable}
    for published in preset.published:
        assert published.figure in get_args(Figure)
        assert published.data == preset.experiment.dataset
        assert published.epoch is None or 1 <= published.epoch <= preset.experiment.epochs
        assert published.value == counts[published.figure] if published.figure in counts else 0 < published.value <= 1
