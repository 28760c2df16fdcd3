"""C2: a network that was trained is trained on, all of it fixed but its convolutional or its dense part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.experiment import Experiment
from models.settings import SettingError, Settings, setting
from models.textbook import published
from models.training.presets import PRESETS

# What is trained: the whole network from its initial weights, or a part of it from where that training ended.
PARTS = ("all", "conv", "dense")
# What stays as it was.
_FROZEN = {"all": None, "conv": "dense", "dense": "conv"}
# The textbook's patience for the two parts; C1 itself has 3.
PATIENCE = 5
# The textbook's figures of each part, on Fashion-MNIST.
PUBLISHED = {
    "all": PRESETS["C1"].published,
    "conv": published({"test_accuracy": 0.9148, "test_loss": 0.2489}, {"trainable_parameters": 13_136}, epoch=5),
    "dense": published({"test_accuracy": 0.9173, "test_loss": 0.2400}, {"trainable_parameters": 52_778}, epoch=6),
}
LESSON_DATASETS = (PRESETS["C1"].built_in.dataset, PRESETS["C1"].experiment.dataset)


@dataclass(frozen=True)
class ContinuedExperiment(Settings):
    """The training of a network, or of one part of it afterwards.

    Attributes:
        lab: the network, its examples, and how it is trained. The examples held out for validation are the same in
            each part, so that no part has learnt from them.
        part: what is trained, one of `PARTS`.
        start: for "conv" and "dense" the file with the weights that the whole network ended with.

    Raises:
        SettingError: there is no such part, the network has no convolutions, or ``start`` does not go with ``part``.
    """

    kind: ClassVar = "continued"

    lab: Experiment = setting(PRESETS["C1"].built_in, read=Experiment.from_json, write=Experiment.to_json)  # noqa: RUF009
    part: str = setting("all", choices=PARTS)
    start: str = setting("", linked=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.lab.is_conv:
            raise SettingError("layers", self.lab.layers)
        if bool(self.start) != (self.part != "all"):
            raise SettingError("start", self.start)

    @property
    def frozen(self) -> str | None:
        """The part that stays as it was: "conv", "dense" or ``None``."""
        return _FROZEN[self.part]

    @property
    def structure(self) -> tuple:
        """What decides the compiled program; that of the whole network is the training lab's own."""
        return self.lab.structure if self.frozen is None else (*self.lab.structure, self.frozen)


def whole_network(dataset: str) -> ContinuedExperiment:
    """C1 on one of `LESSON_DATASETS`."""
    preset = PRESETS["C1"]
    return ContinuedExperiment(preset.built_in if dataset == preset.built_in.dataset else preset.experiment)


def parts_of(whole: ContinuedExperiment, start: str) -> tuple[ContinuedExperiment, ContinuedExperiment]:
    """What follows the training of the whole network: the convolutional part alone, and the dense part alone.

    Of the whole network's callbacks only early stopping stays, with another patience.

    Args:
        start: the file with the weights that it ended with.
    """
    lab = whole.lab.replace(patience=PATIENCE, schedule="constant", checkpoint="off")
    return ContinuedExperiment(lab, "conv", start), ContinuedExperiment(lab, "dense", start)
