"""What the lab tells of what its dataset or its optimizer changed, or could not take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from components.i18n import _
from components.session.notices import Notice
from components.words.labels import choice, format_value

# With Adam's two values for each, about 160 MB: what thirty students on one server can share.
MOST_PARAMETERS = 10_000_000


@dataclass(frozen=True)
class Adjusted(Notice):
    """A field that gave way to the dataset.

    Attributes:
        field: "examples" or "layers".
        wanted, taken: its value before and after.
        dataset: the set that cannot have ``wanted``.
    """

    field: str
    wanted: Any
    taken: Any
    dataset: str

    def text(self) -> str:
        dataset = choice("dataset", self.dataset)
        taken, wanted = (format_value(self.field, value) for value in (self.taken, self.wanted))
        if self.field == "examples":
            return _("**{dataset}** has {taken} training examples, not {wanted}: all of them are used.").format(
                dataset=dataset, taken=taken, wanted=wanted
            )
        return _(
            "**{dataset}** cannot have the layers `{wanted}`, so they are now `{taken}`. Undo brings them back."
        ).format(dataset=dataset, wanted=wanted, taken=taken)


@dataclass(frozen=True)
class Unbuildable(Notice):
    """A change of the layers that was not taken.

    Attributes:
        obstacle: what `components.training.fitting.obstacle` says.
    """

    dataset: str
    obstacle: str

    def text(self) -> str:
        if self.obstacle == "parameters":
            return _(
                "The network would have more than {most:,} parameters, too many for a shared server. Nothing was "
                "changed. Try fewer units or filters, or pooling before the dense layers."
            ).format(most=MOST_PARAMETERS)
        return _(
            "The pictures of **{dataset}** are too small for so much convolution and pooling: no pixel would be left. "
            "Nothing was changed. Try fewer blocks, less pooling or a smaller kernel."
        ).format(dataset=choice("dataset", self.dataset))


@dataclass(frozen=True)
class UsualRate(Notice):
    """A chosen optimizer brought its usual learning rate, ``now`` in place of ``before``."""

    is_refusal: ClassVar[bool] = False

    optimizer: str
    before: float
    now: float

    def text(self) -> str:
        return _(
            "**{optimizer}** is usually given a learning rate of {now}, so that is set in place of {before}. "
            "Undo takes both back."
        ).format(
            optimizer=choice("optimizer", self.optimizer),
            now=format_value("learning_rate", self.now),
            before=format_value("learning_rate", self.before),
        )
