"""Words in Streamlit's upload and camera widgets, in the reader's language: it speaks only English there.

Why a file was not taken, Streamlit says on hovering only, which a phone cannot: so a sentence of ours follows.
"""

from __future__ import annotations

import json

import streamlit as st

from components.i18n import _, language

_REPLACED = "font-size: 0; &::after { font-size: %s; content: %s; }"
_REFUSED = "[data-testid=stFileUploader]:has([data-testid=stFileChip][aria-invalid=true])::after"


def speak_in_uploads(most_megabytes: int) -> None:
    """Add and replace words of all such widgets on the page; a file may have so many megabytes."""
    refused = _(
        "The file marked red was not taken: it has more than {most} MB, is of another kind than asked for, or the "
        "connection broke. Choose a smaller or another file, or try again."
    ).format(most=most_megabytes)
    look = "display: block; margin-top: 0.5rem; font-size: 0.875rem; word-break: keep-all;"
    rules = {_REFUSED: f"content: {_quoted(refused)}; {look}"}
    if language() != "en":
        rules |= {
            "[data-testid=stFileUploaderDropzone] button p": _REPLACED % ("1rem", _quoted(_("Upload"))),
            "[data-testid=stCameraInputButton]": _REPLACED % ("1rem", _quoted(_("Take a photo"))),
            "[data-testid=stFileUploaderDropzoneInstructions] span": _REPLACED
            % ("0.875rem", _quoted(_("up to {most} MB a file").format(most=most_megabytes))),
        }
    st.html("<style>" + " ".join(f"{where} {{ {rule} }}" for where, rule in rules.items()) + "</style>")


def _quoted(text: str) -> str:
    """As a string of CSS, whose escapes JSON's are as long as there is no line break."""
    return json.dumps(text, ensure_ascii=False)
