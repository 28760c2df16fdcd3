"""A run of the transfer page: features once, then a head, or some blocks with it, trained live as in the lab."""

from __future__ import annotations

import math

import keras

from models.engine.network import TrainableBase
from models.engine.program import Program
from models.engine.program_cache import CompilationStopped, compiling
from models.engine.trainer import Emit, Training
from models.engine.transfer.as_is import run_as_is
from models.engine.transfer.averages import accuracy_with_fresh_averages
from models.engine.transfer.base import Base
from models.engine.transfer.features import ExtractionStopped
from models.engine.transfer.inputs import Inputs, gather
from models.engine.transfer.points import features_before, shown_photos
from models.engine.transfer.results import Trained, make_transfer_result
from models.experiment import Experiment
from models.memory import give_back
from models.runs.control import Control
from models.runs.results import TransferResult
from models.transfer.experiment import TransferExperiment


def train_transfer(experiment: TransferExperiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as `models.engine.worker.train` does.

    Beside that, ``emit`` is given "features" with (photos done, photos in all, what is done) before the training: they
    are "made" (drawn or read), "prepared" (where nothing is frozen), "computed" (their features) or "asked" (of a
    network as it is). At the end "result" is a `models.runs.results.TransferResult`.

    Raises:
        WeightsMissing, WeightsBroken, NotEnoughMemory, DatasetMissing: what is needed is not there.
        NoSuchClasses: a network cannot be used as it is for these classes.
    """
    emit("phase", "features")
    if experiment.strategy == "as_is":
        result = run_as_is(experiment, control, emit)
        if result is not None:
            emit("result", result)
        return
    try:
        inputs = gather(experiment, control, emit)
    except ExtractionStopped:
        return
    shown = shown_photos(len(inputs.x_test), inputs.base)
    before = None
    if not experiment.score_only:
        before = features_before(inputs.base, inputs.x_test[shown], lambda: control.stopped)
    emit("phase", "compiling")
    head, base = experiment.head_experiment(), make_trainable_base(experiment, inputs.base)
    try:
        with compiling(lambda: control.stopped):
            program = Program(head, inputs.examples, base)
            program.compile(head)
            if len(inputs.split.train) * inputs.variants % head.batch_size:
                program.trace_rest()
    except CompilationStopped:
        return
    give_back()
    emit("phase", "training")
    rates = BaseRate(program, experiment)
    training = Training(
        *(program, head, inputs.as_split(), control, emit, budget),
        on_epoch=rates.epoch_ended,
        watched_from=experiment.head_first,
        whole=experiment,
        part=rates.take_over,
    )
    reason, best_epoch = training.run()
    emit("slice", False)
    emit("phase", "scoring")
    give_back()
    trained = Trained(experiment, inputs.photos, inputs.split.test, inputs.base, program, training.experiment, before)
    # The weights kept are those of the best epoch, whose averages had fewer steps to settle in.
    steps = best_epoch * training.step // max(1, len(training.history)) or training.step
    emit("result", scored(trained, inputs, reason, best_epoch, steps, training.seconds))
    give_back()


def scored(
    trained: Trained, inputs: Inputs, reason: str, best_epoch: int, steps: int, seconds: float
) -> TransferResult:
    """The result of a network that was trained on these inputs; the arguments are those of `make_transfer_result`.

    Args:
        steps: how many the weights that were kept had been trained for. seconds: the training took, alone.
    """
    split = inputs.as_split()
    return make_transfer_result(
        trained,
        split,
        reason,
        best_epoch,
        seconds=(seconds, inputs.seconds),
        photos=inputs.counts,
        kept=inputs.kept,
        wrong_labels=int(inputs.split.noisy.sum()),
        fresh_averages=accuracy_with_fresh_averages(trained.program, split, steps),
    )


def make_trainable_base(experiment: TransferExperiment, base: Base | None) -> TrainableBase | None:
    """The part of the base that is trained, and the pooling behind it; ``None`` where nothing of it is."""
    if base is None or base.trained is None:
        return None
    trained = base.trained
    pool = keras.layers.GlobalAveragePooling2D if experiment.pooling == "average" else keras.layers.Flatten
    largest = max(math.prod(layer.output.shape[1:]) for layer in trained.layers)
    return TrainableBase(lambda x: pool()(trained(x)), trained.trainable_variables, largest)


class BaseRate:
    """How fast the base learns beside the head.

    In the first epochs the head is trained alone. Then the base goes with it, under an optimizer that starts anew, as
    in Keras, where the model is compiled once more.
    """

    def __init__(self, program: Program, experiment: TransferExperiment) -> None:
        self._program, self._experiment = program, experiment
        self._epochs = 0
        self._set_base_factor()

    def take_over(self, experiment: TransferExperiment) -> Experiment:
        """Give the base its new rate; returns the head's experiment."""
        self._experiment = experiment
        self._set_base_factor()
        return experiment.head_experiment()

    def epoch_ended(self) -> None:
        """Count an epoch, and let the base go with the head after the last one of the head alone."""
        self._epochs += 1
        if self._epochs == self._experiment.head_first:
            self._program.restart_optimizer()
            self._set_base_factor()

    def _set_base_factor(self) -> None:
        experiment = self._experiment
        alone = self._epochs < experiment.head_first
        self._program.set_base_factor(0.0 if alone else experiment.base_rate / experiment.learning_rate)
