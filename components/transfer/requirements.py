"""What stands in the way of training: photos or weights that are not on this machine, and how to get them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.i18n import N_, _
from components.runs.download_panel import (
    MISSING_DATA,
    MISSING_WEIGHTS,
    Downloads,
    download_panel,
    weights_downloads,
)
from components.transfer import own_photos
from components.words.labels import choice
from models.home import datasets_folder
from models.imagenet.weights import base_kinds, find_base, find_weights
from models.photo_sets.built_in import BUILT_IN_SETS
from models.photo_sets.official import fetch_set, is_set_available, set_files
from models.photo_sets.registry import OFFICIAL_SETS
from models.transfer.as_is import imagenet_groups
from models.transfer.experiment import TransferExperiment
from models.transfer.sizes import smallest_size

NO_SUCH_CLASSES = N_(
    "ImageNet has no class of its own for each of these names, so the network cannot answer as it is. This strategy "
    "needs cats and dogs, or names of ImageNet's classes, such as zebra and goldfish; or choose another one."
)
_UNTRAINED = ("from_scratch", "small_cnn")


def is_trainable(experiment: TransferExperiment) -> bool:
    """Whether the photos and the weights are there, and fit each other."""
    photos = own_photos.is_ready() if experiment.dataset == "own" else is_set_available(experiment.dataset)
    return photos and has_weights(experiment) and not is_too_small(experiment) and suits(experiment)


def suits(experiment: TransferExperiment) -> bool:
    """Whether the strategy can name these classes: without training, ImageNet must have them."""
    return experiment.strategy != "as_is" or imagenet_groups(_classes(experiment.dataset)) is not None


def _classes(dataset: str) -> tuple[str, ...]:
    if dataset in BUILT_IN_SETS:
        return BUILT_IN_SETS[dataset].classes
    if dataset in OFFICIAL_SETS:
        return tuple(OFFICIAL_SETS[dataset].classes.values())
    return own_photos.class_names(dataset)


def has_weights(experiment: TransferExperiment) -> bool:
    """Whether the pretrained weights that the strategy needs are there."""
    if experiment.info.built_in or experiment.strategy in _UNTRAINED:
        return True
    found = find_weights(experiment.network) if experiment.strategy == "as_is" else find_base(experiment.network)
    return found is not None and found.usable


def is_too_small(experiment: TransferExperiment) -> bool:
    """Whether the network takes no photos of this size."""
    if experiment.strategy in ("small_cnn", "as_is"):
        return False
    return experiment.size < smallest_size(experiment.network)


def missing_panels(experiment: TransferExperiment) -> None:
    """Say what is missing, and offer to load it; nothing where all is there."""
    if not is_set_available(experiment.dataset):
        _set_panel(experiment.dataset)
    if not has_weights(experiment):
        _weights_panel(experiment)
    if not suits(experiment) and (experiment.dataset != "own" or own_photos.is_ready()):
        st.warning(_(NO_SUCH_CLASSES))
    if is_too_small(experiment):
        st.warning(
            _("{network} takes no photos smaller than {least} pixels. Choose a larger photo size.").format(
                network=experiment.info.title, least=smallest_size(experiment.network)
            )
        )


def _set_panel(dataset: str) -> None:
    name, folder = choice("dataset", dataset), datasets_folder()
    wanted = Downloads(
        f"photos {dataset}", name, set_files(dataset), partial(fetch_set, dataset), dataset, folder, folder
    )
    download_panel(wanted, MISSING_DATA, _("Meanwhile the drawn cats and dogs need no download."))


def _weights_panel(experiment: TransferExperiment) -> None:
    name = experiment.network
    wanted = weights_downloads(name, top=experiment.strategy == "as_is" or base_kinds(name)[0])
    meanwhile = _("Meanwhile EfficientNet-Lite0, which is built in, needs no download.")
    download_panel(wanted, MISSING_WEIGHTS, meanwhile)
