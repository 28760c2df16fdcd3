"""The live figure of the fresh networks: drawn with the page, and asked of the channel while a slider is dragged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from components.browser.channel import Watch, moved_in
from components.browser.live_figure import live_figure
from components.charts.base import theme, themed
from components.charts.palette import WORDS
from components.initialization.passes import Shown
from components.initialization.picture import figure_parts, figure_picture, figure_specs
from components.initialization.settings import KEPT, NETWORK, PAGE, VIEW
from components.live.source import Instant, register
from components.picture import Picture
from components.session.keys import session_key
from models.initialization.fresh_network import FreshNetwork
from models.initialization.view import InitializationView

_SOURCE = "fresh networks"
_DRAWN = session_key(PAGE, "networks that were drawn")


def networks_view() -> None:
    """Draw the network of the controls, and beside it the one that was kept, on the same axes.

    Large networks at first with few examples, so that the page need not wait; with all of them over the channel, or
    when the page is drawn again.
    """
    in_full = _shown(NETWORK.current, KEPT.current, VIEW.current, in_motion=False)
    shown = in_full if st.session_state.get(_DRAWN) == in_full else replace(in_full, in_motion=True)
    st.session_state[_DRAWN] = in_full
    args = NETWORK.to_args() | VIEW.to_args() | {"theme": theme()}
    if VIEW.current.compare:
        args |= KEPT.to_args()
    live_figure(
        figure_parts(shown),
        figure_picture(shown),
        stage="over" if shown.is_in_full else "in motion",
        watch=Watch(_SOURCE, args),
        follows=NETWORK.follows,
        key="fresh_networks",
    )


def _shown(network: FreshNetwork, kept: FreshNetwork, view: InitializationView, in_motion: bool) -> Shown:
    wished = (("A", kept), ("B", network)) if view.compare else (("B", network),)
    return Shown(wished, in_motion, view.own_scale)


@dataclass(frozen=True)
class _Asked:
    """What a browser asks for.

    Attributes:
        charts_in: the theme of charts, where they are others than those of the page.
    """

    shown: Shown
    charts_in: str | None


class _FreshNetworks(Instant[_Asked]):
    """Makes the pictures."""

    def read(self, args: Mapping[str, Any], viewer: str) -> _Asked:
        moved = moved_in(args)
        network, kept, view = NETWORK.asked_for(args, moved), KEPT.asked_for(args), VIEW.asked_for(args)
        charts_in = args.get("theme") if "depth" in moved else None
        if charts_in not in (None, "", *WORDS):
            raise ValueError("no theme")
        return _Asked(_shown(network, kept, view, in_motion=bool(moved)), charts_in)

    def seconds(self, asked: _Asked) -> float:
        return sum(network.seconds for network in asked.shown.networks.values())

    def picture(self, asked: _Asked) -> Picture:
        picture = figure_picture(asked.shown)
        if asked.charts_in is not None:
            with themed(asked.charts_in):
                picture["specs"] = figure_specs(asked.shown)
        return picture


register(_SOURCE, _FreshNetworks())
