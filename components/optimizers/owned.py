"""What the page owns: the settings of its race."""

from __future__ import annotations

from components.page_settings import PageSettings
from models.race import Race
from models.surfaces import SURFACES

PAGE = "optimizers"
RACE = PageSettings(PAGE, Race)


def open_surface(surface: str) -> None:
    """Race on this surface, from where it shows most and with a learning rate that suits it."""
    shown = SURFACES[surface]
    (x, y), (x2, y2) = shown.start, shown.second_start
    RACE.change(surface=surface, x=x, y=y, x2=x2, y2=y2, learning_rate=shown.learning_rate)


def start_at(x: float, y: float) -> None:
    """Begin there, on the sliders' tenths."""
    RACE.change(x=round(x, 1), y=round(y, 1))
