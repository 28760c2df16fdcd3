"""Why there is no answer, in the reader's words, and a way to ask again."""

from __future__ import annotations

import streamlit as st

from components.i18n import _
from components.imagenet.asking import forget_failures
from components.words.numbers import megabytes, number
from models.imagenet.networks import NETWORKS
from models.jobs import Failure


def show_failure(failure: Failure | None, key: str) -> None:
    """Say what went wrong and what can be done."""
    st.error(_text(failure or Failure("error")), icon=":material/error:")
    st.button(_("Ask again"), icon=":material/refresh:", on_click=forget_failures, key=key)


def _text(failure: Failure) -> str:
    values = failure.values
    if failure.kind == "not_enough_memory":
        return _(
            "**Not enough memory for {network}:** it needs about {needed}, and {available} are free on the "
            "machine that computes. Choose a smaller network, such as EfficientNet-Lite0 or MobileNetV2."
        ).format(
            network=_title(values.get("network", "")),
            needed=megabytes(values.get("needed", 0)),
            available=megabytes(values.get("available", 0)),
        )
    if failure.kind == "weights_broken":
        return _(
            "**The weights file does not fit {network}:** `{path}` cannot be read as its weights. It was left as it "
            "is; lay the official file in its place, or take it away and download the weights."
        ).format(network=_title(values.get("name", "")), path=str(values.get("path", "")).replace("`", ""))
    if failure.kind == "worker_lost":
        return _(
            "**The computing process ended twice while it was at this.** It may have run out of memory; try a smaller "
            "network."
        )
    if failure.kind == "timeout":
        return _("**No answer within {seconds} seconds.** The machine may be overloaded; try again.").format(
            seconds=number(values.get("seconds", 0))
        )
    if failure.kind == "cluster":
        return _("**The computing processes cannot be reached** {address}: {reason}.").format(
            address=failure.type, reason=failure.message
        )
    return _("**Something went wrong in the computing process:** {type}: {message}.").format(
        type=failure.type, message=failure.message.replace("`", "")[:200]
    )


def _title(name: str) -> str:
    return NETWORKS[name].title if name in NETWORKS else name
