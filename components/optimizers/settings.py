"""What the page owns: the settings of its race."""

from __future__ import annotations

from components.session.page_settings import PageSettings
from components.words.labels import label
from models.optimizers.race import Race

PAGE = "optimizers"
RACE = PageSettings(PAGE, Race)


def open_surface(surface: str) -> None:
    """Race on this surface, with its own start and learning rate."""
    RACE.replace(RACE.current.on_surface(surface), undoable=label("surface"))


def start_at(x: float, y: float) -> None:
    """Begin there, on the sliders' tenths."""
    RACE.change(x=round(x, 1), y=round(y, 1))
