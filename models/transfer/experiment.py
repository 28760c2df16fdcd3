"""A transfer experiment: which photos, which pretrained network, how much of it is trained, and under which head."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from models.experiment import FIELDS, Experiment
from models.imagenet.networks import BUILT_IN, NETWORKS, NetworkInfo
from models.layers import Layer
from models.settings import Field, Settings
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

    FIELDS: ClassVar = {
        "dataset": Field(str, choices=DATASETS),
        "set_id": Field(str),
        "per_class": Field(int, 2, 1000, scale="log"),
        "label_noise": FIELDS["label_noise"],
        "augmentation": Field(tuple, choices=AUGMENTATIONS),
        "variants": Field(int, 2, 8),
        "photo_size": Field(str, choices=PHOTO_SIZES),
        "network": Field(str, choices=tuple(NETWORKS)),
        "strategy": Field(str, choices=STRATEGIES),
        "block": Field(int, 1, _MOST_BLOCKS),
        "pooling": Field(str, choices=POOLINGS),
        "head": Field(str, choices=HEADS),
        "dropout": FIELDS["dropout"],
        "l2": FIELDS["l2"],
        "optimizer": FIELDS["optimizer"],
        "learning_rate": FIELDS["learning_rate"],
        "base_rate": Field(float, 1e-7, 1.0, scale="log", live=True),
        "head_epochs": Field(int, 0, 100),
        "batch_size": replace(FIELDS["batch_size"], high=256),
        "epochs": replace(FIELDS["epochs"], high=200),
        "steps_per_epoch": FIELDS["steps_per_epoch"],
        "schedule": FIELDS["schedule"],
        "decay_factor": FIELDS["decay_factor"],
        "decay_epochs": replace(FIELDS["decay_epochs"], high=200),
        "early_stopping": FIELDS["early_stopping"],
        "patience": FIELDS["patience"],
        "restore_best": FIELDS["restore_best"],
        "checkpoint": FIELDS["checkpoint"],
        "seed": FIELDS["seed"],
        "score_only": Field(bool),
    }

    kind: ClassVar = "transfer"

    dataset: str = "drawn"
    set_id: str = ""
    per_class: int = 50
    label_noise: float = 0.0
    augmentation: tuple = ()
    variants: int = 4
    photo_size: str = "160"
    network: str = BUILT_IN
    strategy: str = "frozen"
    block: int = 13
    pooling: str = "average"
    head: str = "dense"
    dropout: float = 0.5
    l2: float = 0.0
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    base_rate: float = 1e-5
    head_epochs: int = 5
    batch_size: int = 20
    epochs: int = 20
    steps_per_epoch: int = 0
    schedule: str = "constant"
    decay_factor: float = 0.5
    decay_epochs: int = 10
    early_stopping: str = "off"
    patience: int = 5
    restore_best: bool = True
    checkpoint: str = "off"
    seed: int = 1
    score_only: bool = False

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

    def to_query(self) -> dict[str, str]:
        """As text for a link, which never passes photos on."""
        return {name: text for name, text in super().to_query().items() if name not in ("set_id", "score_only")}

    @property
    def structure(self) -> tuple:
        """What decides the compiled program; see `Experiment.structure`."""
        strategy = (self.strategy, self.network, self.trained_from, self.photo_size, self.pooling, self.dataset)
        return (*strategy, self.head_experiment().structure)
