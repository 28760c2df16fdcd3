"""Inside the network: the feature maps of a layer, from edges to parts."""

from __future__ import annotations

import numpy as np
import streamlit as st

from components.browser.live_slider import live_slider
from components.i18n import _
from components.imagenet.asking import Predictor, ask
from components.imagenet.failures import show_failure
from components.imagenet.findings import photo_sentences
from components.imagenet.settings import PAGE, VIEW
from components.session.keys import widget_key
from models.imagenet.findings import describe_maps
from models.imagenet.pictures import mosaic, with_square
from models.imagenet.weights import find_base
from models.jobs import Answer
from models.photos.fit import fit
from models.photos.photo import Photo


def inside_part(photo: Photo, predictor: Predictor) -> None:
    """Draw the slider over the layers, the maps, and what they say."""
    answering, predictor = predictor, looked_into(VIEW.current.model, predictor)
    view, info = VIEW.current, predictor.info
    if predictor != answering:
        st.caption(
            _(
                "Of {network} there is the file without its classifier, so its maps can be seen, but it cannot answer; "
                "{speaker} answers above."
            ).format(network=info.title, speaker=answering.info.title)
        )
    place = min(view.layer, len(info.layers)) - 1
    live_slider(
        _("Layer of {network}").format(network=info.title),
        range(len(info.layers)),
        place,
        list(info.layers),
        lambda moved, settled: VIEW.change(settled, layer=moved + 1),
        key=widget_key("layer", PAGE),
        help=_("From the first layers, which see edges and colours, to the last, which see parts of things."),
    )
    pixels = fit(photo.pixels, info.size, view.fit)
    answer = _maps(photo, predictor, pixels, info.layers[place])
    if answer.state == "failed":
        show_failure(answer.failure, key="again_inside")
    if answer.state != "done":
        st.caption(_("{network} is looking…").format(network=info.title))
        return
    _draw(answer.value, pixels)
    before = _maps(photo, predictor, pixels, info.layers[place - 1]) if place else None
    shape_before = tuple(before.value["shape"]) if before and before.state == "done" else None
    shape = tuple(answer.value["shape"])
    found = describe_maps(shape, info.size, answer.value["receptive_field"], shape_before, answer.value["silent"])
    st.markdown(" ".join(photo_sentences(found)))


def looked_into(wanted: str, predictor: Predictor) -> Predictor:
    """Whose layers are shown: the wanted network's also where only the file without its classifier is there."""
    if predictor.info.name != wanted:
        found = find_base(wanted)
        if found is not None and found.state != "damaged":
            return Predictor.of(wanted, found)
    return predictor


def _maps(photo: Photo, predictor: Predictor, pixels: np.ndarray, layer: str) -> Answer:
    about = (photo.id, VIEW.current.fit, layer)
    return ask("feature_maps", predictor, about, lambda: {"picture": pixels, "layer": layer})


def _draw(value: dict, pixels: np.ndarray) -> None:
    left, right = st.columns([1, 2.4])
    with left:
        side = value["receptive_field"]
        seen = pixels if side is None else with_square(pixels, 0.5, 0.5, min(side, len(pixels)))
        st.image(seen, width="stretch", alt=_("The photo, with the receptive field of one value"))
        if side is not None:
            st.caption(_("The square is what one value of this layer sees: its receptive field."))
    with right:
        st.image(mosaic(value["maps"], columns=4), width="stretch", alt=_("The strongest feature maps of this layer"))
        height, width, channels = value["shape"]
        st.caption(
            _(
                "The {shown} strongest of {channels} channels, each {height} × {width} values and scaled by itself."
            ).format(shown=len(value["maps"]), channels=channels, height=height, width=width)
        )
