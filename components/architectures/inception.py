"""Inception: four branches with kernels of several sizes, joined in depth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.architectures.inception_picture import module_picture, module_specs
from components.architectures.question import question
from components.architectures.settings import MODULE, open_module
from components.browser.channel import Watch, moved_in
from components.browser.live_figure import Chart, Column, Sheet, Words, live_figure
from components.controls import Controls
from components.i18n import N_, _
from components.live.source import OVER, Instant, register
from components.picture import Picture
from models.architectures.inception import Module

_SOURCE = "inception module"
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
        live_figure(
            (
                Column((Chart("module", specs["module"]), Chart("costs", specs["costs"]))),
                Words(_("What you see")),
                Sheet("branches"),
            ),
            module_picture(MODULE.current),
            stage=OVER,
            watch=Watch(_SOURCE, MODULE.to_args()),
            follows=MODULE.follows,
            key="inception",
        )


def _controls(controls: Controls) -> None:
    controls.choice("module", on_move=open_module)
    controls.switch("bottlenecks")
    for field in ("one", "before_three", "three", "before_five", "five", "behind_pool"):
        controls.number(field, live=True)


class _Modules(Instant[Module]):
    """Makes the pictures."""

    def read(self, args: Mapping[str, Any], viewer: str) -> Module:
        return MODULE.asked_for(args, moved_in(args))

    def picture(self, module: Module) -> Picture:
        return module_picture(module)


register(_SOURCE, _Modules())
