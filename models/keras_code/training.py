"""Optimizer, callbacks, ``fit`` and ``evaluate`` of an experiment as text."""

from __future__ import annotations

from models.experiment import OPTIMIZER_VALUES, Experiment
from models.keras_code.text import exploded, wrapped

KERAS_DEFAULTS = {"momentum": 0.0, "rho": 0.9, "beta_1": 0.9, "beta_2": 0.999}
BEST_FILE = "best.keras"
# Keras's classes.
OPTIMIZERS = dict.fromkeys(("sgd", "momentum", "nesterov"), "SGD")
OPTIMIZERS |= {"adagrad": "Adagrad", "rmsprop": "RMSprop", "adam": "Adam"}

_STOP_WHEN_MET = '''\
class StopWhenMet(keras.callbacks.Callback):
    """Stops when the training accuracy has reached the validation accuracy."""

    def on_epoch_end(self, epoch, logs=None):
        if epoch > 0 and logs["accuracy"] >= logs["val_accuracy"]:
            self.model.stop_training = True'''

_STREAM = """\
train = tf.data.Dataset.from_tensor_slices((x_train, y_train))
train = train.shuffle(len(x_train)).repeat().batch({batch_size})  # a stream that epochs cut up"""

PENALTY_NOTE = "# Keras's loss is the cross-entropy and the penalty together."
_EVALUATION = """\
test_loss, test_accuracy = model.evaluate(x_test, y_test)
print(f"Test accuracy {test_accuracy:.4f}, test loss {test_loss:.4f}")"""


def compile_code(experiment: Experiment) -> str:
    """``model.compile`` with the optimizer and its own values."""
    arguments = [
        f"optimizer=keras.optimizers.{_optimizer(experiment)}",
        'loss="sparse_categorical_crossentropy"',
        'metrics=["accuracy"]',
    ]
    return exploded("model.compile", arguments)


def definitions_code(experiment: Experiment) -> list[str]:
    """The function of the schedule and the callback of one's own, where they are on."""
    definitions = []
    if experiment.schedule != "constant":
        definitions.append(_schedule_function(experiment))
    if experiment.stop_when_met:
        definitions.append(_STOP_WHEN_MET)
    return definitions


def fit_code(experiment: Experiment) -> str:
    """The list of callbacks, if there are any, and ``model.fit``."""
    held_out = "val" if experiment.validation_share else "test"
    validation = f"validation_data=(x_{held_out}, y_{held_out})"
    if experiment.steps_per_epoch:
        stream = _STREAM.format(batch_size=experiment.batch_size)
        return f"{stream}\n{with_callbacks(experiment, ['train', *rounds(experiment), validation])}"
    arguments = ["x_train", "y_train", f"batch_size={experiment.batch_size}", *rounds(experiment), validation]
    return with_callbacks(experiment, arguments)


def rounds(experiment: Experiment) -> list[str]:
    """The arguments of ``fit`` that say how many epochs there are and how long each is."""
    steps = [f"steps_per_epoch={experiment.steps_per_epoch}"] if experiment.steps_per_epoch else []
    return [f"epochs={experiment.epochs}", *steps]


def with_callbacks(experiment: Experiment, arguments: list[str]) -> str:
    """``model.fit`` with these arguments, and the list of callbacks before it, if there are any."""
    callbacks = _callbacks(experiment)
    fit = exploded("history = model.fit", [*arguments, "callbacks=callbacks"] if callbacks else arguments)
    if not callbacks:
        return fit
    return "\n".join(["callbacks = [", *(f"    {line}," for line in callbacks), "]", fit])


def evaluation_code(experiment: Experiment) -> str:
    """The score on the test set, of the best weights where a checkpoint kept them."""
    lines = [_EVALUATION]
    if any(layer.l1 or layer.l2 for layer in experiment.resolved_layers):
        lines.insert(0, PENALTY_NOTE)
    if experiment.checkpoint != "off":
        lines.insert(0, f'model = keras.models.load_model("{BEST_FILE}")  # the best epoch, not the last')
    return "\n".join(lines)


def _optimizer(experiment: Experiment) -> str:
    name = experiment.optimizer
    arguments = [f"learning_rate={experiment.learning_rate!r}", *_unusual(experiment, *OPTIMIZER_VALUES[name])]
    return wrapped(OPTIMIZERS[name], [*arguments, *(["nesterov=True"] if name == "nesterov" else [])])


def _unusual(experiment: Experiment, *names: str) -> list[str]:
    """The values that differ from Keras's own defaults, as arguments."""
    values = {name: getattr(experiment, name) for name in names}
    return [f"{name}={value!r}" for name, value in values.items() if value != KERAS_DEFAULTS[name]]


def _schedule_function(experiment: Experiment) -> str:
    rate, factor, epochs = experiment.learning_rate, experiment.decay_factor, experiment.decay_epochs
    formula = {
        "step": f"{rate!r} * {factor!r} ** (epoch // {epochs})",
        "exponential": f"{rate!r} * {factor!r} ** max(0, epoch - {epochs - 1})",
        "cosine": f"{rate!r} * 0.5 * (1 + np.cos(np.pi * epoch / {experiment.epochs}))",
    }[experiment.schedule]
    return f"def scheduled_rate(epoch, rate):  # epoch counts from 0\n    return {formula}"


def _callbacks(experiment: Experiment) -> list[str]:
    """One line a callback. The checkpoint comes before what may put other weights back."""
    lines = []
    if experiment.schedule != "constant":
        lines.append("keras.callbacks.LearningRateScheduler(scheduled_rate)")
    if experiment.checkpoint != "off":
        monitor = f'monitor="{experiment.checkpoint}"'
        lines.append(f'keras.callbacks.ModelCheckpoint("{BEST_FILE}", {monitor}, save_best_only=True)')
    if experiment.early_stopping != "off":
        arguments = [f'monitor="{experiment.early_stopping}"', f"patience={experiment.patience}"]
        if experiment.restore_best:
            arguments.append("restore_best_weights=True")
        lines.append(wrapped("keras.callbacks.EarlyStopping", arguments))
    if experiment.stop_when_met:
        lines.append("StopWhenMet()")
    return lines
