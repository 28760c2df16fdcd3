"""Where a tab's own photos are; they go with all that came of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from components.runs.scheduler import scheduler
from components.session.drawers import Drawers
from models.photo_sets.own import OwnPhotos
from models.photo_sets.private import forget_own, forget_photos
from models.photos.room import Kept


@dataclass(eq=False)
class Drawer:
    """What a tab has uploaded, and what came of it.

    Attributes:
        photos: ``None`` before the first one.
        unread: a zip that has arrived and is not read yet; it lies in the server's memory.
        refused: what was wrong with the last upload, in the reader's words.
        before: the photos that a zip took the place of, until anything else is changed.
        set_id: of the set that the last run was given.
        sets: ids of all sets that were made; in their folders are the networks that learnt from them.
        runs: ids of the runs that learnt from them.
    """

    photos: OwnPhotos | None = None
    unread: Kept[bytes] | None = None
    refused: list[str] = field(default_factory=list)
    before: OwnPhotos | None = None
    set_id: str = ""
    sets: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)

    def save(self) -> str:
        """Make a set of the photos as they are, in the place of the one before; see `OwnPhotos.save`."""
        assert self.photos is not None
        set_id = self.photos.save()
        if set_id != self.set_id:
            forget_photos(self.set_id)
            self.set_id = set_id
            self.sets.append(set_id)
        return set_id

    def put(self, photos: OwnPhotos | None) -> None:
        """Keep these photos instead of those that are in it, and what was before is past."""
        if self.photos is not None:
            self.photos.forget()
        self.photos = photos
        self.leave_before()

    def exchange(self, photos: OwnPhotos) -> None:
        """Keep these photos; `take_back` brings those back that were in it."""
        self.leave_before()
        self.photos, self.before = photos, self.photos

    def take_back(self) -> None:
        """Put the photos that gave way back in their place."""
        if self.before is not None:
            back, self.before = self.before, None
            self.put(back)

    def leave_before(self) -> None:
        """Let the photos that gave way go."""
        if self.before is not None:
            self.before.forget()
            self.before = None

    def empty(self) -> None:
        """Remove everything: photos, features, networks and what is known of the runs."""
        for run_id in self.runs:
            scheduler().forget(run_id)
        for set_id in self.sets:
            forget_own(set_id)
        self.put(None)
        self.unread, self.set_id, self.sets, self.runs = None, "", [], []


_DRAWERS = Drawers("own photos", Drawer, Drawer.empty)


def drawer() -> Drawer:
    """This tab's drawer."""
    return _DRAWERS.mine()
