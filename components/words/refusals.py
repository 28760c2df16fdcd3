"""Why a file was not taken, in the reader's words: what, why, and what to do."""

from __future__ import annotations

from components.i18n import N_, _
from components.words.numbers import count, megabytes
from components.words.quoting import in_quotes
from models.photos.archive import ArchiveRefused
from models.photos.decode import PhotoRefused

_KINDS = {
    "pdf": N_("a PDF document; save the picture in it as JPEG or PNG"),
    "svg": N_("an SVG drawing; export it as PNG"),
    "zip": N_("a zip archive; unpack it, or upload it where the page asks for a zip"),
    "heic": N_("a HEIC photo, as phones make them; set the camera to “most compatible”, or share it as JPEG"),
    "video": N_("a video; take a still picture of it"),
    "html": N_("a web page; save the picture in it instead"),
    "text": N_("a text file"),
    "unknown": N_("no kind of file that is known here; take JPEG or PNG"),
}

# Why a zip is left without a photo, by the reason for which most of its files were left out.
_NOTHING_LEFT = {
    "unsafe_path": N_("The paths in the zip lead out of it, as “..” does, so none was followed. Pack the folder anew."),
    "link": N_("The zip holds links to photos, not the photos. Pack the photos themselves."),
    "archive": N_("The zip holds other archives. Unpack them, and pack the photos as one zip."),
    "too_many_bytes": N_("Every photo in the zip is too large. Make them smaller first."),
    "compression": N_("The zip is compressed in a way that is not read here. Pack it as usual (Deflate)."),
}


def photo_refusal(refused: PhotoRefused) -> str:
    """What is wrong with a photo, as Markdown."""
    name, values = in_quotes(refused.name), refused.values
    if refused.reason == "empty":
        return _("{name} is empty: the file has no content. Upload it again.").format(name=name)
    if refused.reason == "too_many_bytes":
        return _("{name} has {size}; at most {limit} are taken. Make it smaller first.").format(
            name=name, size=megabytes(values["bytes"]), limit=megabytes(values["limit"])
        )
    if refused.reason == "too_many_pixels":
        return _(
            "{name} is too large to be opened safely: {width} × {height} pixels. Make it smaller, such as 4000 pixels "
            "wide."
        ).format(name=name, width=count(values["width"]), height=count(values["height"]))
    if refused.reason == "not_a_picture":
        text = _KINDS[values["kind"]]  # by itself: inside `_()` pybabel would take "kind" for a text
        kind = _(text)
        return _("{name} is no picture but {kind}.").format(name=name, kind=kind)
    if refused.reason == "truncated":
        return _(
            "{name} ends before anything can be shown: it was not copied whole. Copy or download it again."
        ).format(name=name)
    return _("{name} is damaged: it begins like a picture but cannot be read. Save it anew, as JPEG or PNG.").format(
        name=name
    )


def archive_refusal(refused: ArchiveRefused) -> str:
    """What is wrong with a zip, as Markdown."""
    values = refused.values
    nothing_left = _NOTHING_LEFT.get(values.get("why", ""))
    if nothing_left is not None:
        return _(nothing_left)
    texts = {
        "not_a_zip": _("This is no zip file. Pack the folder of photos as a zip and upload that."),
        "too_many_bytes": _("The zip is too large. Upload fewer or smaller photos."),
        "too_many_files": _("There are too many files in the zip. Upload fewer photos."),
        "bomb": _("The zip unpacks to far more than it may. Upload fewer or smaller photos."),
        "busy": _(
            "The zips of all visitors together fill the memory that this server has for them. Upload a smaller one, or "
            "wait until others have closed theirs."
        ),
        "encrypted": _("The zip asks for a password. Pack it without one."),
        "no_photos": _("There are no photos in the zip. It takes JPEG, PNG, WebP, AVIF, GIF, BMP and TIFF files."),
        "no_labels": _(
            "None of the {files} photos names a class of ImageNet. Name the folders or files after WordNet ids such as "
            "`n02106662`, or after classes such as `German shepherd`."
        ),
        "broken": _("The zip is damaged and cannot be read. Pack or download it again."),
    }
    return texts[refused.reason].format(files=values.get("files", 0))
