"""The program under "In Keras" runs, and does what the lab does: same data, network, optimizer, callbacks."""

import json
import subprocess
import sys

import keras
import numpy as np
import pytest

from models.datasets import PLANE_DATASETS
from models.datasets.dataset import Dataset
from models.datasets.registry import DATASETS
from models.datasets.split import prepare
from models.engine.network import build_plain, dropout_rates
from models.experiment import Experiment
from models.keras_code.cells import as_notebook, as_text
from models.keras_code.program import keras_cells
from models.layers import ACTIVATIONS, INITIALIZERS, Layer, parse_layers
from models.network.shapes import parameter_count
from models.training.data import split_for
from models.training.presets import PRESETS
from models.training.schedules import rate_factor

TINY = Experiment(dataset="moons", examples=100, epochs=2, layers=(Layer(8), Layer(8)))
SMALL = Experiment(layers=(Layer(12), Layer(8)))
CONV = Experiment(layers=parse_layers("c4k3p2-c6k5v-8"))

# One thing varied at a time.
NETWORKS = {
    "default": Experiment(),
    "no hidden layer": SMALL.replace(layers=()),
    "plane": TINY,
    "all on": SMALL.replace(batch_norm="before", dropout=0.3, l1=1e-4, l2=1e-3, initializer="normal"),
    "l1": SMALL.replace(l1=0.001),
    "l2": SMALL.replace(l2=0.01),
    "dropout": SMALL.replace(dropout=0.5),
    "input batch norm": SMALL.replace(input_batch_norm=True),
    "input dropout": SMALL.replace(input_dropout=0.2),
    "own settings": SMALL.replace(layers=parse_layers("12:a=tanh:i=zeros:n=before:d=0.1:l1=0.01-8:i=normal:s=0.5")),
    "convolutions": CONV,
    "convolutions only": CONV.replace(layers=CONV.layers[:2]),
    "convolutions with everything": CONV.replace(
        batch_norm="after", dropout=0.2, l2=0.01, input_batch_norm=True, input_dropout=0.1
    ),
    "colour": CONV.replace(dataset="cifar10"),
    "C3 on digits": PRESETS["C3"].built_in,
    **{f"activation {name}": SMALL.replace(activation=name) for name in ACTIVATIONS},
    **{f"initializer {name}": SMALL.replace(initializer=name, init_std=0.07) for name in INITIALIZERS},
    **{f"batch norm {mode}": SMALL.replace(batch_norm=mode, activation="tanh") for mode in ("before", "after")},
    "batch norm before linear": SMALL.replace(batch_norm="before", activation="linear"),
    **{f"preset {key}": preset.experiment for key, preset in PRESETS.items()},
}

TRAININGS = {
    "plain": TINY,
    "validation on the test set": TINY.replace(validation_share=0),
    "label noise": TINY.replace(label_noise=0.3),
    "step": TINY.replace(schedule="step", decay_epochs=1),
    "cosine": TINY.replace(schedule="cosine"),
    "early stopping": TINY.replace(early_stopping="val_loss", patience=1),
    "early stopping without restoring": TINY.replace(early_stopping="val_accuracy", restore_best=False),
    "checkpoint": TINY.replace(checkpoint="val_accuracy"),
    "stop when met": TINY.replace(stop_when_met=True),
    "all callbacks": TINY.replace(
        schedule="exponential",
        decay_epochs=1,
        early_stopping="val_loss",
        checkpoint="val_loss",
        stop_when_met=True,
    ),
    "adam on spirals": TINY.replace(dataset="spiral", optimizer="adam"),
    "digits": Experiment(examples=200, epochs=1),
    "epochs of three steps": TINY.replace(steps_per_epoch=3, checkpoint="val_loss"),
    "epochs longer than the data": TINY.replace(steps_per_epoch=7, validation_share=0),
}


def cells(experiment: Experiment) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(as_notebook(keras_cells(experiment)))["cells"]]


def run(*parts: str) -> dict:
    """Execute pieces of a program, one after the other, and hand back their names."""
    names: dict = {"__name__": "program"}
    for part in parts:
        exec(compile(part, "program", "exec"), names)
    return names


def build(experiment: Experiment) -> keras.Model:
    """The compiled model of the program, without loading data or training."""
    wanted = ("import ", "model = ", "model.compile")
    return run(*(cell for cell in cells(experiment) if cell.startswith(wanted) and "load_model" not in cell))["model"]


def definitions(experiment: Experiment) -> dict:
    """The functions and classes that the program defines."""
    return run(*(cell for cell in cells(experiment) if cell.startswith(("import ", "def ", "class "))))


