"""The controls: photos in, which network looks at them, and how."""

from __future__ import annotations

import streamlit as st

from components.controls import Controls, more_settings
from components.i18n import _
from components.imagenet.photos import MOST_PHOTOS, Album, album
from components.imagenet.settings import PAGE, VIEW
from components.session.drawers import STAYS_MINUTES
from components.session.keys import session_key
from components.session.uploads import camera, file_upload
from components.words.uploads import PHOTO_MEGABYTES

_CAMERA = session_key(PAGE, "camera")


def photo_controls() -> None:
    """Draw every control above the parts' own."""
    controls = Controls(VIEW)
    controls.undo_button()
    _ways_in(album())
    controls.choice("sample")
    controls.choice("model")
    with more_settings():
        controls.choice("second")
        controls.choice("fit", in_sight=True)
        controls.switch("average")


def _ways_in(photos: Album) -> None:
    file_upload(
        _("Photo"),
        "imagenet_upload",
        photos.take,
        accept_multiple_files=True,
        help=_("JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF, up to {count} photos of {most} MB.").format(
            count=MOST_PHOTOS, most=PHOTO_MEGABYTES
        ),
    )
    camera("imagenet_shot", photos.take, _CAMERA)
    st.caption(
        _(
            "Photos stay in this server's memory while this tab is open, and for {minutes} minutes after it is closed. "
            "They are never written to disk, nor passed on."
        ).format(minutes=STAYS_MINUTES)
    )
