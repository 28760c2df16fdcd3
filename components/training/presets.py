"""The textbook experiments of the lab: a menu above the controls, and their figures beside the measured ones."""

from __future__ import annotations

import streamlit as st

from components.i18n import _
from components.runs import textbook
from components.training.settings import EXPERIMENT
from components.words.labels import choice
from components.words.presets import learnt_from, note, published_line, title
from models.datasets import DATASETS
from models.experiment import Experiment
from models.network.shapes import parameter_count
from models.runs.frames import Frame
from models.runs.results import Result, kept_epoch
from models.textbook import Figure, Preset, preset_of
from models.training.presets import PRESETS


def preset_menu() -> None:
    """A menu of the textbook experiments; under it what the open one says."""
    textbook.preset_menu("preset", PRESETS.values(), _open, built_in=_("With built-in digits"))
    current = preset_of(PRESETS, EXPERIMENT.current)
    if current:
        st.caption(
            f":blue-badge[{current.key}] **{title(current.key)}.** {published_line(current)} {note(current.key)}"
        )


def beside_the_textbook(experiment: Experiment, frame: Frame, result: Result) -> None:
    """The textbook's figures beside the measured ones, where the run is one of its experiments, and what differs."""
    preset = preset_of(PRESETS, experiment)
    if preset is None or not textbook.beside_the_textbook(preset.published, _measured(experiment, frame, result)):
        return
    there, here = (
        _("{examples:,} examples of {dataset}").format(
            examples=learnt_from(one), dataset=choice("dataset", one.dataset)
        )
        for one in (preset.experiment, experiment)
    )
    if there == here:
        st.caption(_("Both learnt from {data}.").format(data=here))
    else:
        st.warning(
            _(
                "Not the same data: the textbook learnt from {textbook}, this run from {here}. With fewer examples "
                "the figures must be worse; open the preset with the textbook's data to compare."
            ).format(textbook=there, here=here),
            icon=":material/balance:",
        )


def _measured(experiment: Experiment, frame: Frame, result: Result) -> dict[Figure, float]:
    """What the run reached, of the epoch whose weights were kept; before the first epoch's end not all of it."""
    info, curves = DATASETS[experiment.dataset], frame.curves
    total, trainable = parameter_count(experiment, info.shape, info.classes)
    measured: dict[Figure, float] = {
        "test_accuracy": result.test_accuracy,
        "test_loss": result.keras_loss,
        "parameters": total,
        "trainable_parameters": trainable,
    }
    if len(curves.loss):
        epoch = kept_epoch(curves, result.best_epoch)
        measured["accuracy"] = float(curves.accuracy[epoch])
        measured["val_accuracy"] = float(curves.val_accuracy[epoch])
        # Published losses are Keras's, with the penalty.
        measured["val_loss"] = float(curves.val_loss[epoch] + curves.penalty[epoch])
    return measured


def _open(preset: Preset[Experiment], experiment: Experiment) -> None:
    EXPERIMENT.replace(experiment, undoable=title(preset.key))
