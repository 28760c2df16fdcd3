"""Pictures that were taken for something else, in a row, the surest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from components.i18n import _
from components.words.plain_text import plain


@dataclass(frozen=True, eq=False)
class Mistaken:
    """A picture that was taken for something else.

    Attributes:
        picture: as it is shown.
        truth, answer: names of classes, which may be a visitor's.
        sure: how sure the network was of its answer, such as "98 %".
    """

    picture: np.ndarray | Image.Image
    truth: str
    answer: str
    sure: str


def mistakes(found: Sequence[Mistaken], title: str, width: int, key: str) -> None:
    """Draw them.

    Args:
        width: of each picture, in pixels.
        key: of the row.
    """
    st.markdown(f"**{title}**")
    if not found:
        st.markdown(_("None: every test picture was classified correctly."))
        return
    text = _("{truth}, taken for {answer} ({sure})")
    with st.container(horizontal=True, gap="small", key=key):
        for one in found:
            with st.container(width=width):
                st.image(
                    one.picture,
                    caption=text.format(truth=plain(one.truth), answer=plain(one.answer), sure=one.sure),
                    width="stretch",
                    alt=text.format(truth=one.truth, answer=one.answer, sure=one.sure),
                )
