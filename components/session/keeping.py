"""Keeping what this tab has uploaded, in the room that all visitors share."""

from __future__ import annotations

from typing import TypeVar

from components.session.identity import owner
from models.limits import LIMITS
from models.photos.archive import ArchiveRefused
from models.photos.decode import PhotoRefused, decode
from models.photos.photo import Photo
from models.photos.room import ROOM, Kept, RoomFull

T = TypeVar("T")


def keep_photo(photo: Photo) -> Kept[Photo]:
    """Keep a decoded photo of this tab.

    Raises:
        PhotoRefused: there is no room for it.
    """
    return _kept(photo, photo.pixels.nbytes, photo.name)


def keep_file(data: bytes, name: str) -> Kept[bytes]:
    """Keep a photo's file of this tab until it is decoded.

    Raises:
        PhotoRefused: there is no room for it.
    """
    return _kept(data, len(data), name)


def decode_mine(data: bytes, name: str) -> Photo:
    """`models.photos.decode.decode` for this tab, in its turn.

    Raises:
        PhotoRefused: see there.
    """
    return decode(data, name, owner())


def _kept(content: T, size: int, name: str) -> Kept[T]:
    try:
        return ROOM.keep(owner(), content, size)
    except RoomFull as none:
        reason = {"visitor": "enough", "server": "full"}[none.reason]
        raise PhotoRefused(reason, name, {"limit": LIMITS.visitor_bytes}) from none


def keep_zip(data: bytes) -> Kept[bytes]:
    """Keep a zip of this tab.

    Raises:
        ArchiveRefused: there is no room for it.
    """
    try:
        return ROOM.keep(owner(), data, len(data))
    except RoomFull as none:
        raise ArchiveRefused({"visitor": "enough", "server": "busy"}[none.reason], {}) from none
