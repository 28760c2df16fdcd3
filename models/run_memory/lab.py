"""What a network of the training lab takes while it is trained.

All figures were measured on the engine: the peak of a worker's memory over a whole run. They hold what the C library
keeps of freed memory meanwhile; a slow test measures the largest networks again.
"""

from __future__ import annotations

import math

from models.datasets import DATASETS
from models.experiment import Experiment
from models.layers import Layer
from models.network.at_once import evaluated_at_once, probed_at_once
from models.network.initializers import Shape
from models.network.shapes import hidden_values, parameter_count
from models.run_memory.need import KEPT_VALUES, VALUE_BYTES, Need

# A compiled program of its own, its batches, its thread: B6 takes 36 MB, the default network and C1 20.
PROGRAM_BYTES = 40_000_000
# Copies of all parameters while they are drawn, brought into the program, looked at and saved, beside those kept; and
# of each value that the optimizer has beside a parameter.
_PARAMETER_COPIES, _OPTIMIZER_COPIES = 9.0, 1.5
# Copies of what a layer makes of a batch, gradients included, as a training step has them at its peak.
_COPIES = 3.0
_ACTIVATION_COPIES = {"gelu": 5.0}
_BATCH_NORM_COPIES = 3.0
_DROPOUT_COPIES = 4.0
# Of what the largest layer makes, in a forward pass; of all layers, when NumPy looks at them.
_FORWARD_COPIES, _LOOK_COPIES = 4.0, 2.0
# Batches on their way to the network: those trained, the next ones, and both once more for TensorFlow.
_CHUNK_COPIES = 3
_CHUNK_EXAMPLES, _CHUNK_BYTES = 8192, 32_000_000
# The same run does not always take the same.
_SPARE = 1.05


def need_of_network(experiment: Experiment) -> Need:
    """What a run of the training lab takes.

    Raises:
        SettingError: convolutions or pooling leave no pixels.
    """
    info = DATASETS[experiment.dataset]
    example = math.prod(info.shape) * (VALUE_BYTES if info.is_plane else 1)
    kept, passing = need_of_layers(experiment, info.shape, info.classes, example)
    examples = experiment.examples * example
    whole_set = 0 if info.built_in else (info.train_size + info.test_size) * example
    return Need(round(kept + examples), round(passing + whole_set))


def need_of_layers(experiment: Experiment, shape: Shape, classes: int, example_bytes: int) -> tuple[float, float]:
    """What the layers take, wherever their examples come from; bytes kept and passing, see `Need`.

    Args:
        shape: of an example. classes: units of the output layer.

    Raises:
        SettingError: convolutions or pooling leave no pixels.
    """
    form = experiment, shape, classes
    parameters = VALUE_BYTES * parameter_count(*form)[0]
    beside = KEPT_VALUES[experiment.optimizer]
    values = hidden_values(*form)
    kept = PROGRAM_BYTES + parameters * (1 + beside)
    of_step = _step_bytes(experiment, math.prod(shape), values)
    of_probe = probed_at_once(*form) * (of_step + VALUE_BYTES * _LOOK_COPIES * sum(values))
    of_evaluation = 0.0
    if experiment.is_conv:
        largest = _FORWARD_COPIES * VALUE_BYTES * max(values)
        of_evaluation = evaluated_at_once(*form, example_bytes) * largest
    of_batches = _CHUNK_COPIES * min(_CHUNK_BYTES, example_bytes * max(_CHUNK_EXAMPLES, experiment.batch_size))
    passing = parameters * (_PARAMETER_COPIES + beside * _OPTIMIZER_COPIES) + of_batches
    return kept, _SPARE * (passing + max(experiment.batch_size * of_step, of_probe, of_evaluation))


def _step_bytes(experiment: Experiment, inputs: int, values: list[int]) -> float:
    """Bytes of one example in a training step."""
    of_input = 1 + _BATCH_NORM_COPIES * experiment.input_batch_norm + _DROPOUT_COPIES * bool(experiment.input_dropout)
    of_layers = zip(values, experiment.resolved_layers, strict=True)
    return VALUE_BYTES * (inputs * of_input + sum(count * _copies(layer) for count, layer in of_layers))


def _copies(layer: Layer) -> float:
    copies = _COPIES + _ACTIVATION_COPIES.get(layer.activation or "", 0.0)
    if layer.batch_norm != "off":
        copies += _BATCH_NORM_COPIES
    # A layer's pooling comes before its dropout.
    return copies + (_DROPOUT_COPIES / layer.pool**2 if layer.dropout else 0.0)