def data_of(experiment: Experiment) -> dict:
    """What the program has in hand before it builds the network."""
    program = as_text(keras_cells(experiment))
    return run(program[: program.index("model = ")])


def assert_same_data(found: dict, split) -> None:
    """The program's arrays are the split's, with pixels scaled to 0 to 1."""
    validates_on_test = split.x_val is split.x_test
    parts = ["train", "test"] if validates_on_test else ["train", "val", "test"]
    assert ("x_val" in found) is not validates_on_test
    for part in parts:
        images = getattr(split, f"x_{part}")
        scale = 255 if images.dtype == np.uint8 else 1
        assert found[f"x_{part}"].dtype == np.float32
        np.testing.assert_array_equal(found[f"x_{part}"], images.astype(np.float32) / scale)
        np.testing.assert_array_equal(found[f"y_{part}"], getattr(split, f"y_{part}"))


@pytest.mark.parametrize("experiment", TRAININGS.values(), ids=TRAININGS)
def test_the_whole_program_runs(experiment: Experiment, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = run(as_text(keras_cells(experiment)))
    history = names["history"].history
    assert 1 <= len(history["val_loss"]) <= experiment.epochs
    assert 0 <= names["test_accuracy"] <= 1
    assert (tmp_path / "best.keras").exists() == (experiment.checkpoint != "off")


def test_the_same_seed_gives_the_same_curves():
    programs = [as_text(keras_cells(TINY.replace(dropout=0.2, seed=seed))) for seed in (1, 1, 2)]
    first, again, other = (run(program)["history"].history for program in programs)
    assert first == again
    assert first != other


def test_layers_of_one_shape_start_from_different_weights():
    for initializer in ("he_normal", "normal"):
        model = build(SMALL.replace(layers=(Layer(8), Layer(8), Layer(8)), initializer=initializer))
        _, second, third, _ = (layer.kernel.numpy() for layer in model.layers if hasattr(layer, "kernel"))
        assert not np.array_equal(second, third)


@pytest.mark.parametrize("experiment", NETWORKS.values(), ids=NETWORKS)
def test_the_network_is_the_engine_s(experiment: Experiment):
    """With the same weights, both give the same answers and the same penalties."""
    ours, engine = build(experiment), build_plain(experiment)
    rng = np.random.default_rng(0)
    weights = [rng.uniform(0.02, 0.1, weight.shape) for weight in engine.weights]
    ours.set_weights(weights)
    engine.set_weights(weights)
    info = DATASETS[experiment.dataset]
    x = rng.random((6, *info.shape), np.float32)
    np.testing.assert_allclose(ours(x), engine(x), rtol=1e-5)
    np.testing.assert_allclose(
        [float(loss) for loss in ours.losses], [float(loss) for loss in engine.losses], rtol=1e-5
    )
    rates = [layer.rate for layer in ours.layers if isinstance(layer, keras.layers.Dropout)]
    assert rates == dropout_rates(experiment)
    assert ours.count_params() == parameter_count(experiment, info.shape, info.classes)[0]


@pytest.mark.parametrize("name", [name for name in NETWORKS if name.startswith(("initializer", "own", "conv", "no "))])
def test_initializers_are_the_experiment_s(name: str):
    experiment = NETWORKS[name]
    layers = [layer for layer in build(experiment).layers if hasattr(layer, "kernel_initializer")]
    wanted = [(layer.initializer, layer.init_std) for layer in experiment.resolved_layers]
    for layer, (kind, std) in zip(layers, [*wanted, ("glorot_uniform", 0.0)], strict=True):
        expected = keras.initializers.RandomNormal(stddev=std) if kind == "normal" else keras.initializers.get(kind)
        assert type(layer.kernel_initializer) is type(expected)
        assert kind != "normal" or layer.kernel_initializer.stddev == std


@pytest.mark.parametrize(
    ("optimizer", "values"),
    [
        ("sgd", {"momentum": 0.0, "nesterov": False}),
        ("momentum", {"momentum": 0.7, "nesterov": False}),
        ("nesterov", {"momentum": 0.7, "nesterov": True}),
        ("adagrad", {}),
        ("rmsprop", {"rho": 0.8}),
        ("adam", {"beta_1": 0.6, "beta_2": 0.99}),
    ],
)
def test_optimizers_have_the_experiment_s_values(optimizer: str, values: dict):
    experiment = TINY.replace(optimizer=optimizer, learning_rate=0.003, momentum=0.7, rho=0.8, beta_1=0.6, beta_2=0.99)
    ours, engine = build(experiment).optimizer, build_plain(experiment).optimizer
    config = ours.get_config()
    assert type(ours) is type(engine)
    assert config | {"name": ""} == engine.get_config() | {"name": ""}
    assert {name: config[name] for name in values} == values
    assert config["learning_rate"] == pytest.approx(0.003)


@pytest.mark.parametrize("dataset", ["digits", *PLANE_DATASETS])
@pytest.mark.parametrize(
    "changes",
    [{"examples": 200, "label_noise": 0.3, "seed": 7}, {"examples": 4000, "validation_share": 0.0}],
    ids=["noisy, held out", "all, validated on the test set"],
)
def test_the_program_learns_from_the_lab_s_examples(dataset: str, changes: dict):
    experiment = Experiment(dataset=dataset, **changes)
    assert_same_data(data_of(experiment), split_for(experiment))


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "cifar10"])
def test_downloaded_data_are_split_as_in_the_lab(name: str, monkeypatch):
    """Keras's loaders, which need the internet, hand out made-up arrays of the shapes of theirs."""
    info, rng = DATASETS[name], np.random.default_rng(0)

    def made_up(examples: int) -> tuple[np.ndarray, np.ndarray]:
        shape, labels = (info.shape, (examples, 1)) if name == "cifar10" else (info.shape[:2], (examples,))
        return rng.integers(0, 256, (examples, *shape), np.uint8), rng.integers(0, 10, labels, np.uint8)

    (x, y), (x_test, y_test) = train, test = made_up(300), made_up(40)
    monkeypatch.setattr(getattr(keras.datasets, name), "load_data", lambda: (train, test))
    experiment = Experiment(dataset=name, examples=200, label_noise=0.5)
    lab = Dataset(
        name, x.reshape(-1, *info.shape), y.ravel().astype(int), x_test.reshape(-1, *info.shape), y_test.ravel()
    )
    assert_same_data(data_of(experiment), prepare(lab, 200, experiment.validation_share, 0.5, experiment.seed))
    names = run(as_text(keras_cells(experiment.replace(epochs=1, layers=(Layer(4),)))))
    assert names["model"].input_shape == (None, *info.shape)


