"""A pretrained network used as it is: ImageNet's dogs and cats, summed up. Nothing is trained."""

from __future__ import annotations

import time
from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from models.engine.pretrained.cache import acquire
from models.engine.pretrained.network import PretrainedNetwork
from models.engine.trainer import Emit
from models.engine.transfer.points import in_the_plane, shown_photos
from models.engine.transfer.results import summarize
from models.engine.transfer.whole import Whole
from models.home import weights_folder
from models.imagenet.weights import WeightsMissing, find_weights, weights_file
from models.photo_sets.sets import load_set
from models.photo_sets.split import TEST
from models.runs.control import Control
from models.runs.results import TransferResult
from models.transfer.as_is import NoSuchClasses, imagenet_groups
from models.transfer.experiment import TransferExperiment

_BATCH = 8
_LEAST_PROBABILITY = 1e-7  # as in Keras's cross-entropy


def run_as_is(experiment: TransferExperiment, control: Control, emit: Emit) -> TransferResult | None:
    """Let the network answer the test photos, at its own input size.

    Args:
        emit: is given "features" as `models.engine.transfer.train.train_transfer` says.

    Returns:
        ``None`` if it was stopped before the end.

    Raises:
        NoSuchClasses: ImageNet has no classes for those of the set.
        WeightsMissing: the weights file with the classifier is not here.
        WeightsBroken, NotEnoughMemory: see `models.engine.pretrained.cache.acquire`.
    """
    info = experiment.info
    photos = load_set(
        experiment.dataset,
        experiment.set_id,
        info.size,
        per_class=0,  # nothing is trained
        on_progress=lambda done, total: emit("features", (done, total, "made")),
    )
    groups = imagenet_groups(photos.classes)
    if groups is None:
        raise NoSuchClasses(photos.classes)
    network = acquire(info.name, "" if info.built_in else _weights_path(info.name))
    whole = with_groups(network, groups)
    test = np.flatnonzero(photos.parts == TEST)
    means, probabilities = [], []
    started = time.perf_counter()
    for start in range(0, len(test), _BATCH):
        if control.stopped:
            return None
        maps, _ = network.outputs(photos.pictures[test[start : start + _BATCH]], info.cam_layer)
        means.append(maps.mean(axis=(1, 2)))
        probabilities.append(whole.output(whole.entry(tf.convert_to_tensor(maps), training=False)).numpy())
        emit("features", (min(start + _BATCH, len(test)), len(test), "asked"))
    seconds = time.perf_counter() - started
    answered, truths, shown = np.concatenate(probabilities), photos.labels[test], shown_photos(len(test), None)
    return summarize(
        whole,
        photos,
        test,
        answered,
        shown,
        experiment.set_id,
        test_loss=_cross_entropy(answered, truths),
        test_accuracy=float((answered.argmax(axis=1) == truths).mean()),
        best_epoch=0,
        reason="epochs",
        before=in_the_plane(np.concatenate(means)[shown], experiment.seed),
        seconds=(0.0, seconds),
        photos=(0, 0, len(test)),
    )


def with_groups(network: PretrainedNetwork, groups: Sequence[range]) -> Whole:
    """The network with a class for each group of ImageNet's: the group's share of the probability of all groups.

    That is the softmax over the groups' own logits, summed up, so other logits are not even computed.
    """
    network.require_top()
    model, maps = network.model, network.model.get_layer(network.info.cam_layer).output
    kernel, bias = model.layers[-1].get_weights()
    members = np.concatenate([np.array(group) for group in groups])
    sums = np.zeros((len(members), len(groups)), np.float32)
    sums[np.arange(len(members)), np.repeat(np.arange(len(groups)), [len(group) for group in groups])] = 1.0
    chosen = _dense([kernel[:, members], bias[members]], "members", "softmax")
    return Whole(
        network.info.preprocessing,
        keras.Model(model.input, maps, name="base"),
        keras.Model(maps, chosen(model.layers[-1].input), name="head"),
        _dense([sums], "answers", None),
    )


def _dense(weights: list[np.ndarray], name: str, activation: str | None) -> keras.layers.Dense:
    layer = keras.layers.Dense(weights[0].shape[1], activation, use_bias=len(weights) > 1, name=name)
    layer.build((None, weights[0].shape[0]))
    layer.set_weights(weights)
    return layer


def _cross_entropy(probabilities: np.ndarray, truths: np.ndarray) -> float:
    right = probabilities[np.arange(len(truths)), truths]
    return float(-np.log(np.clip(right, _LEAST_PROBABILITY, 1 - _LEAST_PROBABILITY)).mean())


def _weights_path(network: str) -> str:
    found = find_weights(network)
    if found is None or not found.usable:
        raise WeightsMissing(network, weights_file(network), weights_folder())
    return str(found.path)
