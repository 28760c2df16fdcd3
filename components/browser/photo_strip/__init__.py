"""The row of uploaded photos: what each of them shows as far as it is known, which one is chosen."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
import streamlit as st
from PIL import Image, ImageOps

from components.i18n import _
from models.photos.photo import Photo

State = Literal["waiting", "working", "done", "failed"]

_SIDE = 96  # pixels
_FOLDER = Path(__file__).parent
_strip = st.components.v2.component(
    "layerlab_photo_strip",
    js=(_FOLDER / "strip.js").read_text("utf-8"),
    css=(_FOLDER / "strip.css").read_text("utf-8"),
)
# Weak: a thumbnail goes when the session's photo goes.
_thumbnails: WeakKeyDictionary[Photo, str] = WeakKeyDictionary()


@dataclass(frozen=True)
class Thumb:
    """One photo of the strip.

    Attributes:
        id: differs from photo to photo; what the callbacks are given.
        picture: a data URL, see `thumbnail`.
        title: the photo's name.
        label: what the network takes it for, in the reader's language; "" if that is not known.
        state: of the work on it.
    """

    id: str
    picture: str
    title: str
    label: str = ""
    state: State = "waiting"


def photo_strip(
    photos: Sequence[Thumb],
    selected: str,
    on_select: Callable[[str], None],
    on_remove: Callable[[str], None],
    key: str,
) -> None:
    """Draw the strip. Under the same key it is changed in place: no picture is loaded again, nothing scrolls back.

    Args:
        photos: in the order in which they are shown.
        selected: the id of the photo that the page shows; "" for none.
        on_select: called with the id of the photo that the reader clicks.
        on_remove: called with the id of the photo that the reader removes.
        key: the component's key in the session.
    """
    ids = {photo.id for photo in photos}

    def tell(event: str, act: Callable[[str], None]) -> None:
        photo = st.session_state[key].get(event)
        if isinstance(photo, str) and photo in ids:
            act(photo)

    _strip(
        key=key,
        data={"photos": [_with_texts(photo) for photo in photos], "selected": selected, "texts": _texts()},
        on_selected_change=lambda: tell("selected", on_select),
        on_removed_change=lambda: tell("removed", on_remove),
    )


def thumbnail(photo: Photo) -> str:
    """The photo as `data_url` makes it; once for each photo."""
    if photo not in _thumbnails:
        _thumbnails[photo] = data_url(photo.pixels)
    return _thumbnails[photo]


def data_url(pixels: np.ndarray) -> str:
    """The middle of a picture, (height, width, 3) uint8, as a small square JPEG, about 3 kB."""
    small = ImageOps.fit(Image.fromarray(pixels), (_SIDE, _SIDE), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.save(file, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def _with_texts(photo: Thumb) -> dict[str, str]:
    return {**asdict(photo), "remove": _("Remove {photo}").format(photo=photo.title)}


def _texts() -> dict[str, str]:
    return {
        "photos": _("Photos: choose which one is shown"),
        "waiting": _("waiting"),
        "working": _("working"),
        "done": "",
        "failed": _("failed"),
    }
