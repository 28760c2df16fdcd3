"""What a finished run leaves: its score, which classes it confuses, and its surest mistakes."""

from __future__ import annotations

import numpy as np
import streamlit as st

from components.charts import draw_confusion
from components.i18n import _
from components.lab.status import duration
from components.transfer.followed import is_mine
from components.transfer.points import points_part
from components.transfer.presets import beside_the_textbook
from components.transfer.take_along import take_along
from components.transfer.trying import try_it
from components.transfer.words import class_titles, quoted
from models.frames import Frame, Mistake, TransferResult
from models.imagenet.pictures import overlay
from models.jobs import Run
from models.photos.fit import fit
from models.transfer.experiment import TransferExperiment

_WIDTH, _SIDE, _GAP = 164, 128, 8  # pixels: of a mistake on the page, and of its pictures and between them
_OPACITY = 0.55


def results(run: Run) -> None:
    """Draw what the run reached; nothing while it goes on or if it left no result."""
    result, experiment = run.result, run.experiment
    if not isinstance(result, TransferResult) or not isinstance(experiment, TransferExperiment):
        return
    st.subheader(_("Result"), anchor=False)
    _scores(result, run.newest)
    beside_the_textbook(experiment, result)
    names = class_titles(experiment.dataset, result.classes)
    written = [quoted(name) if experiment.dataset == "own" else name for name in names]
    is_private = experiment.dataset == "own" and not is_mine(run)
    left, right = st.columns([5, 4])
    with left:
        draw_confusion(result.confusion, names, key="transfer_confusion")
    with right:
        if is_private:
            st.caption(_("The photos and the network are there only for whoever uploaded the photos."))
        else:
            try_it(run, result, names)
            take_along(result)
    if not is_private:
        _mistakes(result, written)
    points_part(result, names)


def _scores(result: TransferResult, frame: Frame | None) -> None:
    with st.container(horizontal=True, key="transfer_scores"):
        st.metric(_("Test accuracy"), f"{100 * result.test_accuracy:.2f} %", width="content")
        st.metric(_("Test loss"), f"{result.test_loss:.4f}", width="content")
        if frame is not None and len(frame.curves.accuracy):
            st.metric(_("Training accuracy"), f"{100 * frame.curves.accuracy[-1]:.2f} %", width="content")
            st.metric(_("Validation accuracy"), f"{100 * frame.curves.val_accuracy[-1]:.2f} %", width="content")
        if len(result.seconds) > 1:
            st.metric(_("Time for features"), duration(result.seconds[1]), width="content")
            st.metric(_("Time for training"), duration(result.seconds[0]), width="content")
        if result.parameters:
            st.metric(_("Parameters"), f"{result.parameters:,}", width="content")
            st.metric(_("Trained parameters"), f"{result.trainable:,}", width="content")
    if result.best_epoch:
        st.caption(_("Scored with the weights of epoch {n}, the best one.").format(n=result.best_epoch))


def _mistakes(result: TransferResult, names: list[str]) -> None:
    st.markdown("**" + _("Surest mistakes on the test set") + "**")
    if not result.mistakes:
        st.markdown(_("None: every test picture was classified correctly."))
        return
    heat = result.heat if result.heat is not None and len(result.heat) == len(result.mistakes) else None
    with st.container(horizontal=True, gap="small", key="transfer_mistakes"):
        for place, mistake in enumerate(result.mistakes):
            caption = _("{truth}, taken for {answer} ({sure})").format(
                truth=names[mistake.truth], answer=names[mistake.answer], sure=f"{100 * mistake.probability:.0f} %"
            )
            with st.container(width=_WIDTH):
                st.image(_picture(mistake, None if heat is None else heat[place]), caption=caption, width="stretch")
    if heat is not None:
        st.caption(
            _("Beside each photo Grad-CAM: light places speak for the wrong answer. It shows where the network looks.")
        )


def _picture(mistake: Mistake, heat: np.ndarray | None) -> np.ndarray:
    """The photo, and beside it the photo under the heat of its wrong answer."""
    photo = fit(mistake.image, _SIDE, "squeeze")
    if heat is None:
        return photo
    gap = np.full((_SIDE, _GAP, 3), 127, np.uint8)
    return np.concatenate([photo, gap, overlay(photo, heat, _OPACITY)], axis=1)
