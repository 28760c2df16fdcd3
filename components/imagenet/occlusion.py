"""Hide a patch: a grey square is dragged over the photo, and the probabilities follow."""

from __future__ import annotations

import numpy as np
import streamlit as st

from components.charts.predictions import ComparedPrediction, compared_bars
from components.controls import Controls
from components.i18n import _
from components.imagenet.answer import NetworkPrediction, full_name
from components.imagenet.asking import ask
from components.imagenet.failures import show_failure
from components.imagenet.findings import photo_sentences
from components.imagenet.settings import VIEW
from models.imagenet.findings import describe_patch, ranking
from models.imagenet.pictures import with_patch
from models.imagenet.view import TOP
from models.photos.fit import fit
from models.photos.photo import Photo


def patch_part(photo: Photo, prediction: NetworkPrediction) -> None:
    """Draw the sliders, the photo with its patch, both answers, and what they say."""
    view, predictor = VIEW.current, prediction.predictor
    controls = Controls(VIEW)
    for place, field in zip(st.columns(3), ("patch_x", "patch_y", "patch_size"), strict=True):
        with place:
            controls.number(field, live=True)
    hidden = with_patch(fit(photo.pixels, predictor.info.size, view.fit), view.patch_x, view.patch_y, view.patch_size)
    about = (photo.id, view.fit, view.patch_x, view.patch_y, view.patch_size)
    answer = ask("classify", predictor, about, lambda: {"pictures": hidden[np.newaxis]})
    left, right = st.columns([1, 1.5])
    left.image(hidden, width="stretch")
    with right:
        if answer.state == "failed":
            show_failure(answer.failure, key="again_patch")
        if answer.state != "done" or prediction.single.state != "done":
            return
        whole, now = prediction.single.value["probabilities"][0], answer.value["probabilities"][0]
        shown = list(dict.fromkeys([*ranking(whole, TOP - 2), *ranking(now, TOP)]))[:TOP]
        rows = [ComparedPrediction(full_name(index), float(whole[index]), float(now[index])) for index in shown]
        cases = (_("whole photo"), _("patch hidden"))
        compared_bars(rows, cases, title=_("With and without the patch"), key="imagenet_patch")
        st.markdown(photo_sentences([describe_patch(whole, now)])[0])
