"""Telling cases: one click sets the controls."""

from __future__ import annotations

from functools import partial

from components.convolution.settings import SETTINGS
from components.i18n import N_, _
from components.page import try_this
from models.convolution.convolution import Convolution

CASES = {
    N_("Only edges are left"): Convolution(kernel="vertical", pool="none"),
    N_("A filter that was learnt"): Convolution(kernel="learnt", filter=4, padding="same"),
    N_("Every second place: stride 2"): Convolution(kernel="blur", stride=2, pool="none"),
    N_("Two convolutions see further"): Convolution(kernel="edge", next_kernel="blur"),
    N_("A photo in colour"): Convolution(picture="photo", kernel="emboss", padding="same", pool="none"),
}


def convolution_cases() -> None:
    """A button for each case."""
    try_this([(_(name), partial(SETTINGS.replace, case, _(name))) for name, case in CASES.items()])
