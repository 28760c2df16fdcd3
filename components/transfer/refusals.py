"""Why photos cannot be learnt from, in the reader's words: what, why, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from components.i18n import N_, _
from components.session.drawers import STAYS_MINUTES
from components.words.quoting import in_quotes
from components.words.refusals import archive_refusal, photo_refusal
from models.disk import NoRoom
from models.photo_sets.own import LEAST_SIDE, SetRefused
from models.photo_sets.photo_set import SetMissing
from models.photo_sets.private import PrivateFull
from models.photos.archive import ArchiveRefused, Skipped
from models.photos.decode import PhotoRefused

_SETS = {
    "no_folders": N_(
        "No photo lies in a folder that could be its class. Make a folder for each class, such as `cat` and `dog`, put "
        "the photos into them, and pack these folders."
    ),
    "no_name": N_("Give the class a name first; then add its photos."),
    "one_class": N_(
        "There is only one class, {class_name}. A network learns to tell classes apart: add photos of another."
    ),
    "too_many_classes": N_("There are {classes} classes; at most {limit} are taken. Leave some folders out."),
    "empty_class": N_(
        "The folder {class_name} holds no photo that can be used. Add photos to it, or take the folder out."
    ),
    "few_photos": N_(
        "The class {class_name} has too few photos: {photos}. It takes at least {limit}, since some are held out for "
        "the test."
    ),
    "too_many_photos": N_("There are {photos} photos; at most {limit} are taken. Upload fewer."),
}


def set_refusal(error: Exception) -> str:
    """What is wrong with an upload, as Markdown.

    Args:
        error: what the reading of it raised.
    """
    if isinstance(error, PhotoRefused):
        return photo_refusal(error)
    if isinstance(error, ArchiveRefused):
        return archive_refusal(error)
    if isinstance(error, SetRefused):
        values = {name: in_quotes(value) if name == "class" else value for name, value in error.values.items()}
        return _(_SETS[error.reason]).format(class_name=values.pop("class", ""), **values)
    if isinstance(error, SetMissing):
        return _("The photos were lost when the connection ended. Upload them again.")
    if isinstance(error, PrivateFull):
        return _(
            "The server is full: the photos of all visitors together take all the room that it keeps for them. Upload "
            "fewer photos, or try again {minutes} minutes after others have closed their tabs."
        ).format(minutes=STAYS_MINUTES)
    if isinstance(error, NoRoom):
        return _("The photos could not be kept: the server's disk has too little room left. Tell the server's owner.")
    if isinstance(error, OSError):
        return _("The photos could not be kept: the server's disk is full or cannot be written to.")
    return _(
        "The photos could not be read: the server met an error, or its memory is full. Upload fewer or smaller ones."
    )


def skipped_lines(skipped: Sequence[Skipped]) -> list[str]:
    """Which files were left out, one line for each reason, each with a file as an example."""
    reasons = Counter(one.reason for one in skipped)
    first = {one.reason: one.path for one in reversed(skipped)}
    texts = {
        "no_folder": _("Photos in no class's folder: {count}, such as {file}."),
        "too_small": _("Photos of fewer than {least} pixels on a side: {count}, such as {file}."),
        "truncated": _("Truncated photo files: {count}, such as {file}."),
        "broken": _("Damaged photos: {count}, such as {file}."),
    }
    other = _("Skipped files: {count}, such as {file}.")
    return [
        texts.get(reason, other).format(count=count, file=in_quotes(first[reason]), least=LEAST_SIDE)
        for reason, count in reasons.items()
    ]
