"""A run as it is known at one moment: its settings, what it showed, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from models.any_experiment import AnyExperiment
from models.runs.first_layer import FirstLayer
from models.runs.frames import Frame
from models.runs.results import Result
from models.runs.wire import pack, unpack

ENDED_STATES = ("finished", "stopped", "failed")
MOST_TUNED = 200  # changes that are told apart
_PICTURES = ("mistakes", "heat", "before", "after", "truths", "answers")  # of a result; the rest are figures


def session_of(owner: str) -> str:
    """The session of an owner, which is a session's token alone, or that and the name of a job beside its others."""
    return owner.partition("/")[0]


@dataclass(frozen=True)
class Note:
    """Something that happened to a run and that its watchers are told.

    Attributes:
        kind: "worker_lost" (values: attempt), "replaced", "pause_limit" (seconds), "unwatched" (seconds), "overtime"
            (seconds), "features" (seconds) where what comes before the training took too long, "killed" when it did not
            stop by itself, "unfollowed" (seconds) when it gave up its place in the queue, "dropped" when others took
            it; "pictures_removed" and "model_removed" when these had to make room.
        time: seconds since the epoch.
    """

    kind: str
    values: dict[str, Any]
    time: float


@dataclass(frozen=True)
class Failure:
    """Why a run failed.

    Attributes:
        kind: "worker_lost", "cluster" (of a question: there are no workers), "timeout" (values: seconds), an error
            class of ours in snake case such as "dataset_missing", or "error".
        type: the class of the error.
        message: what the error says, in English.
        values: the plain attributes of an error of ours.
    """

    kind: str
    type: str = ""
    message: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def told(cls, ending: Mapping[str, Any]) -> Failure:
        """The failure that a worker told of; see `models.jobs.entry.describe_failure`."""
        return cls(ending["failure"], ending["type"], ending["message"], ending["values"])


@dataclass(frozen=True, eq=False, slots=True)
class PackedFrame:
    """A frame as the bytes it came in, and its place in the run."""

    step: int
    epoch: float
    data: bytes

    def unpack(self) -> Frame:
        """The frame; the last few that anyone asked for are kept unpacked."""
        return _unpacked(self)


@lru_cache(maxsize=32)
def _unpacked(packed: PackedFrame) -> Frame:
    return unpack(packed.data)


E = TypeVar("E", bound=AnyExperiment)
R = TypeVar("R", bound=Result)


@dataclass(frozen=True)
class Run(Generic[E, R]):
    """A run at one moment; it does not change, the store holds newer ones.

    Attributes:
        owner: the session that may command it.
        experiment: its settings as they are now, live changes included; of a run that is over, as they were at its end.
        state: "queued", "starting", "features" (of photos are computed), "compiling", "training", "paused", "scoring",
            "interrupted" (its worker was lost, it starts again by itself), "finished", "stopped" or "failed".
        attempt: 0 before the first, 2 when the first was lost.
        frames: oldest first, thinned evenly, the first and the newest always among them.
        tuned: changes while it ran and where in the run, as the engine told them; see `with_mark`.
        reason: why training ended, see `models.runs.results.Result.reason`; "" before.
        result_data: the packed `Result`. model_file: which it names, and which goes when the run is forgotten.
        model_bytes: the size of that file, as long as it is kept.
        started, ended: seconds since the epoch; ``started`` of the newest attempt.
        progress: share of the training that is done, 0 to 1.
        seconds: wall time since the training began, pauses left out.
        worker: address of the worker that has or had it.
        first_layer: as somebody saw it last who looked at it.
        features: before the training, photos that are done, photos in all, and what is done with them; see
            `models.engine.transfer.train.train_transfer`.
    """

    id: str
    owner: str
    experiment: E
    state: str
    attempt: int = 0
    notes: tuple[Note, ...] = ()
    frames: tuple[PackedFrame, ...] = ()
    frames_attempt: int = 0
    tuned: tuple[Any, ...] = ()
    reason: str = ""
    result_data: bytes | None = None
    model_file: str = ""
    model_bytes: int = 0
    failure: Failure | None = None
    started: float | None = None
    ended: float | None = None
    progress: float = 0.0
    seconds: float = 0.0
    worker: str = ""
    first_layer: FirstLayer | None = None
    features: tuple[int, int, str] = (0, 0, "")

    @property
    def is_over(self) -> bool:
        return self.state in ENDED_STATES

    @property
    def newest(self) -> Frame | None:
        """The newest frame."""
        return self.frames[-1].unpack() if self.frames else None

    @property
    def result(self) -> R | None:
        """The result, unpacked at each call."""
        return None if self.result_data is None else unpack(self.result_data)

    @property
    def has_lost_pictures(self) -> bool:
        """Whether the pictures of its result had to make room."""
        return any(note.kind == "pictures_removed" for note in self.notes)

    @property
    def session(self) -> str:
        """The session that it belongs to, see `session_of`."""
        return session_of(self.owner)

    @property
    def frame_bytes(self) -> int:
        """Bytes of the frames."""
        return sum(len(frame.data) for frame in self.frames)

    @property
    def size(self) -> int:
        """Bytes of frames, result and what is seen of the first layer."""
        look = self.first_layer
        looked = 0 if look is None else look.kernels.nbytes + look.maps.nbytes
        return self.frame_bytes + len(self.result_data or b"") + looked


def without_pictures(run: Run) -> Run:
    """The run with the figures of its result alone: mistakes and points are left out."""
    result: Any = run.result
    if result is None:
        return run
    names = {item.name for item in fields(result)}
    empty: dict[str, Any] = {name: () if name == "mistakes" else None for name in _PICTURES if name in names}
    return replace(run, result_data=pack(replace(result, **empty)), first_layer=None)


def with_mark(tuned: tuple[Any, ...], mark: Mapping[str, Any]) -> tuple[Any, ...]:
    """The changes of a run and one more; beyond `MOST_TUNED` it becomes one with the change before it.

    Args:
        mark: "epoch", "changes" and the values "before", by field.
    """
    if len(tuned) < MOST_TUNED:
        return (*tuned, mark)
    last = tuned[-1]
    both = {"changes": last["changes"] | mark["changes"], "before": mark["before"] | last["before"]}
    return (*tuned[:-1], {**mark, **both})


def thin(frames: tuple[PackedFrame, ...], most: int) -> tuple[PackedFrame, ...]:
    """At most this many frames (two or more), evenly spread; the first and the newest stay.

    Drops the frame whose neighbours are closest to each other, again and again: of equally spaced
    frames every other one, from the oldest on.
    """
    kept = list(frames)
    while len(kept) > most:
        gaps = [after.step - before.step for before, after in zip(kept, kept[2:], strict=False)]
        del kept[1 + gaps.index(min(gaps))]
    return tuple(kept)
