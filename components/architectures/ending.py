"""The end of the network: from the last map to the answer."""

from __future__ import annotations

from components.architectures.ending_picture import ending_picture, ending_weights_spec
from components.architectures.question import question
from components.architectures.settings import ENDING
from components.browser.live_figure import Chart, Line, Pixels, Row, Sheet, Words
from components.controls import Controls
from components.following_figure import FollowingFigure
from components.i18n import N_, _
from models.architectures.endings import Ending

CASES = (
    (N_("GoogLeNet's end"), Ending()),
    (N_("VGG16 on 384 × 384"), Ending(picture_size=384, last_channels=512)),
    (N_("MobileNet's trap, 32 × 32"), Ending(picture_size=32)),
)


def ending_part() -> None:
    """Draw the question, its controls, and the picture that follows them."""
    place = question(
        _("How does a network end?"),
        _(
            "The last convolution leaves a map; the classes need one list of numbers. There are three ways: flatten "
            "and dense layers, the same layers read as convolutions, and average pooling."
        ),
        ENDING,
        CASES,
        _controls,
    )
    with place:
        _FIGURE.show(
            (
                Row(
                    (Pixels("photo", _("What VGG16's answers are about")), Chart("weights", ending_weights_spec())),
                    (2, 3),
                ),
                Words(_("What you see")),
                Line("ends"),
                Sheet("ends"),
                Line("dense"),
                Sheet("dense"),
                Line("same"),
                Line("mobile"),
                Sheet("mobile"),
            )
        )


def _controls(controls: Controls) -> None:
    for field in ("picture_size", "last_channels"):
        controls.number(field, live=True)


_FIGURE = FollowingFigure("end of a network", ENDING, ending_picture)
