"""Pictures that were taken for something else, in a row, the surest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st
from PIL import Image

from components.i18n import _
from components.words.numbers import percent
from components.words.quoting import plain
from models.imagenet import labelled
from models.runs import results


def mistakes(
    found: Sequence[results.Mistake | labelled.Mistake],
    pictures: Sequence[np.ndarray | Image.Image],
    name: Callable[[int], str],
    title: str,
    width: int,
    key: str,
    decimals: int | None = 0,
    all_right: bool = False,
) -> None:
    """Draw one picture for each mistake; nothing where none was kept though there were some.

    Args:
        name: of a class; it may be a visitor's.
        width: of each picture, in pixels.
        key: of the row.
        decimals: of the per cent that the network was sure, see `percent`.
        all_right: there were no mistakes at all, which is said then.
    """
    if not found and not all_right:
        return
    st.markdown(f"**{title}**")
    if not found:
        st.markdown(_("None: every test picture was classified correctly."))
        return
    text = _("{truth}, taken for {answer} ({sure})")
    with st.container(horizontal=True, gap="small", key=key):
        for mistake, picture in zip(found, pictures, strict=True):
            names, sure = (name(mistake.truth), name(mistake.answer)), percent(mistake.probability, decimals)
            caption, alt = (
                text.format(truth=truth, answer=answer, sure=sure) for truth, answer in (map(plain, names), names)
            )
            with st.container(width=width):
                st.image(picture, caption=caption, width="stretch", alt=alt)
