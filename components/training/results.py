"""What a finished run leaves: its score beside the textbook's, its mistakes, and the model to take along."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st
from PIL import Image

from components.charts.confusion import draw_confusion
from components.i18n import _
from components.runs.figures import epoch_number, loss_text
from components.runs.mistakes import mistakes
from components.runs.network_download import network_download
from components.training.following import LabRun
from components.training.presets import beside_the_textbook
from components.words.classes import class_titles
from components.words.numbers import decimals, percent
from models.datasets import DATASETS, PLANE_DATASETS
from models.experiment import Experiment
from models.runs.frames import Frame
from models.runs.results import Result, kept_epoch

_PICTURE_PIXELS = 72


def results(experiment: Experiment, run: LabRun) -> None:
    """Draw what the run reached; nothing while it goes on or if it left no result."""
    result, frame = run.result, run.newest
    if result is None or frame is None:
        return
    st.subheader(_("Result"), anchor=False)
    _scores(experiment, frame, result)
    left, right = st.columns([5, 4])
    names = class_titles(experiment.dataset, DATASETS[experiment.dataset].class_names)
    with left:
        draw_confusion(result.confusion, names, key="chart_confusion")
    with right:
        if experiment.dataset not in PLANE_DATASETS and not run.has_lost_pictures:
            pictures = [_enlarged(one.image) for one in result.mistakes]
            title, all_right = _("Surest mistakes on the test set"), result.test_accuracy == 1
            mistakes(
                result.mistakes, pictures, names.__getitem__, title, _PICTURE_PIXELS, "mistakes", all_right=all_right
            )
        _download(experiment, result)


def _scores(experiment: Experiment, frame: Frame, result: Result) -> None:
    with st.container(horizontal=True, key="scores"):
        st.metric(_("Test accuracy"), percent(result.test_accuracy, 2), width="content")
        st.metric(_("Test loss"), loss_text(result.test_loss, result.penalty), width="content")
        if len(frame.curves.accuracy):
            epoch = kept_epoch(frame.curves, result.best_epoch)
            st.metric(_("Training accuracy"), percent(frame.curves.accuracy[epoch], 2), width="content")
            st.metric(_("Validation accuracy"), percent(frame.curves.val_accuracy[epoch], 2), width="content")
    for line in _whose_weights(frame, result):
        st.caption(line)
    if experiment.validation_share == 0:
        st.caption(
            _(
                "Validation used the test set here, as the textbook does; the test figure is not independent where it "
                "also chose the epoch."
            )
        )
    beside_the_textbook(experiment, frame, result)


def _whose_weights(frame: Frame, result: Result) -> list[str]:
    """Of which weights the figures are, where that is not plain."""
    whole, lines = len(frame.curves.accuracy), []
    if result.best_epoch:
        lines.append(
            _("All figures are of epoch {n}, the best one, whose weights were kept.").format(n=result.best_epoch)
        )
    elif whole and frame.epoch > whole:
        lines.append(
            _(
                "Tested with the weights at epoch {now}; training and validation are of epoch {n}, the last whole one."
            ).format(now=epoch_number(frame.epoch), n=whole)
        )
    if result.penalty:
        lines.append(
            _("The losses are cross-entropy alone. Keras's `evaluate` gives the sum with the penalty, {sum}.").format(
                sum=decimals(result.keras_loss, 4)
            )
        )
    return lines


def _enlarged(picture: np.ndarray) -> Image.Image:
    """A stored picture, (height, width, 1 or 3) uint8, large enough that its pixels stay sharp."""
    return Image.fromarray(picture.squeeze()).resize((2 * _PICTURE_PIXELS,) * 2, Image.Resampling.NEAREST)


def _download(experiment: Experiment, result: Result) -> None:
    network_download(
        result,
        _("Download the model (.keras)"),
        Path.read_bytes,
        f"layerlab-{experiment.dataset}-{experiment.optimizer}-{decimals(100 * result.test_accuracy, 1)}.keras",
        _("Standard Keras layers; it takes pictures as numbers from 0 to 1."),
    )
