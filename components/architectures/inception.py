"""Inception: four branches with kernels of several sizes, joined in depth."""

from __future__ import annotations

from components.architectures.inception_picture import module_picture, module_specs
from components.architectures.question import question
from components.architectures.settings import MODULE, open_module
from components.browser.live_figure import Chart, Column, Sheet, Words
from components.controls import Controls
from components.following_figure import FollowingFigure
from components.i18n import N_, _
from models.architectures.inception import Module

CASES = (
    (N_("Module 3a without bottlenecks"), Module(bottlenecks=False)),
    (N_("The last module, 5b"), Module.published("5b")),
    (N_("Bottlenecks that are none"), Module(before_three=192, before_five=192)),
)


def inception_part() -> None:
    """Draw the question, its controls, and the picture that follows them."""
    place = question(
        _("Inception: which kernel size?"),
        _(
            "GoogLeNet does not choose: four branches look with kernels of several sizes at once, and what they find "
            "is joined in depth. Training weighs them."
        ),
        MODULE,
        CASES,
        _controls,
    )
    specs = module_specs()
    with place:
        _FIGURE.show(
            (
                Column((Chart("module", specs["module"]), Chart("costs", specs["costs"]))),
                Words(_("What you see")),
                Sheet("branches"),
            )
        )


def _controls(controls: Controls) -> None:
    controls.choice("module", on_move=open_module)
    controls.switch("bottlenecks")
    for field in ("one", "before_three", "three", "before_five", "five", "behind_pool"):
        controls.number(field, live=True)


_FIGURE = FollowingFigure("inception module", MODULE, module_picture)
