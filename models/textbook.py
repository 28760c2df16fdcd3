"""What a textbook experiment is: its settings, those of its twin that needs no download, and its published figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Measured = Literal["accuracy", "val_accuracy", "test_accuracy", "test_loss", "val_loss", "probability"]
Counted = Literal["parameters", "trainable_parameters"]
Figure = Measured | Counted

E = TypeVar("E")


@dataclass(frozen=True)
class Published:
    """One figure as the textbook gives it, on the data of its experiment.

    Attributes:
        figure: what was measured or counted.
        value: accuracies and probabilities as shares from 0 to 1.
        epoch: the 1-based epoch whose weights reached it; ``None`` where none is given, and for what is counted.
    """

    figure: Figure
    value: float
    epoch: int | None = None


@dataclass(frozen=True)
class Preset(Generic[E]):
    """A textbook experiment.

    Attributes:
        key: its number in the curriculum; "B4+" is the second half of B4, and "B3-" B3 without batch norm.
        experiment: the network and settings on the textbook's own data.
        built_in: as near to it as what is built in allows, so that no download is needed.
        published: the textbook's figures.
    """

    key: str
    experiment: E
    built_in: E
    published: tuple[Published, ...] = ()


def published(
    measured: Mapping[Measured, float], counted: Mapping[Counted, int], epoch: int | None = None
) -> tuple[Published, ...]:
    """An experiment's figures: what was measured at the end of ``epoch``, then what was counted."""
    return (
        *(Published(figure, value, epoch) for figure, value in measured.items()),
        *(Published(figure, count) for figure, count in counted.items()),
    )


def by_key(*presets: Preset[E]) -> dict[str, Preset[E]]:
    """The presets by their keys, in this order."""
    return {preset.key: preset for preset in presets}


def preset_of(presets: Mapping[str, Preset[E]], experiment: E) -> Preset[E] | None:
    """The textbook experiment that this is, on the textbook's data or on what is built in."""
    return next((one for one in presets.values() if experiment in (one.experiment, one.built_in)), None)
