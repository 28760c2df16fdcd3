"""A live figure of one page's settings: drawn with the page, and by the channel while something of them is moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from components.browser.channel import Watch, moved_in
from components.browser.live_figure import Part, live_figure
from components.live.source import OVER, Instant, register
from components.picture import Picture
from components.session.page_settings import PageSettings
from models.place import place_text
from models.settings import Settings

S = TypeVar("S", bound=Settings)
Moved = frozenset[str]
Redraw = Callable[[S, Moved], Picture]


class FollowingFigure(Generic[S]):
    """Nothing but the settings decides what it shows.

    Args:
        name: of the figure, and of the source that it registers; differs from all others.
        settings: that it follows.
        draw: makes its picture.
        redraw: makes what of it may have changed while these fields are moved; by default all of it.
        also: fields that are moved by something else than a slider, see `slider_name` of the settings.
        pointed: the field that holds the place where a reader points, one of ``also``; "" for none.

    Raises:
        ValueError: there is a source of that name already.
    """

    def __init__(
        self,
        name: str,
        settings: PageSettings[S],
        draw: Callable[[S], Picture],
        redraw: Redraw[S] | None = None,
        also: Sequence[str] = (),
        pointed: str = "",
    ) -> None:
        self.name, self._settings, self._draw = name, settings, draw
        self._also, self._pointed = also, pointed
        register(name, _Pictures(settings, draw, redraw))

    def show(self, parts: Sequence[Part]) -> None:
        """Draw it with what the settings are now.

        Args:
            parts: see `components.browser.live_figure.live_figure`.
        """
        live_figure(
            parts,
            self._draw(self._settings.current),
            stage=OVER,
            watch=Watch(self.name, self._settings.to_args()),
            follows=self._settings.follows | {field: self._settings.slider_name(field) for field in self._also},
            on_point=self._point if self._pointed else None,
            key=self.name.replace(" ", "_"),
        )

    def _point(self, name: str, row: int, column: int) -> None:
        self._settings.change(True, **{self._pointed: place_text(name, row, column)})


@dataclass(frozen=True)
class _Asked(Generic[S]):
    """The settings that a browser asks for; ``moved`` are the fields that are being moved, where that matters."""

    settings: S
    moved: Moved


class _Pictures(Instant[_Asked[S]]):
    """Makes the pictures."""

    def __init__(self, settings: PageSettings[S], draw: Callable[[S], Picture], redraw: Redraw[S] | None) -> None:
        self._settings, self._draw, self._redraw = settings, draw, redraw

    def read(self, args: Mapping[str, Any], viewer: str) -> _Asked[S]:
        moved = moved_in(args)
        return _Asked(self._settings.asked_for(args, moved), moved if self._redraw else frozenset())

    def picture(self, asked: _Asked[S]) -> Picture:
        return self._redraw(asked.settings, asked.moved) if self._redraw else self._draw(asked.settings)
