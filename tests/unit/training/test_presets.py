"""The textbook experiments are the curriculum's, travel unchanged, and can be tried without a download."""

from itertools import pairwise

import keras
import pytest

from models.datasets.registry import DATASETS
from models.engine.network import build_plain
from models.experiment import Experiment
from models.network.shapes import parameter_count
from models.textbook import Preset
from models.training.continued import parts_of, whole_network
from models.training.presets import INITIALIZER_RUNS, PRESETS

EVERY = pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)

# The curriculum's networks, typed from its page, layer by layer in their order; a dense layer or convolution with its
# activation and its initial weights.
SOFTMAX = "Dense 10 softmax glorot_uniform"
_HE_64, _HE_32 = "Dense 64 linear he_normal", "Dense 32 linear he_normal"
_RELU_64, _RELU_32 = "Dense 64 relu glorot_uniform", "Dense 32 relu glorot_uniform"
_SIGMOID = [f"Dense {units} sigmoid glorot_uniform" for units in (64, 32, 64)]
_B3 = ["Flatten", _HE_64, "BN", _RELU_64, _HE_32, "BN", _RELU_32, _HE_64, "BN", _RELU_64, SOFTMAX]
_C1_MAPS = ["Conv 32 3x3 same relu glorot_uniform", "Pool 2", "Conv 16 5x5 same relu glorot_uniform", "Pool 2"]
NETWORKS = {
    "B1": ["Flatten", *_SIGMOID, SOFTMAX],
    "B2": ["Flatten", "Dense 64 relu he_normal", "Dense 32 relu he_normal", "Dense 64 relu he_normal", SOFTMAX],
    "B3": _B3,
    "B3-": ["Flatten", _HE_64, _RELU_64, _HE_32, _RELU_32, _HE_64, _RELU_64, SOFTMAX],
    "B4": [
        *("Flatten", "BN", "Dropout 0.2", "Dense 100 sigmoid glorot_uniform", "Dense 50 sigmoid glorot_uniform"),
        SOFTMAX,
    ],
    "B4+": [
        *("Flatten", "BN", "Dropout 0.2", "Dense 100 sigmoid glorot_uniform", "BN", "Dropout 0.2"),
        *("Dense 50 sigmoid glorot_uniform", SOFTMAX),
    ],
    "B5": _B3,
    "B6": [
        *("Flatten", f"{_HE_64} L2 0.01", "BN", "Dropout 0.2", _RELU_64),
        *(f"{_HE_32} L2 0.01", "BN", _RELU_32, f"{_HE_64} L2 0.01", "BN", _RELU_64, SOFTMAX),
    ],
    "C1": [*_C1_MAPS, "Flatten", _RELU_64, "BN", "Dropout 0.3", _RELU_32, SOFTMAX],
    "C3": [
        *("Conv 32 3x3 valid relu glorot_uniform", "Pool 2", "Conv 64 3x3 valid relu glorot_uniform", "Pool 2"),
        *("Conv 128 3x3 valid relu glorot_uniform", "Pool 2", "Flatten", "Dense 128 relu glorot_uniform"),
        *("Dropout 0.6", SOFTMAX),
    ],
}

# Data, examples learnt from, examples held out (0: the test set), optimizer, rate, batch size, most epochs, steps of an
# epoch; Momentum and the like are never on.
SGD_100 = ("SGD", 0.01, 100)
TRAININGS = {
    "B1": ("mnist", 60_000, 0, "SGD", 0.01, 32, 200, 1875),
    "B2": ("mnist", 60_000, 0, "SGD", 0.01, 32, 300, 1875),
    "B3": ("mnist", 60_000, 0, *SGD_100, 100, 600),
    "B3-": ("mnist", 60_000, 0, *SGD_100, 100, 600),
    "B4": ("mnist", 60_000, 0, "RMSprop", 0.001, 100, 30, 600),
    "B4+": ("mnist", 60_000, 0, "RMSprop", 0.001, 100, 30, 600),
    "B5": ("mnist", 60_000, 0, *SGD_100, 100, 600),
    "B6": ("mnist", 60_000, 0, *SGD_100, 200, 600),
    "C1": ("fashion_mnist", 48_000, 12_000, "Adam", 0.001, 16, 30, 3000),
    "C3": ("cifar10", 50_000, 0, "Adam", 0.001, 128, 10, 391),
}

