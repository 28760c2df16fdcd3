"""The page's live part: controls, photos, the answer, and what is looked at more closely."""

from __future__ import annotations

import streamlit as st

from components.browser.photo_strip import State, Thumb, photo_strip, thumbnail
from components.controls import Controls
from components.i18n import _, ngettext
from components.imagenet.accuracy import accuracy_part
from components.imagenet.answer import (
    NetworkPrediction,
    classify,
    predictions,
    replaced,
    show_photo,
    show_prediction,
    to_be_shown,
)
from components.imagenet.asking import (
    begin_drawing,
    call_off_others,
    has_more,
    leave_open,
    predictor_for,
    was_left_open,
)
from components.imagenet.controls import photo_controls
from components.imagenet.feature_maps import inside_part
from components.imagenet.findings import class_name, photo_sentences
from components.imagenet.grad_cam import heat_part
from components.imagenet.networks import networks_part
from components.imagenet.occlusion import patch_part
from components.imagenet.photos import MOST_PHOTOS, Album, album
from components.imagenet.preprocessing import seen_part
from components.imagenet.settings import VIEW
from components.imagenet.try_this import published_sentences
from components.imagenet.weights_panel import weights_panel
from components.page import page_parts, what_you_see
from components.runs.waiting import draw_again_when
from components.session.notices import show_notices
from components.words.labels import choice
from components.words.refusals import photo_refusal
from models.finding import in_order
from models.imagenet.findings import KINDS, describe, describe_averaging, describe_networks
from models.photos.photo import Photo

_DECODING = 0.3  # seconds of it before the page is drawn again


def live_part() -> None:
    """Draw it; the page is drawn again as answers arrive."""
    photos, view = album(), VIEW.current
    begin_drawing()
    call_off_others((view.model, view.second, view.fit))
    left, right = page_parts()
    with left:
        photo_controls()
    with right:
        show_notices()
        _take_in(photos)
        _strip(photos)
        _picture(photos)
    if was_left_open():
        draw_again_when(has_more(), "answers")


def _take_in(photos: Album) -> None:
    """Decode files that have just arrived, and say which ones could not be taken."""
    photos.decode_some(_DECODING)
    if photos.undecoded:
        leave_open()
        arrived = len(photos.photos) + len(photos.refused)
        st.progress(
            arrived / (arrived + len(photos.undecoded)),
            text=_("Reading the photos: {count} to go").format(count=len(photos.undecoded)),
        )
    refusals = [photo_refusal(refused) for refused in photos.refused]
    if photos.left_out:
        refusals.append(
            ngettext(
                "{count} file was left out: {most} photos fit in. Remove some to make room.",
                "{count} files were left out: {most} photos fit in. Remove some to make room.",
                photos.left_out,
            ).format(count=photos.left_out, most=MOST_PHOTOS)
        )
    if photos.gave_way:
        refusals.append(
            ngettext(
                "{count} photo was dropped: the server needed its memory for other visitors. Upload it again later.",
                "{count} photos were dropped: the server needed their memory for other visitors. Upload them again "
                "later, fewer at a time.",
                photos.gave_way,
            ).format(count=photos.gave_way)
        )
    if refusals:
        _show_refusals(photos, refusals)


def _show_refusals(photos: Album, refusals: list[str]) -> None:
    """One box for all of an upload: nine bad files are no nine boxes."""
    with st.container(horizontal=True, vertical_alignment="top"):
        text = refusals[0] if len(refusals) == 1 else "\n".join(f"- {refusal}" for refusal in refusals)
        st.warning(text, icon=":material/broken_image:")
        st.button(
            _("Dismiss"), key="imagenet_dismiss", icon=":material/close:", type="tertiary", on_click=photos.dismiss
        )


def _strip(photos: Album) -> None:
    """The visitor's photos in a row, each with the first class as soon as it is known."""
    if photos.photos:
        thumbs = [_thumb(photo) for photo in photos.photos.values()]
        selected = "" if photos.shows_sample else photos.selected
        photo_strip(thumbs, selected, photos.select, photos.remove, key="imagenet_strip")
        if len(thumbs) > 1:
            st.button(
                _("Remove all photos"),
                key="imagenet_remove_all",
                icon=":material/delete:",
                type="tertiary",
                on_click=photos.remove_all,
            )


def _thumb(photo: Photo) -> Thumb:
    answer = classify(photo, predictor_for(VIEW.current.model))
    label = class_name(int(answer.value["probabilities"][0].argmax())) if answer.state == "done" else ""
    state: State = answer.state if answer.state != "cancelled" else "waiting"
    return Thumb(photo.id, thumbnail(photo), photo.name, label, state)


def _picture(photos: Album) -> None:
    photo = photos.current
    found = predictions(photo)
    shown = to_be_shown(found)
    columns = st.columns([1, 1.4] if len(shown) == 1 else [1, 1.2, 1.2])
    with columns[0]:
        show_photo(photo, photos.shows_sample)
    for place, (column, prediction) in enumerate(zip(columns[1:], shown, strict=True)):
        with column:
            show_prediction(prediction, place)
    what_you_see(_who_answers(found) + _sentences(found) + published_sentences())
    Controls(VIEW).choice("part", in_sight=True, label_visibility="collapsed")
    _closer(photo, found)
    refused = {prediction.wanted for prediction in found if prediction.refused_weights}
    for name in dict.fromkeys(prediction.wanted for prediction in found):
        weights_panel(name, name in refused)


def _closer(photo: Photo, found: list[NetworkPrediction]) -> None:
    """What is looked at more closely."""
    part, first = VIEW.current.part, found[0]
    if part == "seen":
        seen_part(photo, first.predictor)
    elif part == "inside":
        inside_part(photo, first.predictor)
    elif part == "heat":
        heat_part(photo, first)
    elif part == "patch":
        patch_part(photo, first)
    elif part == "networks":
        networks_part(found)
    else:
        accuracy_part(first.predictor)


def _who_answers(found: list[NetworkPrediction]) -> list[str]:
    """That another network answers than was asked, and that one answers for both."""
    predictors = {prediction.wanted: prediction.predictor.info.title for prediction in found}
    told = [
        _(
            "**{speaker} answers instead of {wanted}**, whose weights are not on this machine. Below: how to get them."
        ).format(speaker=predictors[wanted], wanted=choice("model", wanted))
        for wanted in replaced(found)
    ]
    if len(to_be_shown(found)) < len(found):
        told.append(_("One chart only: {speaker} answers for both.").format(speaker=found[0].predictor.info.title))
    return told


def _sentences(found: list[NetworkPrediction]) -> list[str]:
    first = found[0]
    if first.probabilities is None:
        return []
    told, titles = describe(first.probabilities), ("", "")
    if first.averaged is not None and first.single.state == "done":
        told.append(describe_averaging(first.single.value["probabilities"][0], first.probabilities))
    if len(found) > 1 and found[1].probabilities is not None and found[0].predictor != found[1].predictor:
        told.append(describe_networks(first.probabilities, found[1].probabilities))
        titles = (first.predictor.info.title, found[1].predictor.info.title)
    return photo_sentences(in_order(told, KINDS), titles)
