"""Why a file was not taken, in the reader's words: what, why, and what to do."""

from __future__ import annotations

from components.i18n import N_, _
from components.words.numbers import count, megabytes
from components.words.quoting import in_quotes
from models.limits import LIMITS
from models.photos.archive import ArchiveRefused
from models.photos.decode import PhotoRefused

_PHOTOS = {
    "empty": N_("{name} is empty: the file has no content. Upload it again."),
    "too_many_bytes": N_("{name} has {size}; at most {limit} are taken. Make it smaller first."),
    "too_many_pixels": N_(
        "{name} is too large to be opened safely: {width} × {height} pixels. Make it smaller, such as 4000 pixels wide."
    ),
    "too_small": N_(
        "{name} is too small to learn from: {width} × {height} pixels. Take photos of {least} pixels on a side or more."
    ),
    "not_a_picture": N_("{name} is no picture but {kind}."),
    "truncated": N_("{name} ends before anything can be shown: it was not copied whole. Copy or download it again."),
    "busy": N_("{name} was not opened: the server is busy with other visitors' photos. Upload it again in a minute."),
    "full": N_(
        "{name} was not kept: the memory that this server has for uploads is full. Upload it again in a few minutes."
    ),
    "enough": N_("{name} was not kept: your uploads together may have {limit}. Remove some, or upload fewer."),
    "broken": N_("{name} is damaged: it begins like a picture but cannot be read. Save it anew, as JPEG or PNG."),
}
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
    "unsafe_path": N_(
        "The paths in the zip lead out of it, as “..” does, or are longer or deeper than {letters} letters and {parts} "
        "folders, so none was followed. Pack a folder of photos anew."
    ),
    "link": N_("The zip holds links to photos, not the photos. Pack the photos themselves."),
    "archive": N_("The zip holds other archives. Unpack them, and pack the photos as one zip."),
    "too_many_bytes": N_("Every photo in the zip is too large. Make them smaller first."),
    "compression": N_("The zip is compressed in a way that is not read here. Pack it as usual (Deflate)."),
}


def photo_refusal(refused: PhotoRefused) -> str:
    """What is wrong with a photo, as Markdown."""
    values = refused.values
    return _(_PHOTOS.get(refused.reason, _PHOTOS["broken"])).format(
        name=in_quotes(refused.name),
        kind=_(_KINDS[values.get("kind", "unknown")]),
        size=megabytes(values.get("bytes", 0)),
        limit=megabytes(values.get("limit", 0)),
        width=count(values.get("width", 0)),
        height=count(values.get("height", 0)),
        least=count(values.get("limit", 0)),
    )


def archive_refusal(refused: ArchiveRefused) -> str:
    """What is wrong with a zip, as Markdown."""
    values = refused.values
    nothing_left = _NOTHING_LEFT.get(values.get("why", ""))
    if nothing_left is not None:
        return _(nothing_left).format(letters=count(LIMITS.zip_path_letters), parts=LIMITS.zip_path_parts)
    texts = {
        "not_a_zip": _("This is no zip file. Pack the folder of photos as a zip and upload that."),
        "too_many_bytes": _("The zip is too large. Upload fewer or smaller photos."),
        "too_many_files": _("There are too many files in the zip. Upload fewer photos."),
        "bomb": _("The zip unpacks to far more than it may. Upload fewer or smaller photos."),
        "busy": _(
            "The zips of all visitors together fill the memory that this server has for them. Upload a smaller one, or "
            "wait until others have closed theirs."
        ),
        "too_many_pixels": _(
            "The photos in the zip have more than {limit} pixels together, and no more are read. Make the photos "
            "smaller, 300 pixels on a side are enough, or upload fewer."
        ),
        "too_slow": _(
            "The photos in the zip take the server too long to read, more than {limit} seconds. Make them smaller, "
            "save them as plain JPEG, or upload fewer."
        ),
        "enough": _("Your uploads together have more than this server keeps for one visitor. Upload a smaller zip."),
        "gave_way": _(
            "The zip was dropped: the server needed its memory for other visitors. Upload a smaller one, or this one "
            "again later."
        ),
        "encrypted": _("The zip asks for a password. Pack it without one."),
        "no_photos": _("There are no photos in the zip. It takes JPEG, PNG, WebP, AVIF, GIF, BMP and TIFF files."),
        "no_labels": _(
            "None of the {files} photos names a class of ImageNet. Name the folders or files after WordNet ids such as "
            "`n02106662`, or after classes such as `German shepherd`."
        ),
        "broken": _("The zip is damaged and cannot be read. Pack or download it again."),
    }
    return texts[refused.reason].format(files=values.get("files", 0), limit=count(round(values.get("limit", 0))))
