"""The network of an experiment as Keras layers, in two forms.

The *live* form is trained: its dropout rates can change while a compiled loop runs, and the
penalties are added by the program. The *plain* form is what anybody gets from Keras: standard
layers only, with the penalties in the layers; it is what is downloaded. Both hold the same
variables in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import keras
import tensorflow as tf

from models.engine.dropout import LiveDropout
from models.engine.examples import Examples
from models.engine.optimizers import make_optimizer
from models.experiment import Experiment
from models.layers import Layer

DropoutMaker = Callable[[float], keras.layers.Layer]
RegularizerMaker = Callable[[Layer], keras.regularizers.Regularizer | None]


@dataclass(frozen=True)
class TrainableBase:
    """What stands between the input and an experiment's own layers: the part of a pretrained network that is trained.

    Attributes:
        connect: from the input to what enters the experiment's own first layer.
        variables: that it trains, at a rate of their own.
        largest: values that its largest layer makes of an example.
    """

    connect: Callable[[keras.KerasTensor], keras.KerasTensor]
    variables: list[keras.Variable]
    largest: int = 1


@dataclass(frozen=True)
class LiveNetwork:
    """The network in the form that is trained.

    Attributes:
        model: images or points -> class probabilities (batch, classes).
        probe: the same input -> what each hidden layer's activation function gives, then what each
            layer hands on, then the probabilities.
        kernels: the kernel of each hidden layer and of the output, in order.
        dropouts: the dropout layers in order, the input's first if it has one.
        clock: counts training steps for the dropout masks.
        entry: the shape of what enters the experiment's own first layer.
    """

    model: keras.Model
    probe: keras.Model
    kernels: list[keras.Variable]
    dropouts: list[LiveDropout]
    clock: tf.Variable
    entry: tuple[int, ...]

    @contextmanager
    def without_dropout(self) -> Iterator[None]:
        """While a function is traced inside, nothing is dropped, in training mode either."""
        for layer in self.dropouts:
            layer.active = False
        try:
            yield
        finally:
            for layer in self.dropouts:
                layer.active = True


def build_live(
    experiment: Experiment, examples: Examples, base: TrainableBase | None = None, frozen: str | None = None
) -> LiveNetwork:
    """The network with live dropout and without penalties; Keras's own initial weights.

    Args:
        examples: what it is fed with.
        base: what comes before the experiment's own layers, if anything.
        frozen: the part that is not trained, see `freeze`.
    """
    clock = tf.Variable(0, trainable=False)
    dropouts: list[LiveDropout] = []

    def live_dropout(rate: float) -> LiveDropout:
        dropouts.append(LiveDropout(clock))
        return dropouts[-1]

    parts = _connect(experiment, examples, base, live_dropout, lambda layer: None)
    model = keras.Model(parts.inputs, parts.probabilities)
    if frozen is not None:
        freeze(model, frozen)
    return LiveNetwork(
        model=model,
        probe=keras.Model(parts.inputs, [*parts.activated, *parts.outputs, parts.probabilities]),
        kernels=parts.kernels,
        dropouts=dropouts,
        clock=clock,
        entry=parts.entry,
    )


def build_plain(
    experiment: Experiment, examples: Examples | None = None, base: TrainableBase | None = None
) -> keras.Model:
    """The network of standard Keras layers, compiled with its loss, accuracy and optimizer.

    Args:
        examples, base: as for `build_live`; by default those of the experiment's dataset, and none.
    """
    parts = _connect(experiment, examples or Examples.of(experiment), base, keras.layers.Dropout, _regularizer)
    model = keras.Model(parts.inputs, parts.probabilities, name="layerlab")
    model.compile(make_optimizer(experiment), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def freeze(model: keras.Model, part: str) -> None:
    """Have a convolutional network train only one of its parts from now on.

    Batch normalization that is frozen stays in inference mode, as Keras has it.

    Args:
        part: what is not trained: "conv", all that comes before the maps are flattened, or "dense", the rest.
    """
    border = next(i for i, layer in enumerate(model.layers) if isinstance(layer, keras.layers.Flatten))
    for layer in model.layers[:border] if part == "conv" else model.layers[border:]:
        layer.trainable = False


def dropout_rates(experiment: Experiment) -> list[float]:
    """The rates of the dropout layers, in the order of `LiveNetwork.dropouts`."""
    rates = [experiment.input_dropout, *(layer.dropout or 0.0 for layer in experiment.resolved_layers)]
    return [rate for rate in rates if rate]


@dataclass(frozen=True)
class _Parts:
    """The symbolic tensors of a network, hidden layers in order; its kernels, the output's last; its own entry."""

    inputs: keras.KerasTensor
    activated: list[keras.KerasTensor]
    outputs: list[keras.KerasTensor]
    probabilities: keras.KerasTensor
    kernels: list[keras.Variable]
    entry: tuple[int, ...]


def _connect(
    experiment: Experiment,
    examples: Examples,
    base: TrainableBase | None,
    make_dropout: DropoutMaker,
    make_regularizer: RegularizerMaker,
) -> _Parts:
    inputs = x = keras.Input(examples.shape)
    if base is not None:
        x = base.connect(x)
    entry = tuple(x.shape[1:])
    if not experiment.is_conv and len(entry) > 1:
        x = keras.layers.Flatten()(x)
    if experiment.input_batch_norm:
        x = keras.layers.BatchNormalization()(x)
    if experiment.input_dropout:
        x = make_dropout(experiment.input_dropout)(x)
    activated, outputs, kernels = [], [], []
    for layer in experiment.resolved_layers:
        if not layer.is_conv and len(x.shape) > 2:
            x = keras.layers.Flatten()(x)
        x, kernel = _weigh(layer, x, make_regularizer(layer))
        x = _activate(layer, x)
        activated.append(x)
        if layer.batch_norm == "after":
            x = keras.layers.BatchNormalization()(x)
        outputs.append(x)
        kernels.append(kernel)
        if layer.pool > 1:
            x = keras.layers.MaxPooling2D(layer.pool)(x)
        if layer.dropout:
            x = make_dropout(layer.dropout)(x)
    if len(x.shape) > 2:
        x = keras.layers.Flatten()(x)
    output = keras.layers.Dense(examples.classes, activation="softmax")
    probabilities = output(x)  # which builds the layer: its kernel is there now
    return _Parts(inputs, activated, outputs, probabilities, [*kernels, output.kernel], entry)


def _weigh(
    layer: Layer, x: keras.KerasTensor, regularizer: keras.regularizers.Regularizer | None
) -> tuple[keras.KerasTensor, keras.Variable]:
    if layer.is_conv:
        weighing = keras.layers.Conv2D(layer.units, layer.kernel, padding=layer.padding, kernel_regularizer=regularizer)
    else:
        weighing = keras.layers.Dense(layer.units, kernel_regularizer=regularizer)
    return weighing(x), weighing.kernel


def _activate(layer: Layer, x: keras.KerasTensor) -> keras.KerasTensor:
    if layer.batch_norm == "before":
        x = keras.layers.BatchNormalization()(x)
    if layer.activation != "linear":
        x = keras.layers.Activation(layer.activation)(x)
    return x


def _regularizer(layer: Layer) -> keras.regularizers.Regularizer | None:
    if not (layer.l1 or layer.l2):
        return None
    return keras.regularizers.L1L2(l1=layer.l1, l2=layer.l2)
