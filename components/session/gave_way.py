"""What the reader is told of settings that gave way because a run would have taken too much memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from components.i18n import _
from components.session.notices import Notice
from components.words.labels import format_value, label
from components.words.numbers import megabytes
from models.any_experiment import AnyExperiment
from models.limits import LIMITS
from models.run_memory.estimate import need_of


@dataclass(frozen=True)
class GaveWay(Notice):
    """Fields that gave way.

    Attributes:
        wanted, taken: the settings before and after.
        fields: that differ because of it.
        advice: what leaves room for more, a sentence of the page's.
    """

    wanted: AnyExperiment
    taken: AnyExperiment
    fields: Collection[str]
    advice: str

    def text(self) -> str:
        change = _("{name} is {taken}, not {wanted}")
        changes = [
            change.format(
                name=f"**{label(name)}**",
                taken=format_value(name, getattr(self.taken, name)),
                wanted=format_value(name, getattr(self.wanted, name)),
            )
            for name in self.fields
        ]
        told = _("These settings would take about {needed} of memory; a run may take {most} here. So {changes}.")
        told = told.format(
            needed=megabytes(need_of(self.wanted).bytes), most=megabytes(LIMITS.run_bytes), changes=", ".join(changes)
        )
        return f"{told} {_(self.advice)}"
