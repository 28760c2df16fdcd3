"""Why there is no answer, in the reader's words, and a way to ask again."""

from __future__ import annotations

import streamlit as st

from components.i18n import N_, _
from components.imagenet.asking import forget_failures
from components.runs.failures import ANSWER_FAILURES, failure_text
from models.jobs import Failure

_SENTENCES = ANSWER_FAILURES | {
    "not_enough_memory": N_(
        "**Not enough memory for {network}:** it needs about {needed}, and {available} are free on the "
        "machine that computes. Choose a smaller network, such as EfficientNet-Lite0 or MobileNetV2."
    ),
    "weights_broken": N_(
        "**The weights file does not fit {network}:** `{file}` cannot be read as its weights. It was left as it "
        "is; lay the official file in its place, or take it away and download the weights."
    ),
}


def show_failure(failure: Failure | None, key: str) -> None:
    """Say what went wrong and what can be done."""
    st.error(failure_text(failure or Failure("error"), _SENTENCES), icon=":material/error:")
    st.button(_("Ask again"), icon=":material/refresh:", on_click=forget_failures, key=key)