# What is not named is off.
CALLBACKS = {
    "B5": {"stops": ("val_loss", 10, True)},
    "B6": {"stops": ("val_accuracy", 10, True), "keeps": "val_accuracy", "when_met": True},
    "C1": {"stops": ("val_loss", 3, True), "keeps": "val_loss", "falls": ("exponential", 10, 0.904837)},
}


def described(experiment: Experiment) -> list[str]:
    """The layers of the plain Keras model, in order; a penalty that is none is left out."""
    initializers = iter([*(layer.initializer for layer in experiment.resolved_layers), "glorot_uniform"])
    lines: list[str] = []
    for layer in build_plain(experiment).layers[1:]:
        match layer:
            case keras.layers.Dense() | keras.layers.Conv2D():
                lines.append(" ".join(filter(None, [_weighing(layer), next(initializers), _penalty(layer)])))
            case keras.layers.Activation():  # the engine's activation stands behind the weights, as a layer of its own
                lines[-1] = lines[-1].replace("linear", layer.activation.__name__, 1)
            case keras.layers.MaxPooling2D():
                assert layer.pool_size == layer.strides == (layer.pool_size[0],) * 2
                lines.append(f"Pool {layer.pool_size[0]}")
            case keras.layers.Dropout():
                lines.append(f"Dropout {layer.rate}")
            case keras.layers.BatchNormalization():
                lines.append("BN")
            case _:
                lines.append(type(layer).__name__)
    return lines


def _weighing(layer: keras.layers.Layer) -> str:
    assert layer.use_bias
    if isinstance(layer, keras.layers.Dense):
        return f"Dense {layer.units} {layer.activation.__name__}"
    height, width = layer.kernel_size
    assert layer.strides == (1, 1)
    return f"Conv {layer.filters} {height}x{width} {layer.padding} {layer.activation.__name__}"


def _penalty(layer: keras.layers.Layer) -> str:
    regularizer = layer.kernel_regularizer
    if regularizer is None:
        return ""
    assert regularizer.l1 == 0
    return f"L2 {float(regularizer.l2):g}"


