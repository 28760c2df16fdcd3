"""Streamlit's own words in its upload and camera widgets, in the reader's language: it speaks only English there."""

from __future__ import annotations

import json

import streamlit as st

from components.i18n import _, language

_REPLACED = "font-size: 0; &::after { font-size: 1rem; content: %s; }"


def speak_in_uploads() -> None:
    """Replace the words of all such widgets on the page. Their limits belong into their help, which we write."""
    if language() == "en":
        return
    rules = {
        "[data-testid=stFileUploaderDropzone] button p": _REPLACED % json.dumps(_("Upload"), ensure_ascii=False),
        "[data-testid=stCameraInputButton]": _REPLACED % json.dumps(_("Take a photo"), ensure_ascii=False),
        "[data-testid=stFileUploaderDropzoneInstructions]": "display: none;",
    }
    st.html("<style>" + " ".join(f"{where} {{ {rule} }}" for where, rule in rules.items()) + "</style>")
