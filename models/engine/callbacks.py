"""Keras's own callbacks, as the experiment asks for them."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np

from models.experiment import Experiment


class StopWhenMet(keras.callbacks.Callback):
    """Stops when the training accuracy has reached the validation accuracy.

    The course notes test whether the two are equal; as floats they rarely are, so: at least.
    The first epoch does not count, in which a network may know neither.

    Attributes:
        stopped_epoch: the epoch that met it, counted from 0; 0 if none did.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stopped_epoch = 0

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        logs = logs or {}
        if epoch > 0 and logs["accuracy"] >= logs["val_accuracy"]:
            self.stopped_epoch = epoch
            self.model.stop_training = True


class _BestWeights:
    """Takes the model's place for `keras.callbacks.ModelCheckpoint`, which saves into memory so: no disk can be full.

    Attributes:
        weights: those saved last; ``None`` before.
    """

    def __init__(self, model: keras.Model) -> None:
        self._model = model
        self.weights: list[np.ndarray] | None = None

    def save_weights(self, _path: str, overwrite: bool = True) -> None:
        self.weights = self._model.get_weights()


class Callbacks:
    """The callbacks of one run, told by the trainer as Keras's ``fit`` would tell them.

    Args:
        model: has the weights and the ``optimizer``.
        rate: epoch -> learning rate, for the schedule.
        watched_from: the first epoch, counted from 0, that all callbacks are told of; before it only the schedule is.
    """

    def __init__(
        self,
        experiment: Experiment,
        model: keras.Model,
        rate: Callable[[int], float],
        watched_from: int = 0,
    ) -> None:
        self._watched_from = watched_from
        self.schedule = keras.callbacks.LearningRateScheduler(lambda epoch, _: rate(epoch))
        self.early_stopping = self.checkpoint = self.stop_when_met = None
        self._model = model
        self._best = _BestWeights(model)
        self._best_epoch = 0
        if experiment.early_stopping != "off":
            self.early_stopping = keras.callbacks.EarlyStopping(
                experiment.early_stopping,
                patience=experiment.patience,
                restore_best_weights=experiment.restore_best,
                mode=_mode(experiment.early_stopping),
            )
        if experiment.checkpoint != "off":
            self.checkpoint = keras.callbacks.ModelCheckpoint(
                "best.weights.h5",  # which is never written, see `_BestWeights`
                monitor=experiment.checkpoint,
                mode=_mode(experiment.checkpoint),
                save_best_only=True,
                save_weights_only=True,
            )
        if experiment.stop_when_met:
            self.stop_when_met = StopWhenMet()
        # The checkpoint comes before what may put other weights back.
        wanted = [self.schedule, self.checkpoint, self.early_stopping, self.stop_when_met]
        self._all = [callback for callback in wanted if callback is not None]
        for callback in self._all:
            callback.set_model(self._best if callback is self.checkpoint else model)

    def train_begin(self) -> None:
        self._model.stop_training = False
        for callback in self._all:
            callback.on_train_begin()

    def epoch_begin(self, epoch: int) -> None:
        for callback in self._all:
            callback.on_epoch_begin(epoch)

    def epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        if epoch < self._watched_from:
            return
        best_before = self.checkpoint.best if self.checkpoint else None
        for callback in self._all:
            callback.on_epoch_end(epoch, dict(logs))
        if self.checkpoint and self.checkpoint.best is not best_before:  # identity: nan differs from itself
            self._best_epoch = epoch + 1

    @property
    def stop_reason(self) -> str | None:
        """ "early_stopping" or "stop_when_met" once one of them wants to end the training."""
        if not self._model.stop_training:
            return None
        return "stop_when_met" if self.stop_when_met and self.stop_when_met.stopped_epoch else "early_stopping"

    def train_end(self) -> int:
        """Put the best weights back where that was asked for.

        Returns:
            The 1-based epoch that the weights are from, or 0 for the last one.
        """
        for callback in self._all:
            callback.on_train_end()
        if self._best.weights is not None:
            self._model.set_weights(self._best.weights)
            return self._best_epoch
        if self.early_stopping and self.early_stopping.best_weights is not None:
            return self.early_stopping.best_epoch + 1
        return 0


def _mode(monitor: str) -> str:
    return "min" if monitor == "val_loss" else "max"
