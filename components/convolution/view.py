"""The figure on the page, and how it follows sliders, cells, the drawing and the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.browser.channel import Watch, moved_in
from components.browser.live_figure import live_figure
from components.convolution.picture import figure_parts, figure_picture
from components.convolution.settings import SETTINGS, point_at
from components.live.source import OVER, Instant, register
from components.picture import Picture
from models.convolution.convolution import Convolution

_SOURCE = "convolution"
_FOLLOWED = ("cells", "drawing", "place")  # beside the sliders


def stages_view() -> None:
    """Draw every stage."""
    convolution = SETTINGS.current
    live_figure(
        figure_parts(convolution),
        figure_picture(convolution),
        stage=OVER,
        watch=Watch(_SOURCE, SETTINGS.to_args()),
        follows=SETTINGS.follows | {field: SETTINGS.slider_name(field) for field in _FOLLOWED},
        on_point=point_at,
        key="stages",
    )


@dataclass(frozen=True)
class _Asked:
    """What a browser asks for; ``moved`` are the fields that are being moved."""

    convolution: Convolution
    moved: frozenset[str]


class _Stages(Instant[_Asked]):
    """Makes the pictures."""

    def read(self, args: Mapping[str, Any], viewer: str) -> _Asked:
        moved = moved_in(args)
        return _Asked(SETTINGS.asked_for(args, moved), moved)

    def picture(self, asked: _Asked) -> Picture:
        return figure_picture(asked.convolution, asked.moved)


register(_SOURCE, _Stages())
