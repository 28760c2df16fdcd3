"""The visitor's classes so far: how many photos each has, and what can be added to it or taken out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components.browser.photo_strip import Thumb, data_url, photo_strip
from components.i18n import _, ngettext
from components.session.keys import session_key
from components.transfer.drawer import Drawer, drawer
from components.transfer.refusals import set_refusal, skipped_lines
from components.transfer.settings import PAGE
from components.words.quoting import in_quotes
from models.limits import LIMITS
from models.photo_sets.own import OwnPhotos
from models.photo_sets.photo_set import SetMissing

# Where photos of one class come in: `own_photos` draws them.
WAYS, CLASS_NAME = session_key(PAGE, "ways"), session_key(PAGE, "class name")
_MOST_SHOWN = 40  # photos of a class, the latest; what one wants to take out has just come


def by_class() -> str:
    """The title of the way in by which photos come class by class."""
    return _("Class by class")


def classes_so_far(mine: Drawer) -> None:
    """Draw the classes with their photos, and what is still missing."""
    if mine.photos is None:
        return
    counts = mine.photos.counts()
    for name, count in (counts | {name: 0 for name in mine.photos.empty if name not in counts}).items():
        _class(mine.photos, name, count)
    for line in skipped_lines(mine.photos.skipped):
        st.caption(line)
    faults = mine.photos.faults()
    for fault in faults:
        st.info(set_refusal(fault))
    if not faults and len(counts) < LIMITS.set_classes:
        st.caption(_("Ready: press **Train**, or add more."))


def forget_if_empty(mine: Drawer) -> None:
    """Without a photo it is told to upload some, not that those of a zip lie in no folder."""
    if mine.photos is not None and not mine.photos.photos:
        mine.put(None)


def _class(photos: OwnPhotos, name: str, count: int) -> None:
    title = ngettext("{name}: {count} photo", "{name}: {count} photos", count).format(name=in_quotes(name), count=count)
    fold = st.expander(title, key=fold_key(name), on_change="rerun", type="compact")
    if not fold.open:
        return
    with fold:
        _strip(photos, name)
        with st.container(horizontal=True, gap="small"):
            _button(_("Add photos"), "add", f"transfer_add_{name}", _add_to, name)
            _button(_("Remove the class"), "delete", f"transfer_remove_{name}", _remove_class, name)


def fold_key(name: str) -> str:
    """The key of the fold in which the photos of a class are."""
    return session_key(PAGE, f"photos of {name}")


def _strip(photos: OwnPhotos, name: str) -> None:
    """The latest photos of a class, each of which can be taken out."""
    places = [place for place, photo in enumerate(photos.photos) if photo.class_name == name][-_MOST_SHOWN:]
    try:
        pictures = photos.pictures()
    except SetMissing:
        return
    names = {place: photos.photos[place].name.rsplit("/")[-1] for place in places}  # of a zip: the path in it
    thumbs = [Thumb(str(place), data_url(pictures[place]), name, state="done") for place, name in names.items()]
    if thumbs:
        photo_strip(thumbs, "", lambda _photo: None, partial(_remove_photo, name), key=f"transfer_strip_{name}")


def _button(text: str, icon: str, key: str, act: Callable[[str], None], *arguments: str) -> None:
    st.button(text, key=key, icon=f":material/{icon}:", type="tertiary", on_click=act, args=arguments)


def _add_to(name: str) -> None:
    """Have the next photos be of this class."""
    st.session_state[WAYS], st.session_state[CLASS_NAME] = by_class(), name


def _remove_class(name: str) -> None:
    _change(lambda photos: photos.drop_class(name))


def _remove_photo(name: str, place: str) -> None:
    _change(lambda photos: photos.drop_photo(int(place)))
    st.session_state[fold_key(name)] = True  # under its new title it would be shut


def _change(act: Callable[[OwnPhotos], None]) -> None:
    mine = drawer()
    mine.refused = []
    mine.leave_before()
    if mine.photos is None:
        return
    try:
        act(mine.photos)
    except (SetMissing, OSError) as error:
        mine.refused = [set_refusal(error)]
    forget_if_empty(mine)
