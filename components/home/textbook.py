"""The textbook's experiments on the home page: a card for each of the lab's, and links to those of other pages."""

from __future__ import annotations

import streamlit as st

from components.i18n import _
from components.runs.links import open_lab, open_page
from components.words.presets import note, published_line, sentence, title
from models.datasets import is_available
from models.downloads import visitors_may_download
from models.experiment import Experiment
from models.imagenet.presets import E1
from models.textbook import Preset
from models.training.presets import PRESETS
from models.transfer.presets import TRANSFER_PRESETS

# Those on other pages than the lab, in the order of the textbook: key, page and the link's query.
_ELSEWHERE = (
    ("A1", "initialization", {}),
    ("C2", "transfer", {}),
    (E1.key, "imagenet", E1.experiment.to_query()),
    *((preset.key, "transfer", preset.built_in.to_query()) for preset in TRANSFER_PRESETS.values()),
)
_IN_A_ROW = 3


def textbook_experiments() -> None:
    """The lab's experiments as cards, and links to the others."""
    st.subheader(_("Experiments from the textbook"), anchor=False)
    st.markdown(
        _(
            "The textbook is the course notes of this class, and a code such as B3 is an experiment's number in them: "
            "A weight initialization, B fully connected networks, C convolutions, E pretrained networks."
        )
    )
    st.markdown(
        _(
            "Each opens in the training lab with exactly its network. **Open** uses the built-in digits, nothing is "
            "downloaded; the textbook's figures were reached on its own, larger data, so compare them with that."
        )
    )
    presets = list(PRESETS.values())
    for first in range(0, len(presets), _IN_A_ROW):
        for column, preset in zip(st.columns(_IN_A_ROW), presets[first : first + _IN_A_ROW], strict=False):
            with column:
                _card(preset)
    st.markdown(_("On pages of their own, most of them with pretrained networks:"))
    with st.container(horizontal=True):
        for key, page, query in _ELSEWHERE:
            open_page(page, f"{key} · {title(key)}", query, ":material/image_search:")


def _card(preset: Preset[Experiment]) -> None:
    """What an experiment shows, its published figures, and the links that open it."""
    with st.container(border=True, height="stretch"):
        st.markdown(f"##### :blue-badge[{preset.key}] {title(preset.key)}")
        st.markdown(sentence(preset.key))
        st.caption(f"{published_line(preset)} {note(preset.key)}")
        with st.container(horizontal=True):
            open_lab(_("Open"), preset.built_in, ":material/science:")
            if visitors_may_download() or is_available(preset.experiment.dataset):
                open_lab(_("With the textbook's data"), preset.experiment, ":material/download:")
