"""The visitor's own photos: how they come in, and what is in the drawer so far."""

from __future__ import annotations

import logging
from typing import Any

import streamlit as st

from components.i18n import _, ngettext
from components.session.drawers import STAYS_MINUTES
from components.session.identity import owner
from components.session.keeping import keep_zip
from components.session.keys import session_key
from components.session.uploads import camera, file_upload
from components.transfer.drawer import Drawer, drawer
from components.transfer.own_classes import CLASS_NAME, WAYS, by_class, classes_so_far, forget_if_empty
from components.transfer.refusals import set_refusal, skipped_lines
from components.transfer.settings import PAGE, SETTINGS
from components.words.uploads import ZIP_MEGABYTES
from models.photo_sets.own import OwnPhotos, SetRefused
from models.photo_sets.photo_set import SetMissing
from models.photos.archive import ArchiveRefused
from models.photos.decode import PhotoRefused
from models.photos.room import Kept
from models.transfer.experiment import TransferExperiment

logger = logging.getLogger(__name__)

_CAMERA = session_key(PAGE, "camera")


def own_photos() -> OwnPhotos | None:
    """What was uploaded so far."""
    return drawer().photos


def class_names(dataset: str) -> tuple[str, ...]:
    """The visitor's names of the classes; none for other sets."""
    photos = own_photos() if dataset == "own" else None
    return photos.class_names if photos else ()


def is_ready() -> bool:
    """Whether a network can learn from the photos as they are."""
    photos = drawer().photos
    return photos is not None and not photos.faults()


def with_photos(experiment: TransferExperiment) -> TransferExperiment | None:
    """The experiment with the photos as they are now made its set; ``None`` where they cannot be learnt from."""
    if experiment.dataset != "own":
        return experiment.replace(set_id="")
    mine = drawer()
    try:
        if mine.photos is None:
            raise SetMissing("own")
        set_id = mine.save()
    except (SetRefused, SetMissing, OSError) as error:
        mine.refused = [set_refusal(error)]
        return None
    SETTINGS.change(set_id=set_id)
    return experiment.replace(set_id=set_id)


def remember_run(experiment: TransferExperiment, run_id: str) -> None:
    """Have what is known of this run go with the photos that it learns from, if they are the visitor's own."""
    if experiment.dataset == "own":
        drawer().runs.append(run_id)


def settle_set() -> None:
    """Have the settings name this session's set: a link cannot, and must not."""
    if SETTINGS.current.set_id != drawer().set_id:
        SETTINGS.fill_in(set_id=drawer().set_id)


def upload_part() -> None:
    """Draw the ways in, and what has come so far."""
    mine = drawer()
    by_zip, one_by_one = st.tabs([_("A zip"), by_class()], key=WAYS, on_change="rerun")
    with by_zip:
        file_upload(
            _("Photos (zip)"),
            "transfer_zip",
            _take_zip,
            type=["zip"],
            help=_(
                "A folder for each class, two to ten of them; folders named train, valid and test are understood. The "
                "zip may have up to {most} MB: smaller photos, 300 pixels on a side, are enough."
            ).format(most=ZIP_MEGABYTES),
        )
    with one_by_one:
        _one_by_one()
    st.caption(
        _(
            "Photos stay in a private folder of this server while this tab is open. {minutes} minutes after it is "
            "closed they are removed, and the networks that learnt from them. Neither they nor the names of the "
            "classes are passed on."
        ).format(minutes=STAYS_MINUTES)
    )
    if mine.unread is not None:
        _read_zip(mine)
    for text in mine.refused:
        st.warning(text, icon=":material/broken_image:")
    if mine.before is not None:
        _given_way(mine.before)
    classes_so_far(mine)


def _given_way(before: OwnPhotos) -> None:
    """Say that a zip took the place of other photos, and offer them back."""
    count = len(before.photos)
    st.caption(
        ngettext(
            "The zip took the place of the photo before it.",
            "The zip took the place of the {count} photos before it.",
            count,
        ).format(count=count)
    )
    st.button(
        _("Back to the photos before"),
        key="transfer_zip_undo",
        icon=":material/undo:",
        type="tertiary",
        on_click=lambda: drawer().take_back(),
    )


def _one_by_one() -> None:
    name = st.text_input(_("Class name"), key=CLASS_NAME, max_chars=60, placeholder=_("such as: cat"))
    missing = not name.strip()
    if missing:
        st.caption(_("Give the class a name first."))
    file_upload(
        _("Photos of this class"), "transfer_photos", _take_photos, accept_multiple_files=True, disabled=missing
    )
    camera("transfer_shot", _take_photos, _CAMERA, disabled=missing)


def _take_zip(files: list[Any]) -> None:
    mine = drawer()
    mine.unread, mine.refused = None, []
    try:
        mine.unread = keep_zip(files[0].getvalue())
    except ArchiveRefused as refused:
        mine.refused = [set_refusal(refused)]


def _read_zip(mine: Drawer) -> None:
    """Read the zip that has arrived, and draw how far it is. Any other click begins it anew; this one calls it off."""
    bar = st.empty()
    st.button(_("Cancel"), key="transfer_zip_cancel", icon=":material/close:", type="tertiary", on_click=_leave_zip)

    zipped = mine.unread
    assert zipped is not None

    def show(done: int, total: int) -> None:
        if zipped.gave_way:
            raise ArchiveRefused("gave_way", {})
        text = _("Reading the photos: {done} of {total}").format(done=done, total=total)
        bar.progress(done / max(1, total), text=text)

    try:
        _take_over(mine, OwnPhotos.from_archive(_content(zipped), show, visitor=owner()))
    except (ArchiveRefused, SetRefused, SetMissing, OSError) as error:
        mine.refused = [set_refusal(error)]
    except Exception as error:  # such as too little memory: the next run of the page would meet it again
        logger.exception("a zip of photos could not be read")
        mine.refused = [set_refusal(error)]
    mine.unread = None
    st.rerun()


def _content(zipped: Kept[bytes]) -> bytes:
    data = zipped.content
    if data is None:
        raise ArchiveRefused("gave_way", {})
    return data


def _take_over(mine: Drawer, read: OwnPhotos) -> None:
    """Photos that cannot be learnt from take the place of none."""
    if mine.photos is None or not mine.photos.photos:
        mine.put(read)
    elif read.faults():
        mine.refused = [
            _("Nothing was changed: the photos before are kept, since those of the zip cannot be learnt from."),
            *map(set_refusal, read.faults()),
            *skipped_lines(read.skipped),
        ]
        read.forget()
    else:
        mine.exchange(read)


def _leave_zip() -> None:
    drawer().unread = None


def _take_photos(files: list[Any]) -> None:
    mine = drawer()
    mine.refused = []
    mine.leave_before()
    try:
        mine.photos = mine.photos or OwnPhotos(visitor=owner())
        for place, file in enumerate(files, 1):
            try:
                mine.photos.add(st.session_state[CLASS_NAME], file.getvalue(), file.name or f"{place}.jpg")
            except PhotoRefused as refused:
                mine.refused.append(set_refusal(refused))
    except (SetRefused, SetMissing, OSError) as error:
        mine.refused.append(set_refusal(error))
    forget_if_empty(mine)
