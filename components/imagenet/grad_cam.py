"""Grad-CAM: which places of the photo speak for a class."""

from __future__ import annotations

import streamlit as st

from components.controls import Controls
from components.i18n import _
from components.imagenet.answer import NetworkPrediction, full_name
from components.imagenet.asking import ask
from components.imagenet.failures import show_failure
from components.imagenet.settings import VIEW
from components.words.labels import label
from models.imagenet.findings import ranking
from models.imagenet.pictures import overlay
from models.imagenet.view import TOP
from models.photos.fit import fit
from models.photos.photo import Photo

_OPACITY = 0.55


def heat_part(photo: Photo, prediction: NetworkPrediction) -> None:
    """Draw the photo under the heat of one of the first classes."""
    view, info = VIEW.current, prediction.predictor.info
    single = prediction.single
    if single.state != "done":
        return
    classes = ranking(single.value["probabilities"][0], TOP)
    names = [full_name(index) for index in classes]
    options = range(1, TOP + 1)
    st.pills(
        label("rank"),
        options,
        default=view.rank,
        required=True,
        format_func=lambda rank: names[rank - 1],
        **Controls(VIEW).bound("rank", view.rank, lambda rank: VIEW.change(rank=rank)),
    )
    pixels = fit(photo.pixels, info.size, view.fit)
    about = (photo.id, view.fit, tuple(classes))
    answer = ask("grad_cam", prediction.predictor, about, lambda: {"picture": pixels, "classes": classes})
    if answer.state == "failed":
        show_failure(answer.failure, key="again_heat")
    if answer.state != "done":
        st.caption(_("{network} is looking…").format(network=info.title))
        return
    left, right = st.columns(2)
    left.image(pixels, width="stretch")
    right.image(overlay(pixels, answer.value["heat"][view.rank - 1], _OPACITY), width="stretch")
    st.caption(
        _(
            "Grad-CAM: light places of layer `{layer}` raise the score of **{name}**, dark ones do not. It shows where "
            "the network looks, not whether it is right."
        ).format(layer=answer.value["layer"], name=names[view.rank - 1])
    )
