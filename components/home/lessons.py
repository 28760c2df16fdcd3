"""The home page's cards: one for each page, in the order in which they build on one another."""

from __future__ import annotations

import streamlit as st

from components.i18n import _, with_language

_IN_A_ROW = 4


def lessons() -> None:
    """A card for each page."""
    cards = (
        (
            "initialization",
            _("Weight initialization"),
            ":material/bar_chart:",
            _("What a network passes on before it has learnt anything. Drag the std and watch up to fifty layers."),
        ),
        (
            "training",
            _("Training lab"),
            ":material/monitoring:",
            _("Build a network, press Train, and watch its activations, gradients and weights while it learns."),
        ),
        (
            "optimizers",
            _("Optimizers"),
            ":material/conversion_path:",
            _("Six rules race down the same loss surface, with the formula of every step beside them."),
        ),
        (
            "convolution",
            _("Convolution"),
            ":material/grid_on:",
            _("A window runs over a digit, your drawing or a photo. Point anywhere and see the sum behind that pixel."),
        ),
        (
            "architectures",
            _("Architectures"),
            ":material/account_tree:",
            _(
                "Does deeper help? Skip connections, stacks, branches, ends: each answers live. And a family tree, "
                "counted."
            ),
        ),
        (
            "imagenet",
            _("ImageNet prediction"),
            ":material/image_search:",
            _("Upload a photo: a network that knows 1,000 classes names it, and shows what it looks at."),
        ),
        (
            "transfer",
            _("Transfer learning"),
            ":material/transfer_within_a_station:",
            _("Give a pretrained network a few dozen photos of your own, and let it learn new classes in seconds."),
        ),
    )
    for first in range(0, len(cards), _IN_A_ROW):
        for column, (page, name, icon, text) in zip(st.columns(_IN_A_ROW), cards[first:], strict=False):
            with column.container(border=True, height="stretch", key=f"card_{page}"):
                st.page_link(f"{page}.py", label=f":primary[**{name}**]", icon=icon, query_params=with_language({}))
                st.markdown(text)