@pytest.mark.parametrize("schedule", ["step", "exponential", "cosine"])
@pytest.mark.parametrize("decay_epochs", [1, 3])
def test_schedules_are_the_lab_s(schedule: str, decay_epochs: int):
    experiment = TINY.replace(schedule=schedule, decay_epochs=decay_epochs, decay_factor=0.3, epochs=9)
    scheduled_rate = definitions(experiment)["scheduled_rate"]
    rates = [scheduled_rate(epoch, 1.0) for epoch in range(9)]
    expected = [experiment.learning_rate * rate_factor(experiment, epoch) for epoch in range(9)]
    np.testing.assert_allclose(rates, expected)


def test_stop_when_met_waits_for_the_second_epoch():
    callback = definitions(TINY.replace(stop_when_met=True))["StopWhenMet"]()
    model = build(TINY)
    model.stop_training = False
    callback.set_model(model)
    callback.on_epoch_end(0, {"accuracy": 0.9, "val_accuracy": 0.8})
    callback.on_epoch_end(1, {"accuracy": 0.7, "val_accuracy": 0.8})
    assert not model.stop_training
    callback.on_epoch_end(2, {"accuracy": 0.8, "val_accuracy": 0.8})
    assert model.stop_training


def test_what_is_off_is_not_in_the_program():
    program = as_text(keras_cells(Experiment(initializer="glorot_uniform")))
    absent = ("Dropout", "BatchNorm", "regularizer", "initializer", "callbacks", "noisy", "\nclass ", "\ndef ")
    assert [word for word in absent if word in program] == []
    assert len(program.splitlines()) <= 60


def test_programs_are_laid_out_as_ruff_would(tmp_path):
    """One layout for all, imports sorted, nothing imported or named in vain."""
    for number, experiment in enumerate([*NETWORKS.values(), *TRAININGS.values()]):
        (tmp_path / f"program_{number}.py").write_text(as_text(keras_cells(experiment)))
    ruff = [sys.executable, "-m", "ruff"]
    options = ["--isolated", "--line-length", "100", str(tmp_path)]
    for command in (["format", "--diff"], ["check", "--select", "E,F,I"]):
        done = subprocess.run([*ruff, *command, *options], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_notebook_holds_the_program():
    experiment = PRESETS["B6"].experiment.replace(schedule="step")
    lines = "\n".join(cells(experiment)).splitlines()
    assert [line for line in lines if line] == [line for line in as_text(keras_cells(experiment)).splitlines() if line]


def test_the_notebook_is_valid():
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    nbformat.validate(nbformat.reads(as_notebook(keras_cells(PRESETS["C1"].experiment)), as_version=4))
