"""The home page: what LayerLab is, one picture, and the textbook experiments."""

from functools import partial

import streamlit as st

from components.home.starting_points import STARTS, draw_start, start_sentence
from components.i18n import _, lesson
from components.page import page_head, with_language
from components.transfer.presets import E1_LINK, TITLES
from components.words.presets import note, published_line, sentence, title
from models.experiment import Experiment
from models.training.presets import PRESETS, Preset
from models.transfer.presets import TRANSFER_PRESETS

LAB = "pages/training.py"


def lessons() -> None:
    """A card for each page, in the order in which they build on one another."""
    cards = (
        (
            "pages/initialization.py",
            _("Weight initialization"),
            ":material/bar_chart:",
            _("What a network passes on before it has learnt anything. Drag the std and watch up to fifty layers."),
        ),
        (
            LAB,
            _("Training lab"),
            ":material/monitoring:",
            _("Build a network, press Train, and watch its activations, gradients and weights while it learns."),
        ),
        (
            "pages/optimizers.py",
            _("Optimizers"),
            ":material/conversion_path:",
            _("Six rules race down the same loss surface, with the formula of every step beside them."),
        ),
        (
            "pages/imagenet.py",
            _("ImageNet prediction"),
            ":material/image_search:",
            _("Upload a photo: a network that knows 1,000 classes names it, and shows what it looks at."),
        ),
        (
            "pages/transfer.py",
            _("Transfer learning"),
            ":material/transfer_within_a_station:",
            _("Give a pretrained network a few dozen photos of your own, and let it learn new classes in seconds."),
        ),
    )
    for column, (page, name, icon, text) in zip(st.columns(len(cards)), cards, strict=True):
        with column.container(border=True, height="stretch", key=f"card_{page.split('/')[1][:-3]}"):
            st.page_link(page, label=f":primary[**{name}**]", icon=icon, query_params=with_language({}))
            st.markdown(text)


def open_lab(label: str, experiment: Experiment, icon: str) -> None:
    """A link that opens the training lab with this experiment."""
    st.page_link(LAB, label=f":primary[{label}]", icon=icon, query_params=with_language(experiment.to_query()))


def starting_points() -> None:
    """One network, three starting points, side by side."""
    st.subheader(_("The same network, three starting points"), anchor=False)
    st.markdown(
        _("Five layers of 100 units before any training: how wide the first weights are decides what gets through.")
    )
    for column, (name, experiment) in zip(st.columns(3), STARTS.items(), strict=True):
        with column.container(border=True, height="stretch"):
            draw_start(name)
            st.markdown(start_sentence(name))
            open_lab(_("Open in the lab"), experiment, ":material/play_arrow:")


def preset_card(preset: Preset) -> None:
    """What an experiment shows, its published figures, and the links that open it."""
    with st.container(border=True, height="stretch"):
        st.markdown(f"##### :blue-badge[{preset.key}] {title(preset.key)}")
        st.markdown(sentence(preset.key))
        st.caption(f"{published_line(preset)} {note(preset.key)}")
        with st.container(horizontal=True):
            open_lab(_("Open"), preset.built_in, ":material/science:")
            open_lab(_("With the textbook's data"), preset.experiment, ":material/download:")


def other_experiments() -> None:
    """Links to the experiments that stand on other pages, in the order of the textbook."""
    st.markdown(_("On pages of their own, most of them with pretrained networks:"))
    with st.container(horizontal=True):
        link = partial(st.page_link, icon=":material/image_search:")
        for page, key, name, query in (
            ("pages/initialization.py", "A1", _("Three starting points"), {}),
            ("pages/transfer.py", "C2", _("C1, training continued part by part"), {}),
            ("pages/imagenet.py", "E1", _("VGG16 as it is"), E1_LINK),
        ):
            link(page, label=f":primary[{key} · {name}]", query_params=with_language(query))
        for preset in TRANSFER_PRESETS.values():
            name, query = _(TITLES[preset.key]), with_language(preset.built_in.to_query())
            link("pages/transfer.py", label=f":primary[{preset.key} · {name}]", query_params=query)


def textbook_experiments() -> None:
    """The presets as cards, three in a row."""
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
    for first in range(0, len(presets), 3):
        for column, preset in zip(st.columns(3), presets[first : first + 3], strict=False):
            with column:
                preset_card(preset)


page_head(_("See how a network learns"), lesson("home"))
lessons()
starting_points()
textbook_experiments()
other_experiments()
