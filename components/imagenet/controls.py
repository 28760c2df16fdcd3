"""The controls: photos in, which network looks at them, and how."""

from __future__ import annotations

import streamlit as st

from components.controls import Controls, more_settings
from components.i18n import _
from components.imagenet.photos import MOST_PHOTOS, Album, album
from components.imagenet.settings import PAGE, VIEW
from components.session.drawers import STAYS_MINUTES
from components.session.keys import session_key
from components.session.uploads import MOST_MEGABYTES, upload_key

_CAMERA = session_key(PAGE, "camera")


def photo_controls() -> None:
    """Draw every control above the parts' own; the fragment they stand in follows them."""
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
    upload, shot = upload_key("imagenet_upload"), upload_key("imagenet_shot")
    st.file_uploader(
        _("Photo"),
        accept_multiple_files=True,
        max_upload_size=MOST_MEGABYTES,
        key=upload,
        on_change=photos.take,
        args=(upload,),
        help=_("JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF, up to {count} photos of {most} MB.").format(
            count=MOST_PHOTOS, most=MOST_MEGABYTES
        ),
    )
    if st.toggle(_("Use the camera"), key=_CAMERA):
        st.camera_input(
            _("Camera"),
            key=shot,
            label_visibility="collapsed",
            resolution="720p",  # else a photo is only as large as the column
            on_change=photos.take,
            args=(shot,),
        )
    st.caption(
        _(
            "Photos stay in this server's memory while this tab is open, and for {minutes} minutes after it is closed. "
            "They are never written to disk, nor passed on."
        ).format(minutes=STAYS_MINUTES)
    )
