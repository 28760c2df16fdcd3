"""Words in Streamlit's upload and camera widgets, in the reader's language: it speaks only English there.

Why a file was not taken, Streamlit says on hovering only, which a phone cannot, and as programs say it to one another:
so a sentence of ours stands there instead. It names every reason, since a page is not told which one it was.
"""

from __future__ import annotations

import json

import streamlit as st

from components.i18n import _, language
from models.limits import LIMITS, MEGABYTE

# What an uploader of each kind takes; the server's own limit in .streamlit/config.toml is that of a zip.
PHOTO_MEGABYTES, ZIP_MEGABYTES = LIMITS.photo_bytes // MEGABYTE, LIMITS.zip_bytes // MEGABYTE
ZIP = "_zip"  # what the names of ways in for zips end with
_REPLACED = "font-size: 0; &::after { font-size: %s; content: %s; }"
_REFUSED = "[data-testid=stFileUploader]:has([data-testid=stFileChip][aria-invalid=true])::after"
# What Streamlit says on hovering, and to screen readers: "AxiosError: Request failed with status code 413".
_IN_ENGLISH = "[role=tooltip]:has([data-testid=stTooltipErrorContent]), [data-testid=stFileChip] [role=alert]"
_OF_ZIPS = f"[class*='{ZIP}-'] "  # Streamlit writes a widget's key, in which a dot comes next, into its class


def speak_in_uploads() -> None:
    """Add and replace words of all such widgets on the page."""
    rules = {_IN_ENGLISH: "display: none"}
    for where, most in (("", PHOTO_MEGABYTES), (_OF_ZIPS, ZIP_MEGABYTES)):
        refused = _(
            "The file marked red was not taken: it has more than {most} MB, is of another kind than asked for, came "
            "with too many others, found no room on this server just now, or the connection broke. Choose a smaller "
            "file, or fewer at a time, or try again in a few minutes."
        ).format(most=most)
        look = "display: block; margin-top: 0.5rem; font-size: 0.875rem; word-break: keep-all;"
        rules[where + _REFUSED] = f"content: {_quoted(refused)}; {look}"
        if language() != "en":
            rules[f"{where}[data-testid=stFileUploaderDropzoneInstructions] span"] = _REPLACED % (
                "0.875rem",
                _quoted(_("up to {most} MB a file").format(most=most)),
            )
    if language() != "en":
        rules |= {
            "[data-testid=stFileUploaderDropzone] button p": _REPLACED % ("1rem", _quoted(_("Upload"))),
            "[data-testid=stCameraInputButton]": _REPLACED % ("1rem", _quoted(_("Take a photo"))),
        }
    st.html("<style>" + " ".join(f"{where} {{ {rule} }}" for where, rule in rules.items()) + "</style>")


def _quoted(text: str) -> str:
    """As a string of CSS, whose escapes JSON's are as long as there is no line break."""
    return json.dumps(text, ensure_ascii=False)
