"""What a run of the transfer page takes: a pretrained network, the part of it that is trained, and its head.

All figures were measured on the engine, as those of `models.run_memory.lab`.
"""

from __future__ import annotations

import math

from models.imagenet.networks import NETWORKS
from models.limits import LIMITS
from models.network.at_once import by_base_at_once
from models.run_memory.lab import need_of_layers
from models.run_memory.need import KEPT_VALUES, VALUE_BYTES, Need
from models.run_memory.pretrained import base_values, last_maps
from models.transfer.experiment import SMALL_CNN_SIDE, TransferExperiment
from models.transfer.sizes import base_parameters, trainable_parameters

MOST_CLASSES = 10
# A photo set's names and labels, pictures on their way, points in the plane.
_PHOTOS_BYTES = 60_000_000
# Compiled functions of one block: that makes features, and those that train, look and evaluate.
_FROZEN_BLOCK_BYTES, _TRAINED_BLOCK_BYTES = 6_000_000, 18_000_000
# Where nothing of a pretrained network is frozen, beside all that.
_UNFROZEN_BYTES = 45_000_000
# The weights twice, since the pretrained network stays as it is beside the one that is trained.
_WEIGHT_COPIES = 2
# Of what is trained: the start, to which the program is set back, and the gradients.
_TRAINED_COPIES = 2
# Copies of what all layers make of a batch, in a training step: with batch normalization as it is, and where it is
# trained, too.
_STEP_COPIES, _STEP_COPIES_WITH_NORM = 0.6, 1.2
# Of what the largest layer makes, in a forward pass: of a part that is trained, and of the frozen part.
_FORWARD_COPIES, _FROZEN_COPIES = 4.0, 2.5
_PHOTOS_AT_ONCE = 8  # in the frozen part


def need_of_transfer(experiment: TransferExperiment) -> Need:
    """What a run of the transfer page takes."""
    if experiment.strategy == "small_cnn":
        return _need_of_small(experiment)
    info, network = NETWORKS[experiment.network], experiment.network
    size = info.size if experiment.strategy == "as_is" else experiment.size
    cut = experiment.trained_from
    frozen_blocks = len(info.layers) if cut is None else cut
    fresh = experiment.strategy == "from_scratch"
    weights = VALUE_BYTES * base_parameters(network)
    trained = VALUE_BYTES * trainable_parameters(network, cut, random=fresh)
    kept = _PHOTOS_BYTES + LIMITS.features_bytes + weights * (1 if fresh else _WEIGHT_COPIES)
    kept += frozen_blocks * _FROZEN_BLOCK_BYTES + (len(info.layers) - frozen_blocks) * _TRAINED_BLOCK_BYTES
    kept += _UNFROZEN_BYTES if cut == 0 and not fresh else 0
    kept += trained * (_TRAINED_COPIES + KEPT_VALUES[experiment.optimizer])
    passing = _PHOTOS_AT_ONCE * _FROZEN_COPIES * VALUE_BYTES * base_values(network, 0, size)[1]
    if experiment.strategy == "as_is":
        return Need(round(kept), round(passing))
    maps = last_maps(network, size)
    features = (maps[2],) if experiment.pooling == "average" else (math.prod(maps),)
    of_head = need_of_layers(experiment.head_experiment(), features, MOST_CLASSES, VALUE_BYTES * features[0])
    of_base = 0 if cut is None else _passing_of_base(experiment, *base_values(network, cut, size))
    return Need(round(kept + of_head[0]), round(max(passing, of_head[1] + of_base)))


def _passing_of_base(experiment: TransferExperiment, values: int, largest: int) -> float:
    copies = _STEP_COPIES_WITH_NORM if experiment.strategy == "from_scratch" else _STEP_COPIES
    forward = by_base_at_once(largest) * largest * _FORWARD_COPIES
    return VALUE_BYTES * max(experiment.batch_size * values * copies, forward)


def _need_of_small(experiment: TransferExperiment) -> Need:
    """Of the small network, with its photos and their variants."""
    shape = (SMALL_CNN_SIDE, SMALL_CNN_SIDE, 3)
    kept, passing = need_of_layers(experiment.head_experiment(), shape, MOST_CLASSES, math.prod(shape))
    variants = experiment.variants if experiment.augmentation else 1
    photos = MOST_CLASSES * experiment.per_class * variants * math.prod(shape)
    return Need(round(_PHOTOS_BYTES + kept + photos), round(passing + photos))
