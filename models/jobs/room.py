"""What gives way when the runs that are known take too much room, and in which order.

Of each owner's last ten runs the settings, the curves and the scores are kept. So frames become fewer first: the newest
one has all of the curves. Then runs beyond an owner's last ten go, those of whoever has most of them; then what else is
seen of a run: all frames but the first and the newest, and the pictures of its result. Only if that is not enough, runs
are forgotten that were to be kept: those of sessions that are gone, which was gone longest first, and in the end the
oldest of whoever takes most. So nobody's runs go because of one owner's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from models.jobs.audience import Audience
from models.jobs.run import Run, thin, without_pictures

KEPT_OF_AN_OWNER = 10
_FEWEST_FRAMES = 40  # of a run, as long as anything else can give way
_LAST_FRAMES = 2
_GONE_SECONDS = 300.0  # since a session watched or handed in anything: longer than browsers keep a tab silent

Runs = Mapping[str, Run]


@dataclass(frozen=True)
class Step:
    """What gives way next.

    Attributes:
        smaller: the run as it is from now on; ``None`` where it is forgotten.
        kind: of the note that tells of it, "" for none.
    """

    run: Run
    smaller: Run | None = None
    kind: Literal["", "pictures_removed"] = ""


def next_step(runs: Runs, audience: Audience, of: Literal["bytes", "runs"]) -> Step | None:
    """What gives way next, where there are too many bytes or too many runs.

    Returns:
        ``None`` if nothing can: no run that goes on is forgotten.
    """
    owners = _by_owner(runs.values())
    thinned: list[Callable[[], Step | None]] = [partial(_thinned, runs.values(), _FEWEST_FRAMES)]
    smaller: list[Callable[[], Step | None]] = [
        partial(_thinned, [run for run in runs.values() if run.is_over], _LAST_FRAMES),
        partial(_without_pictures, runs.values()),
    ]
    tries: list[Callable[[], Step | None]] = [
        *(thinned if of == "bytes" else []),
        partial(_beyond_the_last, owners, audience),
        *(smaller if of == "bytes" else []),
        partial(_of_who_is_gone, owners, audience),
        partial(_of_who_has_most, owners, of),
        *([partial(_thinned, runs.values(), _LAST_FRAMES)] if of == "bytes" else []),
    ]
    return next((step for step in (attempt() for attempt in tries) if step is not None), None)


def next_model(runs: Runs, of: Literal["bytes", "runs"]) -> Run | None:
    """Whose trained network is removed next: the oldest one of the owner whose networks take most, or are most."""
    owners = _by_owner(run for run in runs.values() if run.model_bytes)
    if not owners:
        return None
    return max(owners.values(), key=lambda of_one: _amount(of_one, of, lambda run: run.model_bytes))[0]


def _thinned(runs: Iterable[Run], fewest: int) -> Step | None:
    """The run whose frames take most, with half as many."""
    run = max((run for run in runs if len(run.frames) > fewest), key=lambda run: run.frame_bytes, default=None)
    if run is None:
        return None
    return Step(run, replace(run, frames=thin(run.frames, max(fewest, len(run.frames) // 2))))


def _without_pictures(runs: Iterable[Run]) -> Step | None:
    """The run whose result takes most, with the figures alone."""
    kept = (run for run in runs if run.result_data and not run.has_lost_pictures)
    run = max(kept, key=lambda run: len(run.result_data or b""), default=None)
    return None if run is None else Step(run, without_pictures(run), "pictures_removed")


def _beyond_the_last(owners: Mapping[str, Sequence[Run]], audience: Audience) -> Step | None:
    """Of whoever has most runs beyond the last ten, the one that was looked at longest ago and nobody watches now."""
    beyond = {
        owner: [run for run in ended[:-KEPT_OF_AN_OWNER] if not audience.watchers(run.id)]
        for owner, ended in owners.items()
        if len(ended) > KEPT_OF_AN_OWNER
    }
    most = max(beyond.values(), key=len, default=[])
    return Step(min(most, key=lambda run: audience.looked_at(run.id))) if most else None


def _of_who_is_gone(owners: Mapping[str, Sequence[Run]], audience: Audience) -> Step | None:
    """The oldest run of the session that was here longest ago."""
    oldest = max((ended[0] for ended in owners.values()), key=lambda run: audience.away(run.session), default=None)
    return Step(oldest) if oldest is not None and audience.away(oldest.session) > _GONE_SECONDS else None


def _of_who_has_most(owners: Mapping[str, Sequence[Run]], of: Literal["bytes", "runs"]) -> Step | None:
    """The oldest run of the owner whose runs take most, or are most."""
    most = max(owners.values(), key=lambda ended: _amount(ended, of, lambda run: run.size), default=None)
    return Step(most[0]) if most else None


def _amount(runs: Sequence[Run], of: Literal["bytes", "runs"], size: Callable[[Run], int]) -> int:
    return len(runs) if of == "runs" else sum(map(size, runs))


def _by_owner(runs: Iterable[Run]) -> dict[str, list[Run]]:
    """Owner -> the runs that are over, oldest first."""
    owners: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        if run.is_over:
            owners[run.owner].append(run)
    return owners
