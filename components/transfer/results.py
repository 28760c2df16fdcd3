"""What a finished run leaves: its score, what its network confuses and mistakes, and the network to take along."""

from __future__ import annotations

import numpy as np
import streamlit as st

from components.charts.confusion import draw_confusion
from components.i18n import _
from components.runs.figures import loss_text
from components.runs.following import whose
from components.runs.mistakes import mistakes
from components.runs.network_download import network_download
from components.session.identity import is_settled
from components.transfer.classify import try_it
from components.transfer.feature_plane import points_part
from components.transfer.following import TransferRun, is_private, seen_result
from components.transfer.presets import beside_the_textbook
from components.words.classes import class_titles
from components.words.numbers import accuracy, count, duration
from models.imagenet.pictures import overlay
from models.photos.fit import fit
from models.runs.frames import Frame
from models.runs.results import Mistake, TransferResult, kept_epoch
from models.transfer.experiment import TransferExperiment
from models.transfer.export_zip import export_zip
from models.transfer.findings import has_features

_WIDTH, _SIDE, _GAP = 164, 224, 14  # pixels: of a mistake on the page, and of its pictures and between them
_OPACITY = 0.55


def results(run: TransferRun) -> None:
    """Draw what the run reached; nothing while it goes on or if it left no result."""
    result, experiment = seen_result(run, whose(run)), run.experiment
    if result is None:
        return
    st.subheader(_("Result"), anchor=False)
    _scores(experiment, result, run.newest)
    beside_the_textbook(experiment, result)
    names = class_titles(experiment.dataset, result.classes)
    hidden = is_private(run)
    left, right = st.columns([5, 4])
    with left:
        draw_confusion(result.confusion, names, key="transfer_confusion")
    with right:
        if hidden and is_settled():  # before, it may still turn out to be this tab's own
            st.caption(_("The photos, their classes' names and the network are only there for whoever uploaded them."))
        elif not hidden:
            try_it(run, result, names)
            take_along(result)
    if not hidden and not run.has_lost_pictures:
        _mistakes(result, names)
    points_part(result, names)


def take_along(result: TransferResult) -> None:
    """Draw the download of the network, as a zip with the class names and the program that uses both."""
    network_download(
        result,
        _("Download the model (.zip)"),
        lambda path: export_zip(path, result.classes),
        "layerlab-transfer.zip",
        _("One Keras file that takes photos of any size, the class names, and a short program."),
    )


def _scores(experiment: TransferExperiment, result: TransferResult, frame: Frame | None) -> None:
    tiles = {_("Test accuracy"): accuracy(result.test_accuracy, result.photos[2])}
    tiles[_("Test loss")] = loss_text(result.test_loss, result.penalty)
    if frame is not None and len(frame.curves.accuracy):
        epoch, curves = kept_epoch(frame.curves, result.best_epoch), frame.curves
        tiles[_("Training accuracy")] = accuracy(curves.accuracy[epoch], result.photos[0])
        tiles[_("Validation accuracy")] = accuracy(curves.val_accuracy[epoch], result.photos[1])
    tiles |= _times(experiment, result)
    if result.parameters:
        tiles[_("Parameters")] = count(result.parameters)
        tiles[_("Trained parameters")] = count(result.trainable)
    with st.container(horizontal=True, key="transfer_scores"):
        for label, value in tiles.items():
            st.metric(label, value, width="content")
    lines = [_photos_text(result.photos)]
    if result.best_epoch:
        lines.append(_("Scored with the weights of epoch {n}, the best one.").format(n=result.best_epoch))
    if any(lines):
        st.caption(" ".join(filter(None, lines)))


def _times(experiment: TransferExperiment, result: TransferResult) -> dict[str, str]:
    """Of what the run did: as it is, a network is only asked; without a frozen part there are no features."""
    if len(result.seconds) < 2:
        return {}
    training, before = map(duration, result.seconds[:2])
    if experiment.strategy == "as_is":
        return {_("Time for the answers"): before}
    features = {_("Time for features"): before} if has_features(experiment) else {}
    return features | {_("Time for training"): training}


def _photos_text(photos: tuple[int, int, int]) -> str:
    train, val, test = photos
    if not test:
        return ""
    if not train:
        return _("Tested on {test} photos.").format(test=test)
    return _("Trained on {train} photos, validated on {val}, tested on {test}.").format(train=train, val=val, test=test)


def _mistakes(result: TransferResult, names: list[str]) -> None:
    heat = result.heat if result.heat is not None and len(result.heat) == len(result.mistakes) else None
    pictures = [_picture(one, None if heat is None else heat[place]) for place, one in enumerate(result.mistakes)]
    title, width = _("Surest mistakes on the test set"), _WIDTH if heat is None else 2 * _WIDTH
    all_right = result.test_accuracy == 1
    mistakes(result.mistakes, pictures, names.__getitem__, title, width, key="transfer_mistakes", all_right=all_right)
    if pictures and heat is not None:
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
