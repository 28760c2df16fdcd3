"""Pictures of a run, for the channel that pushes them: which run, at which moment, and what else they depend on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from components.browser.live_figure import Watch
from components.i18n import _
from components.picture import Picture
from components.runs.figures import epoch_number
from components.runs.following import E, R, known_run, whose
from components.runs.scheduler import scheduler
from models.jobs import Run
from models.runs.frames import Frame

NEWEST = -1
GONE: Picture = {"stage": "gone"}  # the page is drawn again, and says so
_LONGEST_ID = 40


@dataclass(frozen=True)
class RunView:
    """What a picture of a run depends on.

    Attributes:
        run_id: of any run that the server knows.
        whose: the run is of the tab that watches, see `components.runs.following.whose`.
        moment: the step of a frame, or `NEWEST`.
        options: those that are on, by their names.
    """

    run_id: str
    whose: str
    moment: int = NEWEST
    options: frozenset[str] = frozenset()

    def frame(self, run: Run) -> Frame | None:
        """The frame of the moment; the nearest one, where it is not kept any more."""
        if self.moment < 0 or not run.frames:
            return run.newest
        return min(run.frames, key=lambda frame: abs(frame.step - self.moment)).unpack()


class RunSource(Generic[E, R]):
    """Makes the pictures of the runs of one page; a `components.live.source.Source`.

    Args:
        kind: the class of their experiments.
        draw: makes the picture of a run.
        options: what may be on in a picture, by its name.
    """

    every = 1.0  # seconds: a run that waits tells its place in the queue, and how long it still takes

    def __init__(
        self, kind: type[E], draw: Callable[[Run[E, R], RunView], Picture], options: Sequence[str] = ()
    ) -> None:
        self._kind, self._draw, self._options = kind, draw, options

    def read(self, args: Mapping[str, Any], viewer: str) -> RunView:
        """The view that a browser asks for; whose run it is tells the viewer's token, which is a secret.

        Raises:
            ValueError: it is none.
        """
        run_id, moment = args.get("run"), args.get("at", NEWEST)
        if not isinstance(run_id, str) or len(run_id) > _LONGEST_ID or type(moment) is not int:
            raise ValueError("no view of a run")
        run = known_run(run_id, self._kind)
        options = frozenset(name for name in self._options if args.get(name) is True)
        return RunView(run_id, "mine" if run is not None and run.owner == viewer else "others", moment, options)

    def topics(self, view: RunView) -> Sequence[str]:
        return (view.run_id,)

    def picture(self, view: RunView) -> Picture:
        run = known_run(view.run_id, self._kind)
        return GONE if run is None else self._draw(run, view)

    def watched(self, view: RunView, viewer: str) -> None:
        scheduler().watch(view.run_id, viewer)


def view_of(run: Run, **options: bool) -> RunView:
    """This tab's view of a run as it is now, with these options on."""
    return RunView(run.id, whose(run), options=frozenset(name for name, on in options.items() if on))


def watch_of(source: str, view: RunView) -> Watch:
    """What a live figure asks the channel for."""
    return Watch(source, {"run": view.run_id, **dict.fromkeys(sorted(view.options), True)})


def moments_of(run: Run | None) -> list[tuple[int, str]]:
    """The recorded moments of a run that stands still, for the time slider; none of one that goes on.

    Returns:
        The step of each, which a view asks for, and its text.
    """
    if run is None or not (run.is_over or run.state == "paused"):
        return []
    return [(frame.step, _("epoch {n}").format(n=epoch_number(frame.epoch))) for frame in run.frames]
