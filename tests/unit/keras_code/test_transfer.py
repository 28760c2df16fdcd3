"""The program under "In Keras" of the transfer page runs, with one setting varied at a time."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from models.imagenet.classes import CATS
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.keras_code.cells import as_text
from models.keras_code.transfer import FOLDER, STAND_IN, transfer_cells
from models.transfer.augmentation import AUGMENTATIONS
from models.transfer.experiment import STRATEGIES, TransferExperiment
from models.transfer.sizes import trainable_parameters

QUICK = TransferExperiment(photo_size="64", epochs=1, batch_size=4)
RUN = {
    "frozen": {},
    "softmax on all places": {"head": "softmax", "pooling": "flatten"},
    "augmented": {"augmentation": AUGMENTATIONS},
    "augmented digits": {"dataset": "digits", "strategy": "small_cnn", "augmentation": AUGMENTATIONS},
    "callbacks": {"schedule": "cosine", "early_stopping": "val_loss", "checkpoint": "val_accuracy", "l2": 0.01},
    "fine-tuned": {"strategy": "fine_tune", "block": 12},
    "from scratch": {"strategy": "from_scratch"},
    "small network": {"strategy": "small_cnn", "augmentation": ("flip",)},
    "as it is": {"strategy": "as_is"},
    "epochs of five steps": {"strategy": "small_cnn", "steps_per_epoch": 5},
}
LONG = {"softmax on all places", "callbacks", "fine-tuned", "from scratch"}  # MobileNetV2 is built and trained anew


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """A few photos in the folders that the program reads."""
    rng = np.random.default_rng(0)
    for part in ("train", "val", "test"):
        for kind in ("cats", "dogs"):
            folder = tmp_path / FOLDER / part / kind
            folder.mkdir(parents=True)
            for n in range(3):
                Image.fromarray(rng.integers(0, 256, (70, 80, 3), np.uint8)).save(folder / f"{n}.png")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [pytest.param(changes, id=name, marks=pytest.mark.slow if name in LONG else ()) for name, changes in RUN.items()],
)
def test_the_program_runs_and_tells_its_accuracy(photos, changes, capsys):
    program = as_text(transfer_cells(QUICK.replace(**changes))).replace('weights="imagenet"', "weights=None")
    names: dict = {}
    exec(compile(program, "program", "exec"), names)
    told = capsys.readouterr().out
    assert "Test accuracy" in told
    assert names["model"].count_params() > 1000


def test_a_network_as_it_is_names_the_visitors_classes(photos, capsys):
    for kind, name in (("cats", "고양이"), ("dogs", "호랑이")):
        for part in ("train", "val", "test"):
            Path(FOLDER, part, kind).rename(Path(FOLDER, part, name))
    cells = transfer_cells(QUICK.replace(strategy="as_is", dataset="own"), ("고양이", "호랑이"))
    names: dict = {}
    exec(compile(as_text(cells).replace('weights="imagenet"', "weights=None"), "program", "exec"), names)
    assert names["outputs"] == {"고양이": CATS, "호랑이": [292]}  # the tiger
    assert "Test accuracy" in capsys.readouterr().out


@pytest.mark.parametrize(("dataset", "filled"), [("digits", 3), ("drawn", 0)])
def test_what_turns_moves_or_scales_digits_fills_with_their_background(dataset, filled):
    program = as_text(transfer_cells(TransferExperiment(dataset=dataset, augmentation=AUGMENTATIONS)))
    assert program.count('fill_mode="constant", fill_value=0.0') == filled


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("network", NETWORKS)
def test_a_program_of_every_network_and_strategy_can_be_read(network, strategy):
    program = as_text(transfer_cells(TransferExperiment(network=network, strategy=strategy)))
    compile(program, "program", "exec")
    stands_in = network == BUILT_IN and strategy != "small_cnn"
    assert (NETWORKS[STAND_IN].title in program) == (stands_in or (network == STAND_IN and strategy != "small_cnn"))


def test_as_many_parameters_are_trained_as_the_page_says(photos):
    """VGG16 from block5_conv1 on, as in E4."""
    block = NETWORKS["vgg16"].layers.index("block5_conv1") + 1
    experiment = QUICK.replace(network="vgg16", strategy="fine_tune", block=block, pooling="average", head="softmax")
    cells = transfer_cells(experiment)
    program = as_text([*cells[:-2], cells[-2].split("model.compile")[0]]).replace('weights="imagenet"', "weights=None")
    names: dict = {"keras": keras}
    exec(compile("\n".join(_without_training(program)), "program", "exec"), names)
    trained = sum(int(np.prod(variable.shape)) for variable in names["base"].trainable_variables)
    assert trained == trainable_parameters("vgg16", block - 1)


def _without_training(program: str) -> list[str]:
    """The program's lines but those of ``model.fit``."""
    lines, inside = [], False
    for line in program.splitlines():
        inside = inside or line.startswith("history = model.fit")
        if not inside:
            lines.append(line)
        inside = inside and line != ")"
    return lines


def test_first_the_head_then_the_base_as_in_the_run():
    def fits(**changes):
        program = as_text(transfer_cells(TransferExperiment(strategy="fine_tune", **changes)))
        return program, program.count("model.fit"), program.count("initial_epoch=5")

    program, count, later = fits(early_stopping="val_loss")
    assert (count, later) == (2, 1)
    assert program.index("epochs=5") < program.index("base.trainable = True") < program.index("EarlyStopping")
    program, count, later = fits(head_epochs=0)
    assert (count, later) == (1, 0)
    assert "1e-05 / 0.001" in program
    assert "TwoRates" not in fits(head_epochs=0, base_rate=1e-3)[0]
