"""How it stands with a run of the transfer page: computing features, training, or why it failed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cachetools import LRUCache

from components.i18n import N_, _
from components.runs import failures
from components.runs.status import note_text, state_text
from components.transfer.following import TransferRun
from components.transfer.requirements import NO_SUCH_CLASSES, is_trainable
from components.transfer.settings import SETTINGS
from components.words.numbers import count, duration
from models.photo_sets.built_in import BUILT_IN_SETS
from models.transfer.experiment import TransferExperiment

_PACES_KEPT = 200
_SHORTEST = 1.0  # seconds that a pace is taken from
_PHOTOS = {
    "made": N_("Drawing the photos: {done} of {total}"),
    "read": N_("Reading the photos: {done} of {total}"),
    "prepared": N_("Preparing the photos: {done} of {total}"),
    "computed": N_("Computing features: {done} of {total} photos"),
    "asked": N_("Asking the network: {done} of {total} photos"),
}
_OF_NETWORKS = {
    "not_enough_memory": N_(
        "**Not enough memory for {network}:** it needs about {needed}, and {available} are free on the "
        "machine that computes. Choose smaller photos, fewer trained blocks or EfficientNet-Lite0."
    ),
    "weights_missing": N_(
        "**The weights of {network} are not on the machine that computes.** Load them below, then press Train, or "
        "choose EfficientNet-Lite0, which is built in."
    ),
    "weights_broken": N_(
        "**The weights file does not fit {network}:** `{file}` cannot be read as its weights. Take it away and "
        "download the weights."
    ),
}
RUN_FAILURES = {
    **failures.RUN_FAILURES,
    **_OF_NETWORKS,
    "set_missing": N_("The photos are not there any more. Choose or upload them again, then press Train."),
    "private_full": N_(
        "The run failed: the photos of all visitors together, and what is made of them, take all the room that the "
        "server keeps for them. Try again later, or with fewer photos."
    ),
    "no_such_classes": NO_SUCH_CLASSES,
}
ANSWER_FAILURES = {
    **failures.ANSWER_FAILURES,
    **_OF_NETWORKS,
    "model_gone": N_("The trained network is not kept any more. Train it again."),
}


@dataclass
class _Pace:
    """How fast photos are done with.

    Attributes:
        work: the run, what is done with the photos, and how many there are.
        first, newest: photos done, and when they were seen: seconds of the monotonic clock.
    """

    work: tuple[str, str, int]
    first: tuple[int, float]
    newest: tuple[int, float]


_paces: LRUCache[str, _Pace] = LRUCache(_PACES_KEPT)  # by the id of the run
_pacing = Lock()


def not_begun_text() -> str:
    """What is said before there is a run, in the reader's language."""
    if not is_trainable(SETTINGS.current):
        return _("Not trained yet: something is still missing.")
    as_is = SETTINGS.current.strategy == "as_is"
    return _("Not asked yet. Press **Ask the network**.") if as_is else _("Not trained yet. Press **Train**.")


def progress(run: TransferRun, whose: str) -> dict[str, Any]:
    """How it stands with the run, as a live figure's progress bar shows it.

    Args:
        whose: see `components.runs.following.whose`.
    """
    return {"share": _share_done(run), "text": run_text(run, whose)}


def run_text(run: TransferRun, whose: str) -> str:
    """How it stands with the run, in the reader's language, and what else its watchers are told."""
    text = " ".join(filter(None, [stage_text(run), *(note_text(note) for note in run.notes)]))
    return f"{text} · " + _("You are watching somebody else’s run.") if whose == "others" else text


def gone_text(experiment: TransferExperiment) -> str:
    """What is said of a link whose run is not kept any more."""
    if experiment.dataset == "own":
        return _(
            "The run of this link is over and no longer kept here. It learnt from somebody's own photos, which are not "
            "passed on; its settings are here for photos of yours."
        )
    return _("The run of this link is over and no longer kept here. Its settings are: press **Train**.")


def stage_text(run: TransferRun) -> str:
    """What the run does, or how it ended."""
    if run.state == "features":
        return _features_text(run)
    return state_text(run, RUN_FAILURES)


def _share_done(run: TransferRun) -> float:
    """Of the photos before the training, then of the training; a network as it is has nothing else to do."""
    done, total, _what = run.features
    if run.state == "features" and total:
        return min(1.0, done / total)
    return 1.0 if run.state == "finished" and run.experiment.strategy == "as_is" else run.progress


def _features_text(run: TransferRun) -> str:
    done, total, what = run.features
    if not total:
        return _("Preparing the photos and the network…")
    text = _(_PHOTOS[what if what != "made" or run.experiment.dataset in BUILT_IN_SETS else "read"])
    text = text.format(done=count(done), total=count(total))
    left = _seconds_left((run.id, what, total), done, total)
    return text if left is None else text + ", " + _("{time} left").format(time=duration(left))


def _seconds_left(work: tuple[str, str, int], done: int, total: int) -> float | None:
    """From how fast it went since anybody first looked; ``None`` while that cannot be said.

    It counts down until the next photos are done.
    """
    now = time.monotonic()
    with _pacing:
        pace = _paces.get(work[0])
        if pace is None or pace.work != work or done < pace.newest[0]:
            pace = _paces[work[0]] = _Pace(work, (done, now), (done, now))
        if done > pace.newest[0]:
            pace.newest = done, now
    photos, passed = pace.newest[0] - pace.first[0], pace.newest[1] - pace.first[1]
    if not photos or passed < _SHORTEST:
        return None
    return max(0.0, passed / photos * (total - done) - (now - pace.newest[1]))