def training(experiment: Experiment) -> tuple:
    """As `TRAININGS` has it; the optimizer and its rate are those of the plain Keras model."""
    optimizer = build_plain(experiment).optimizer
    # Plain SGD, and Keras's own values for the others.
    assert getattr(optimizer, "momentum", 0.0) == 0.0
    assert getattr(optimizer, "rho", 0.9) == 0.9
    assert (getattr(optimizer, "beta_1", 0.9), getattr(optimizer, "beta_2", 0.999)) == (0.9, 0.999)
    held_out = round(experiment.examples * experiment.validation_share)
    learnt = experiment.examples - held_out
    name = next(kind.__name__ for kind in type(optimizer).__mro__ if kind.__module__.startswith("keras."))
    return (
        *(experiment.dataset, learnt, held_out, name, round(float(optimizer.learning_rate), 9)),
        *(experiment.batch_size, experiment.epochs),
        experiment.steps_per_epoch or -(-learnt // experiment.batch_size),
    )


def callbacks(experiment: Experiment) -> dict:
    """As `CALLBACKS` has it."""
    found: dict = {}
    if experiment.early_stopping != "off":
        found["stops"] = (experiment.early_stopping, experiment.patience, experiment.restore_best)
    if experiment.checkpoint != "off":
        found["keeps"] = experiment.checkpoint
    if experiment.stop_when_met:
        found["when_met"] = True
    if experiment.schedule != "constant":
        found["falls"] = (experiment.schedule, experiment.decay_epochs, experiment.decay_factor)
    return found


def test_the_curriculum_s_experiments_are_there_in_order():
    assert list(PRESETS) == ["B1", "B2", "B3", "B3-", "B4", "B4+", "B5", "B6", "C1", "C3"]
    assert all(preset.key == key for key, preset in PRESETS.items())


@pytest.mark.parametrize("key", NETWORKS)
def test_layers_are_the_textbook_s_in_order(key: str):
    assert described(PRESETS[key].experiment) == NETWORKS[key]


@EVERY
def test_labels_are_whole_and_nothing_is_penalised_or_dropped_besides(preset: Preset[Experiment]):
    experiment = preset.experiment
    assert (experiment.label_noise, experiment.l1, experiment.l2, experiment.dropout) == (0, 0, 0, 0)


@pytest.mark.parametrize("key", TRAININGS)
def test_training_is_the_textbook_s(key: str):
    assert training(PRESETS[key].experiment) == TRAININGS[key]


@pytest.mark.parametrize("key", PRESETS)
def test_callbacks_are_the_textbook_s(key: str):
    assert callbacks(PRESETS[key].experiment) == CALLBACKS.get(key, {})


def test_b3_without_batch_norm_differs_in_nothing_else():
    assert set(PRESETS["B3"].experiment.differences(PRESETS["B3-"].experiment)) == {"layers"}
    assert [line for line in NETWORKS["B3"] if line != "BN"] == NETWORKS["B3-"]


def test_a1_takes_2000_steps_from_three_starting_points_on_mnist():
    starts = {"small": "normal", "glorot": "glorot_normal", "he": "he_normal"}
    runs = INITIALIZER_RUNS["mnist"]
    assert list(runs) == list(starts)
    for name, experiment in runs.items():
        hidden = [f"Dense 100 relu {starts[name]}"] * 5
        assert described(experiment) == ["Flatten", *hidden, SOFTMAX]
        assert training(experiment) == ("mnist", 60_000, 0, "SGD", 0.01, 128, 5, 400)
        assert callbacks(experiment) == {}
    assert runs["small"].init_std == 0.01
    for one, other in pairwise(runs.values()):
        assert set(one.differences(other)) <= {"initializer", "init_std"}


def test_a1_on_the_built_in_digits_takes_as_many_steps():
    for name, experiment in INITIALIZER_RUNS["digits"].items():
        differences = set(experiment.differences(INITIALIZER_RUNS["mnist"][name]))
        assert differences == {"dataset", "examples", "validation_share", "epochs", "steps_per_epoch"}
        *_, epochs, steps = training(experiment)
        assert epochs * steps == 2000


def test_c2_is_c1_and_goes_on_with_early_stopping_alone():
    whole = whole_network("fashion_mnist")
    assert whole.lab == PRESETS["C1"].experiment
    for part in parts_of(whole, "weights.keras"):
        assert described(part.lab) == NETWORKS["C1"]
        assert training(part.lab) == TRAININGS["C1"]
        assert callbacks(part.lab) == {"stops": ("val_loss", 5, True)}


@EVERY
def test_experiments_survive_a_link_and_json(preset: Preset[Experiment]):
    for experiment in (preset.experiment, preset.built_in):
        assert Experiment.from_query(experiment.to_query()) == (experiment, [])
        assert Experiment.from_json(experiment.to_json()) == experiment


@EVERY
def test_the_built_in_twin_needs_no_download_and_has_the_same_network(preset: Preset[Experiment]):
    assert DATASETS[preset.built_in.dataset].built_in
    assert set(preset.experiment.differences(preset.built_in)) <= {"dataset", "examples", "epochs"}


@EVERY
def test_no_more_examples_than_the_data_have(preset: Preset[Experiment]):
    for experiment in (preset.experiment, preset.built_in):
        assert experiment.examples <= DATASETS[experiment.dataset].train_size


@EVERY
def test_published_figures_fit_the_experiment(preset: Preset[Experiment]):
    info = DATASETS[preset.experiment.dataset]
    total, trainable = parameter_count(preset.experiment, info.shape, info.classes)
    counts = {"parameters": total, "trainable_parameters": trainable}
    for published in preset.published:
        assert published.epoch is None or 1 <= published.epoch <= preset.experiment.epochs
        assert published.value == counts[published.figure] if published.figure in counts else 0 < published.value <= 1
