"""The controls: photos, network, strategy and head; the usual settings of training folded below them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.controls.instant import InstantControls
from components.i18n import _
from components.page import on_phone
from components.session.page_settings import follow_settled
from components.transfer import own_photos
from components.transfer.settings import SETTINGS
from components.words.labels import format_value
from components.words.numbers import count
from components.words.scales import stops
from models.imagenet.networks import NETWORKS
from models.photo_sets.built_in import BUILT_IN_SETS
from models.transfer.experiment import TransferExperiment
from models.transfer.sizes import base_parameters, trainable_parameters


class _Controls(InstantControls):
    """Widgets that speak when they are let go: what follows them takes longer than a drag."""

    def stepped(self, field: str, *, high: float | None = None, disabled: bool = False) -> None:
        """A number on the field's own scale.

        Args:
            high: an upper bound to use in place of the field's own.
            disabled: the value has no effect as things are.
        """
        value, spec = getattr(SETTINGS.current, field), SETTINGS.kind.FIELDS[field]
        options = stops(field, spec, value, high)
        texts = {option: format_value(field, option) for option in options}
        st.select_slider(
            options=options, format_func=texts.__getitem__, disabled=disabled, **self._common(field, "value")
        )

    def _common(
        self, field: str, value_is: str | None = None, on_move: Callable[[Any], None] | None = None
    ) -> dict[str, Any]:
        common = super()._common(field, value_is, on_move)
        if field == "dataset":
            common["help"] = _("The photos that the network learns to tell apart: a folder of them for each class.")
        return common


def transfer_controls() -> TransferExperiment:
    """Draw every control.

    Returns:
        The session's experiment, as the controls show it.
    """
    controls = _Controls(SETTINGS)
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


def _photos(controls: _Controls) -> None:
    controls.select("dataset")
    if SETTINGS.current.dataset == "own":
        own_photos.upload_part()
    built_in = BUILT_IN_SETS.get(SETTINGS.current.dataset)
    if SETTINGS.current.strategy != "as_is":  # nothing is trained
        controls.stepped("per_class", high=built_in.train if built_in else None)
        controls.stepped("label_noise")


def _network(controls: _Controls) -> None:
    controls.select("strategy")
    experiment = SETTINGS.current
    if experiment.strategy != "small_cnn":
        controls.select("network")
    if experiment.strategy == "fine_tune":
        st.fragment(_block)()
    elif experiment.strategy != "small_cnn":
        _trained(experiment)


def _head(controls: _Controls) -> None:
    if SETTINGS.current.strategy not in ("as_is", "small_cnn"):
        controls.select("head")
        controls.select("pooling")
        controls.select("photo_size")


def _block() -> None:
    """The slider over the blocks, and what is trained from there on as it moves."""
    _Controls(SETTINGS).slider("block", high=len(SETTINGS.current.info.layers))
    _trained(SETTINGS.current)
    follow_settled()


def _trained(experiment: TransferExperiment) -> None:
    """How much of the base is trained."""
    cut, whole = experiment.trained_from, base_parameters(experiment.network)
    trained = trainable_parameters(experiment.network, cut, random=experiment.strategy == "from_scratch")
    if experiment.strategy == "fine_tune" and cut is not None:
        text = _("From `{layer}` on, {count} of the base's {whole} parameters are trained.")
        layer = NETWORKS[experiment.network].layers[cut]
    else:
        text, layer = _("{count} of the base's {whole} parameters are trained."), ""
    st.caption(text.format(layer=layer, count=count(trained), whole=count(whole)))


def _augmentation(controls: _Controls) -> None:
    controls.several("augmentation")
    controls.stepped("variants", disabled=not SETTINGS.current.augmentation)


def _training(controls: _Controls) -> None:
    experiment = SETTINGS.current
    controls.stepped("learning_rate")
    controls.stepped("base_rate", disabled=experiment.trained_from is None)
    tuned = experiment.strategy in ("fine_tune", "everything")
    controls.stepped("head_epochs", high=max(0, experiment.epochs - 1), disabled=not tuned)
    controls.stepped("dropout", disabled=not experiment.head_experiment().layers)
    controls.stepped("l2")
    controls.select("optimizer")
    controls.stepped("batch_size")
    controls.stepped("epochs")
    controls.stepped("steps_per_epoch")
    controls.select("schedule")
    if experiment.schedule in ("step", "exponential"):
        controls.stepped("decay_factor")
        controls.stepped("decay_epochs")
    controls.select("early_stopping")
    if experiment.early_stopping != "off":
        controls.stepped("patience")
        controls.switch("restore_best")
    controls.select("checkpoint")
    controls.number("seed")
