"""The visitor's own photos: in a private folder of this server, which goes with the session."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from components.i18n import _
from components.imagenet.album import forget_upload
from components.transfer.owned import SETTINGS
from components.transfer.refusals import set_refusal, skipped_lines
from components.transfer.words import quoted
from models.photos.archive import ArchiveRefused
from models.photos.decode import PhotoRefused
from models.transfer.experiment import TransferExperiment
from models.transfer.own import MOST_CLASSES, OwnPhotos, SetRefused, forget_own
from models.transfer.photo_set import SetMissing

_MOST_MEGABYTES = 200
_MOST_A_PHOTO = 20  # megabytes
_CAMERA, _NAME, _DRAWER = "transfer_camera", "transfer_class_name", "own photos"


@dataclass(eq=False)
class _Drawer:
    """What a session has uploaded.

    Attributes:
        photos: ``None`` before the first one.
        set_id: of the set that the last run was given.
        refused: what was wrong with the last upload.
        uploads: how often files came; the end of the widgets' keys, so that each makes room for a new one.
    """

    photos: OwnPhotos | None = None
    set_id: str = ""
    refused: list[str] = field(default_factory=list)
    uploads: int = 0

    def forget(self) -> None:
        if self.photos is not None:
            self.photos.forget()
        if self.set_id:
            forget_own(self.set_id)
        self.photos, self.set_id = None, ""


def _forget_all(drawers: list[_Drawer]) -> None:
    for drawer in drawers:
        drawer.forget()


@st.cache_resource(scope="session", on_release=_forget_all, show_spinner=False)
def _at_the_end() -> list[_Drawer]:
    """What is forgotten when the tab is closed."""
    return []


def _drawer() -> _Drawer:
    drawer = st.session_state.setdefault(_DRAWER, _Drawer())
    if drawer not in _at_the_end():  # a tab that was cut off for a moment has lost its photos, and begins anew
        _at_the_end().append(drawer)
    return drawer


def own_photos() -> OwnPhotos | None:
    """What was uploaded so far."""
    return _drawer().photos


def is_ready() -> bool:
    """Whether a network can learn from the photos as they are."""
    return _why_not() is None


def with_photos(experiment: TransferExperiment) -> TransferExperiment | None:
    """The experiment with the photos as they are now made its set; ``None`` where they cannot be learnt from."""
    if experiment.dataset != "own":
        return experiment.replace(set_id="")
    drawer = _drawer()
    try:
        if drawer.photos is None:
            raise SetMissing("own")
        set_id = drawer.photos.save()
    except (SetRefused, SetMissing, OSError) as error:
        drawer.refused = [set_refusal(error)]
        return None
    if drawer.set_id not in ("", set_id):
        forget_own(drawer.set_id)
    drawer.set_id = set_id
    SETTINGS.change(set_id=set_id)
    return experiment.replace(set_id=set_id)


def settle_set() -> None:
    """Have the settings name this session's set: a link cannot, and must not."""
    if SETTINGS.current.set_id != _drawer().set_id:
        st.session_state[SETTINGS.key] = SETTINGS.current.replace(set_id=_drawer().set_id)


def upload_part() -> None:
    """Draw the ways in, and what has come so far."""
    drawer = _drawer()
    by_zip, by_class = st.tabs([_("A zip"), _("Class by class")])
    with by_zip:
        key = f"transfer_zip_{drawer.uploads}"
        st.file_uploader(
            _("Photos (zip)"),
            type=["zip"],
            key=key,
            max_upload_size=_MOST_MEGABYTES,
            on_change=_take_zip,
            args=(key,),
            help=_("A folder for each class, two to ten of them; folders named train, valid and test are understood."),
        )
    with by_class:
        _one_by_one(drawer)
    st.caption(
        _(
            "Photos stay in a private folder of this server while this tab is open; then they are removed. They are "
            "never passed on."
        )
    )
    for text in drawer.refused:
        st.warning(text, icon=":material/broken_image:")
    _so_far(drawer)


def _one_by_one(drawer: _Drawer) -> None:
    name = st.text_input(_("Class name"), key=_NAME, max_chars=60, placeholder=_("such as: cat"))
    key, missing = f"transfer_photos_{drawer.uploads}", not name.strip()
    st.file_uploader(
        _("Photos of this class"),
        accept_multiple_files=True,
        key=key,
        max_upload_size=_MOST_A_PHOTO,
        disabled=missing,
        on_change=_take_photos,
        args=(key,),
    )
    if st.toggle(_("Use the camera"), key=_CAMERA):
        shot = f"transfer_shot_{drawer.uploads}"
        st.camera_input(
            _("Camera"),
            key=shot,
            label_visibility="collapsed",
            disabled=missing,
            on_change=_take_photos,
            args=(shot,),
        )


def _so_far(drawer: _Drawer) -> None:
    """The classes with their photos, and what is still missing."""
    if drawer.photos is None:
        return
    for name, count in drawer.photos.counts().items():
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(_("{name}: {count} photos").format(name=quoted(name), count=count), width="content")
            st.button(
                _("Remove"),
                key=f"transfer_remove_{name}",
                icon=":material/delete:",
                type="tertiary",
                on_click=_remove,
                args=(name,),
            )
    for line in skipped_lines(drawer.photos.skipped):
        st.caption(line)
    why = _why_not()
    if why:
        st.info(why)
    elif len(drawer.photos.counts()) < MOST_CLASSES:
        st.caption(_("Ready: press **Train**, or add more."))


def _why_not() -> str | None:
    photos = _drawer().photos
    if photos is None:
        return _("Upload photos of two to ten classes first.")
    try:
        photos.check()
    except SetRefused as refused:
        return set_refusal(refused)
    return None


def _take_zip(key: str) -> None:
    file, drawer = st.session_state.get(key), _drawer()
    if file is None:
        return
    drawer.uploads += 1
    drawer.refused = []
    try:
        with st.spinner(_("Reading the photos…")):
            taken = OwnPhotos.from_archive(file.getvalue())
    except (ArchiveRefused, SetRefused, OSError) as error:
        drawer.refused = [set_refusal(error)]
    else:
        drawer.forget()
        drawer.photos = taken
    forget_upload([file])


def _take_photos(key: str) -> None:
    value, drawer = st.session_state.get(key), _drawer()
    files = value if isinstance(value, list) else [value] if value else []
    if not files:
        return
    drawer.uploads += 1
    drawer.refused = []
    try:
        drawer.photos = drawer.photos or OwnPhotos()
        for place, file in enumerate(files, 1):
            try:
                drawer.photos.add(st.session_state[_NAME], file.getvalue(), file.name or f"{place}.jpg")
            except PhotoRefused as refused:
                drawer.refused.append(set_refusal(refused))
    except (SetRefused, SetMissing, OSError) as error:
        drawer.refused.append(set_refusal(error))
    _forget_if_empty(drawer)
    forget_upload(files)


def _remove(name: str) -> None:
    drawer = _drawer()
    drawer.refused = []
    if drawer.photos is None:
        return
    try:
        drawer.photos.drop_class(name)
    except (SetMissing, OSError) as error:
        drawer.refused = [set_refusal(error)]
    _forget_if_empty(drawer)


def _forget_if_empty(drawer: _Drawer) -> None:
    """Without a photo it is told to upload some, not that those of a zip lie in no folder."""
    if drawer.photos is not None and not drawer.photos.photos:
        drawer.photos.forget()
        drawer.photos = None
