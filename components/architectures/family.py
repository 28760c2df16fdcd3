"""The family tree: published networks against one another, and each taken apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from components.architectures.blocks import BLOCKS, block_drawing
from components.architectures.family_chart import family_data, family_spec
from components.architectures.family_words import brought, described, seen
from components.architectures.inception_picture import module_drawing, module_spec
from components.architectures.question import question
from components.architectures.settings import FAMILY
from components.charts.base import draw
from components.controls import Controls
from components.i18n import N_, _
from components.page import what_you_see
from components.runs.links import open_page
from components.words.labels import choice
from components.words.numbers import count, percent
from models.architectures.counts import counts
from models.architectures.family import KERAS, MEMBERS, FamilyView
from models.architectures.inception import Module
from models.imagenet.view import ImageNetView

_NOTHING = "–"
AVERAGED = ImageNetView(average=True).to_query()
CASES = (
    (N_("GoogLeNet against the notes"), FamilyView(architecture="googlenet", measure="top_5")),
    (N_("Few multiply-adds: MobileNetV2"), FamilyView(architecture="mobilenet_v2", cost="multiply_adds")),
    (N_("Many parameters: VGG16"), FamilyView(architecture="vgg16", measure="top_5")),
)


def family_part() -> None:
    """Draw the question, its controls, the chart, all networks in a table, and the one that is chosen."""
    place = question(
        _("The family tree"),
        _(
            "Networks that were published, with what was counted of each as Keras builds it. More parameters are no "
            "promise of more accuracy."
        ),
        FAMILY,
        CASES,
        _controls,
    )
    view = FAMILY.current
    with place:
        draw(family_data(view), family_spec(view.measure, view.cost), "family")
        _missing(view)
        what_you_see([seen(view)])
        _unfolded(view)
        open_page("imagenet", _("Average over crops and scales, on a photo"), AVERAGED, ":material/image_search:")
    _table()


def _controls(controls: Controls) -> None:
    controls.choice("architecture")
    controls.choice("measure", in_sight=True)
    controls.choice("cost", in_sight=True)


def _missing(view: FamilyView) -> None:
    """Say of which networks the chart has no dot."""
    missing = [member.title for name, member in MEMBERS.items() if view.accuracy_of(name) is None]
    if missing:
        text = _("Without a dot, since no {measure} was published with the others' figures: {networks}.")
        st.caption(text.format(measure=choice("measure", view.measure), networks=", ".join(missing)))


def _unfolded(view: FamilyView) -> None:
    """What there is to say and to draw of the chosen network, and its layers, folded."""
    name = view.architecture
    with st.container(border=True):
        st.markdown("\n\n".join(described(name)))
        if name == "googlenet":
            draw(module_drawing(Module()), module_spec(), "block_googlenet")
        elif name in BLOCKS:
            table, spec = block_drawing(BLOCKS[name])
            draw(table, spec, f"block_{name}")
        _layers(view)


def _layers(view: FamilyView) -> None:
    layers = view.counted.layers
    if not layers:
        return
    fold = st.expander(
        _("All {n} layers, as Keras counts them").format(n=len(layers)),
        icon=":material/calculate:",
        key="counted_layers",
        on_change="rerun",
    )
    if not fold.open:
        return
    rows = [
        {
            _("Layer"): layer.name,
            _("Kind"): layer.kind,
            _("Shape behind it"): " × ".join(map(count, layer.shape)),
            _("Parameters"): count(layer.parameters),
        }
        for layer in layers
    ]
    fold.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _table() -> None:
    table = pd.DataFrame([_row(name) for name in MEMBERS])
    written = table.style.format(_formats(), na_rep=_NOTHING)
    st.dataframe(written, hide_index=True, width="stretch", height="content", placeholder=_NOTHING)
    st.caption(
        _(
            "Parameters, multiply-adds and depth are counted of the networks as Keras builds them, with the classifier "
            "of 1,000 classes; depth counts the layers with weights one behind the other. Top-1 and top-5 as "
            "published, on ImageNet's 50,000 validation photos: most as in [Keras's table]({keras}), those of AlexNet, "
            "GoogLeNet and EfficientNet-Lite0 as their authors give them."
        ).format(keras=KERAS)
    )


def _row(name: str) -> dict[str, object]:
    member, counted = MEMBERS[name], counts()[name]
    return {
        _("Network"): member.title,
        _("Year"): member.year,
        _("Depth"): counted.depth,
        _("Parameters"): counted.parameters,
        _("Mult-adds (G)"): counted.multiply_adds / 1e9,
        _("Input"): f"{counted.size} × {counted.size}",
        _("Top-1"): member.top_1,
        _("Top-5"): member.top_5,
        _("What it brought"): brought(name),
    }


def _formats() -> dict[str, str | Callable[[float], str]]:
    """How the columns of numbers are written."""
    one_decimal = partial(percent, decimals=1)
    return {
        _("Parameters"): "{:,}",
        _("Mult-adds (G)"): "{:.2f}",
        _("Top-1"): one_decimal,
        _("Top-5"): one_decimal,
    }
