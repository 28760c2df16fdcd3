"""A live figure of one page's settings: drawn with the page, and by the channel while a slider of them is dragged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from components.browser.channel import Watch, moved_in
from components.browser.live_figure import Part, live_figure
from components.live.source import OVER, Instant, register
from components.picture import Picture
from components.session.page_settings import PageSettings
from models.settings import Settings

S = TypeVar("S", bound=Settings)


class FollowingFigure(Generic[S]):
    """Nothing but the settings decides what it shows.

    Args:
        name: of the figure, and of the source that it registers; differs from all others.
        settings: that it follows.
        draw: makes its picture.

    Raises:
        ValueError: there is a source of that name already.
    """

    def __init__(self, name: str, settings: PageSettings[S], draw: Callable[[S], Picture]) -> None:
        self.name, self._settings, self._draw = name, settings, draw
        register(name, _Pictures(settings, draw))

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
            follows=self._settings.follows,
            key=self.name.replace(" ", "_"),
        )


class _Pictures(Instant[S]):
    """Makes the pictures."""

    def __init__(self, settings: PageSettings[S], draw: Callable[[S], Picture]) -> None:
        self._settings, self._draw = settings, draw

    def read(self, args: Mapping[str, Any], viewer: str) -> S:
        return self._settings.asked_for(args, moved_in(args))

    def picture(self, asked: S) -> Picture:
        return self._draw(asked)
