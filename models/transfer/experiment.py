"""A transfer experiment: which photos, which pretrained network, how much of it is trained, and under which head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.experiment import Experiment
from models.imagenet.networks import BUILT_IN, NETWORKS, NetworkInfo
from models.layers import Layer
from models.settings import Settings, setting, setting_like
from models.transfer.augmentation import AUGMENTATIONS

DATASETS = ("drawn", "cats_and_dogs", "sign_language", "digits", "own")
STRATEGIES = ("as_is", "frozen", "fine_tune", "everything", "from_scratch", "small_cnn")
HEADS = ("softmax", "dense")
POOLINGS = ("average", "flatten")
PHOTO_SIZES = ("64", "100", "160", "224")
# E3: what stands between the base and the softmax.
DENSE_UNITS = 64
# The small network that is trained from scratch: a 3x3 convolution of so many filters, ReLU and pooling each, on
# photos of this size.
SMALL_CNN = (32, 64, 128)
SMALL_CNN_SIDE = 64

# What the training lab's experiments have too.
_SHARED = (
    *("label_noise", "optimizer", "learning_rate", "batch_size", "epochs", "steps_per_epoch"),
    *("schedule", "decay_factor", "decay_epochs", "early_stopping", "patience", "restore_best", "checkpoint"),
    *("seed", "l2", "dropout"),
)
_LAB = Experiment.FIELDS
_MOST_BLOCKS = max(len(info.layers) for info in NETWORKS.values())


@dataclass(frozen=True)
class TransferExperiment(Settings):
    """Everything that decides what a run on the transfer page computes.

    Attributes:
        dataset: one of `DATASETS`. set_id: which photos of the visitor's own, for "own"; never in a link.
        per_class: training photos of each class, at most.
        label_noise: share of the training photos that are given a wrong label.
        augmentation: what is done to the training photos. variants: how many of each photo are made, if anything is.
        photo_size: height and width that photos are squeezed to, as text of `PHOTO_SIZES`.
        network: the pretrained network. strategy: what becomes of it, one of `STRATEGIES`.
        block: for "fine_tune", the first of the network's blocks that is trained, from 1; the default is the last third
            of the built-in network.
        pooling: between base and head: "average" over the places, or "flatten".
        head: "softmax", or "dense": Dense 64 ReLU, BatchNormalization, Dropout before it.
        learning_rate: of the head. base_rate: of what is trained of the base.
        head_epochs: so many of the epochs, the first ones, train the head alone, before the pretrained base goes with
            it.
        score_only: only the scores are wanted, no model and no pictures of what it does; never in a link.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    kind: ClassVar = "transfer"

    dataset: str = setting("drawn", choices=DATASETS)
    set_id: str = setting("", linked=False)
    per_class: int = setting(50, 2, 1000, scale="log")
    label_noise: float = setting_like(_LAB["label_noise"], 0.0)
    augmentation: tuple = setting((), choices=AUGMENTATIONS)
    variants: int = setting(4, 2, 8)
    photo_size: str = setting("160", choices=PHOTO_SIZES)
    network: str = setting(BUILT_IN, choices=tuple(NETWORKS))
    strategy: str = setting("frozen", choices=STRATEGIES)
    block: int = setting(13, 1, _MOST_BLOCKS)
    pooling: str = setting("average", choices=POOLINGS)
    head: str = setting("dense", choices=HEADS)
    dropout: float = setting_like(_LAB["dropout"], 0.5)
    l2: float = setting_like(_LAB["l2"], 0.0)
    optimizer: str = setting_like(_LAB["optimizer"], "adam")
    learning_rate: float = setting_like(_LAB["learning_rate"], 1e-3)
    base_rate: float = setting(1e-5, 1e-7, 1.0, scale="log", live=True)
    head_epochs: int = setting(5, 0, 100)
    batch_size: int = setting_like(_LAB["batch_size"], 20, high=256)
    epochs: int = setting_like(_LAB["epochs"], 20, high=200)
    steps_per_epoch: int = setting_like(_LAB["steps_per_epoch"], 0)
    schedule: str = setting_like(_LAB["schedule"], "constant")
    decay_factor: float = setting_like(_LAB["decay_factor"], 0.5)
    decay_epochs: int = setting_like(_LAB["decay_epochs"], 10, high=200)
    early_stopping: str = setting_like(_LAB["early_stopping"], "off")
    patience: int = setting_like(_LAB["patience"], 5)
    restore_best: bool = setting_like(_LAB["restore_best"], True)
    checkpoint: str = setting_like(_LAB["checkpoint"], "off")
    seed: int = setting_like(_LAB["seed"], 1)
    score_only: bool = setting(False, linked=False)

    @property
    def info(self) -> NetworkInfo:
        """The pretrained network."""
        return NETWORKS[self.network]

    @property
    def size(self) -> int:
        """Height and width of the photos as the network gets them, in pixels."""
        return SMALL_CNN_SIDE if self.strategy == "small_cnn" else int(self.photo_size)

    @property
    def trained_from(self) -> int | None:
        """The place in `NetworkInfo.layers` of the first block that is trained; 0: everything; ``None``: nothing."""
        if self.strategy == "fine_tune":
            return min(self.block, len(self.info.layers)) - 1
        return 0 if self.strategy in ("everything", "from_scratch") else None

    @property
    def head_first(self) -> int:
        """How many epochs train the head alone before pretrained blocks go with it; at least one is left for both."""
        return min(self.head_epochs, self.epochs - 1) if self.strategy in ("fine_tune", "everything") else 0

    def head_experiment(self) -> Experiment:
        """What is trained on top, as the training lab knows it: the settings of the head and of the training."""
        return Experiment(
            layers=self._head_layers(),
            activation="relu",
            initializer="glorot_uniform",
            batch_norm="off",
            **{name: getattr(self, name) for name in _SHARED},
        )

    def _head_layers(self) -> tuple[Layer, ...]:
        dense = Layer(units=DENSE_UNITS, batch_norm="after")
        if self.strategy == "small_cnn":
            return (*(Layer(units=filters, kernel=3, pool=2, dropout=0.0) for filters in SMALL_CNN), dense)
        return (dense,) if self.head == "dense" else ()

    @property
    def structure(self) -> tuple:
        """What decides the compiled program; see `Experiment.structure`."""
        strategy = (self.strategy, self.network, self.trained_from, self.photo_size, self.pooling, self.dataset)
        return (*strategy, self.head_experiment().structure)
