"""Which strategy when: the table of four situations, and the experiments that measure it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.transfer.experiment import TransferExperiment

# Training photos of each class, and which set stands for data like ImageNet's and unlike them.
FEW, MANY = 10, 100
SIMILAR, DIFFERENT = "drawn", "digits"
CLASSES = {SIMILAR: 2, DIFFERENT: 10}
# The strategies' names in the table: the first third of the blocks, or two thirds, is kept as it is.
STRATEGIES = ("frozen", "fine_tune", "everything", "from_scratch")

_STEPS, _BATCH = 75, 16  # for every cell of the table the same number of steps, about
_FEWEST_EPOCHS = 4
_HEAD_EPOCHS = 5  # of the head alone, at most; a quarter where there are few
_SMALLEST = "64"


@dataclass(frozen=True)
class Situation:
    """One row of the table: training photos of each class, and which set they are of, see `SIMILAR`."""

    per_class: int
    dataset: str


SITUATIONS = tuple(Situation(per_class, dataset) for dataset in (SIMILAR, DIFFERENT) for per_class in (FEW, MANY))


def strategy_experiments() -> dict[tuple[int, str, str], TransferExperiment]:
    """The experiments that measure the table: training photos of each class, dataset and strategy -> experiment.

    They use the built-in network on small photos, so that all of them end within minutes on two cores.
    """
    return {
        (situation.per_class, situation.dataset, strategy): _experiment(situation, strategy)
        for situation in SITUATIONS
        for strategy in STRATEGIES
    }


def _epochs(situation: Situation) -> int:
    photos = situation.per_class * CLASSES[situation.dataset]
    return max(_FEWEST_EPOCHS, round(_STEPS / math.ceil(photos / _BATCH)))


def _experiment(situation: Situation, strategy: str) -> TransferExperiment:
    epochs = _epochs(situation)
    experiment = TransferExperiment(
        dataset=situation.dataset,
        per_class=situation.per_class,
        photo_size=_SMALLEST,
        strategy=strategy,
        head="softmax",
        batch_size=_BATCH,
        epochs=epochs,
        # The head begins from nothing, the base from what it knows: the rate of one would ruin the other.
        learning_rate=3e-3,
        base_rate=1e-3 if strategy == "from_scratch" else 1e-4,
        head_epochs=min(_HEAD_EPOCHS, epochs // 4),
        score_only=True,
    )
    if strategy != "fine_tune":
        return experiment
    blocks = len(experiment.info.layers)
    return experiment.replace(block=blocks - blocks // 3 + 1)
