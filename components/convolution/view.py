"""The figure on the page; it follows sliders, cells, the drawing and the place."""

from __future__ import annotations

from components.convolution.picture import figure_parts, figure_picture
from components.convolution.settings import SETTINGS
from components.following_figure import FollowingFigure

_FIGURE = FollowingFigure(
    "convolution",
    SETTINGS,
    figure_picture,
    redraw=figure_picture,
    also=("cells", "drawing", "place"),
    pointed="place",
)


def stages_view() -> None:
    """Draw every stage."""
    _FIGURE.show(figure_parts(SETTINGS.current))
