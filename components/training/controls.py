"""The controls of the training lab, in sections: network, training, data."""

from __future__ import annotations

import streamlit as st

from components.controls import Controls
from components.i18n import _
from components.page import on_phone
from components.training.data_picture import data_picture
from components.training.layer_table import layer_table, own_settings_note
from components.training.layers import convolution_controls, depth_control, width_controls
from components.training.settings import EXPERIMENT
from components.training.shapes import parameters_line
from components.words.labels import choice, format_value, label
from models.datasets import DATASETS, PLANE_DATASETS
from models.experiment import OPTIMIZER_VALUES, Experiment, usual_rate

_CONTROLS = Controls(EXPERIMENT)


def training_controls() -> Experiment:
    """Draw every control of the training lab.

    Returns:
        The session's experiment, as the controls show it.
    """
    with st.container(horizontal=True, gap="small"):
        _CONTROLS.restore_button()
        _CONTROLS.undo_button()
    for title, draw in ((_("Data"), _data), (_("Network"), _network), (_("Training setup"), _training)):
        with st.expander(title, expanded=not on_phone()), st.container(gap="xsmall"):
            draw()
    return EXPERIMENT.current


def _network() -> None:
    experiment = EXPERIMENT.current
    _pair("activation", "initializer")
    left, right = _columns()
    with left:
        _init_std(experiment)
    with right:
        depth_control()
    _widths(experiment)
    _pair("dropout", "batch_norm")
    _pair("l1", "l2")
    note = own_settings_note(experiment.layers)
    if note:
        st.caption(f":material/tune: {note}")
    with st.expander(_("Input"), type="compact"):
        _pair("input_dropout", "input_batch_norm")
    if experiment.dataset not in PLANE_DATASETS:
        with st.expander(_("Convolution and pooling"), type="compact"):
            convolution_controls()
    st.caption(f":material/calculate: {parameters_line(experiment)}")


def single_layers() -> None:
    """The table of the layers' own settings, folded; as wide as what it stands in, since it has many columns."""
    # It costs more to draw than all other controls together, so only when it is seen.
    table = st.expander(_("Single layers"), icon=":material/table:", key="single_layers", on_change="rerun")
    if table.open:
        with table:
            layer_table()


def _widths(experiment: Experiment) -> None:
    dense = [f"{layer.units}" for layer in experiment.layers if not layer.is_conv]
    if dense:
        title = _("Units per layer: {widths}").format(widths=", ".join(dense))
        with st.expander(title, type="compact", key="widths"):
            width_controls()


def _init_std(experiment: Experiment) -> None:
    used = any(layer.initializer == "normal" for layer in experiment.resolved_layers)
    why = _("Only the initializer “{name}” is set by this: choose it under {initializer}.").format(
        name=choice("initializer", "normal"), initializer=label("initializer")
    )
    _CONTROLS.field("init_std", disabled=not used, help=None if used else why)


def _training() -> None:
    experiment = EXPERIMENT.current
    left, right = _columns()
    with left:
        _CONTROLS.field("optimizer")
    with right:
        _CONTROLS.field("learning_rate")
        usual = format_value("learning_rate", usual_rate(experiment.optimizer, experiment.momentum))
        st.caption(_("usual: {rate}").format(rate=usual))
    _pair("batch_size", "epochs")
    _pair("steps_per_epoch")
    own_values = OPTIMIZER_VALUES[experiment.optimizer]
    if own_values:
        title = _("Values of {optimizer}").format(optimizer=choice("optimizer", experiment.optimizer))
        with st.expander(title, type="compact", key="optimizer_values"):
            _pair(*own_values)
    with st.expander(_("Learning rate schedule"), type="compact"):
        _CONTROLS.field("schedule")
        _pair("decay_factor", "decay_epochs", disabled=experiment.schedule not in ("step", "exponential"))
    with st.expander(_("Stopping early, keeping the best"), type="compact"):
        _stopping(experiment)


def _stopping(experiment: Experiment) -> None:
    _CONTROLS.field("early_stopping")
    watched = experiment.early_stopping != "off"
    _CONTROLS.field("patience", disabled=not watched)
    _CONTROLS.field("restore_best", disabled=not watched)
    _CONTROLS.field("checkpoint")
    _CONTROLS.field("stop_when_met")


def _data() -> None:
    _CONTROLS.field("dataset")
    data_picture(EXPERIMENT.current)
    left, right = _columns()
    with left:
        _CONTROLS.field("examples", high=DATASETS[EXPERIMENT.current.dataset].train_size)
    with right:
        _CONTROLS.field("seed")
    _pair("validation_share", "label_noise")


def _pair(*fields: str, **more: bool) -> None:
    """Up to two controls side by side; on a phone one below the other."""
    for column, field in zip(_columns(), fields, strict=False):
        with column:
            _CONTROLS.field(field, **more)


def _columns() -> tuple:
    return tuple(st.columns(2, gap="small"))
