"""The controls: photos, network, strategy and head; the usual settings of training folded below them."""

from __future__ import annotations

import streamlit as st

from components.controls import Controls
from components.i18n import _
from components.page import on_phone
from components.transfer import own_photos
from components.transfer.settings import SETTINGS
from components.transfer.trained import trained_part, trained_text
from models.photo_sets.built_in import BUILT_IN_SETS
from models.transfer.experiment import TransferExperiment


def transfer_controls() -> TransferExperiment:
    """Draw every control.

    Returns:
        The session's experiment, as the controls show it.
    """
    controls = Controls(SETTINGS)
    controls.undo_button()
    _photos(controls)
    _network(controls)
    if not on_phone():
        _head(controls)
    if SETTINGS.current.strategy == "as_is":  # nothing is trained
        return SETTINGS.current
    with st.expander(_("More settings"), icon=":material/tune:"):
        if on_phone():
            _head(controls)
        _augmentation(controls)
        _training(controls)
    return SETTINGS.current


def _photos(controls: Controls) -> None:
    controls.choice(
        "dataset", help=_("The photos that the network learns to tell apart: a folder of them for each class.")
    )
    if SETTINGS.current.dataset == "own":
        own_photos.upload_part()
    built_in = BUILT_IN_SETS.get(SETTINGS.current.dataset)
    if SETTINGS.current.strategy != "as_is":  # nothing is trained
        controls.number("per_class", high=built_in.train if built_in else None)
        controls.number("label_noise")


def _network(controls: Controls) -> None:
    controls.choice("strategy")
    experiment = SETTINGS.current
    if experiment.strategy != "small_cnn":
        controls.choice("network")
    if experiment.strategy == "fine_tune":
        Controls(SETTINGS, on_channel=True).number("block", live=True, high=len(experiment.info.layers))
        trained_part()
    elif experiment.strategy != "small_cnn":
        st.caption(trained_text(experiment))


def _head(controls: Controls) -> None:
    if SETTINGS.current.strategy not in ("as_is", "small_cnn"):
        controls.choice("head")
        controls.choice("pooling")
        controls.choice("photo_size")


def _augmentation(controls: Controls) -> None:
    controls.choice("augmentation")
    controls.number("variants", disabled=not SETTINGS.current.augmentation)


def _training(controls: Controls) -> None:
    experiment = SETTINGS.current
    controls.number("learning_rate")
    controls.number("base_rate", disabled=experiment.trained_from is None)
    tuned = experiment.strategy in ("fine_tune", "everything")
    controls.number("head_epochs", high=max(0, experiment.epochs - 1), disabled=not tuned)
    controls.number("dropout", disabled=not experiment.head_experiment().layers)
    controls.number("l2")
    controls.choice("optimizer")
    controls.number("batch_size")
    controls.number("epochs")
    controls.number("steps_per_epoch")
    controls.choice("schedule")
    if experiment.schedule in ("step", "exponential"):
        controls.number("decay_factor")
        controls.number("decay_epochs")
    controls.choice("early_stopping")
    if experiment.early_stopping != "off":
        controls.number("patience")
        controls.switch("restore_best")
    controls.choice("checkpoint")
    controls.number("seed")
