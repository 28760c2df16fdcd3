"""How it stands with a run, in one line and a bar."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from typing import Any

from components.i18n import N_, _, ngettext
from components.runs.failures import RUN_FAILURES, failure_text
from components.runs.figures import epoch_number
from components.runs.scheduler import scheduler
from components.words.numbers import count, duration
from models.jobs import Note, Run
from models.limits import LIMITS
from models.run_memory.estimate import need_of
from models.runs.frames import Frame

_STATES = {
    "starting": N_("Starting…"),
    "compiling": N_("Compiling this network's structure; the next run of it starts at once…"),
    "scoring": N_("Testing the network, and looking at its mistakes…"),
    "interrupted": N_("The worker that trained was lost. The run starts again by itself…"),
}
_NO_WORKERS = N_(
    "There are no workers at the moment. The server keeps trying, and what waits begins as soon as one is there. "
    "Whoever runs the server finds the reason in its log."
)
_REASONS = {
    "epochs": N_("Done."),
    "early_stopping": N_("Early stopping ended the training."),
    "stop_when_met": N_("Ended: the training accuracy reached the validation accuracy."),
    "stopped": N_("Stopped."),
    "budget": N_("Ended: the time budget of a run is used up."),
    "diverged": N_("Ended: the loss is no longer a number."),
}
_ENDED = N_("Ended.")
_MUCH = 0.25  # of what a run may take: as a reason of a lost worker, memory is likely from there on
_SETTLING_SECONDS = 5.0  # before, the first steps say little about the others
_NOTES = {
    "worker_lost": N_("A worker was lost; the run was started again from the same seed."),
    "replaced": N_("Another run of the same tab took its place."),
    "pause_limit": N_("Others were waiting, so the paused run was ended after {seconds:.0f} s; its result is kept."),
    "unwatched": N_("Others were waiting and nobody was watching, so the run was ended; its result is kept."),
    "overtime": N_("It did not answer and had to be broken off, so it has no result."),
    "features": N_(
        "Reading the photos and computing their features took longer than {time}. Choose fewer photos, fewer variants "
        "or smaller photos; features that are kept need not be computed again."
    ),
    "unfollowed": N_(
        "No tab followed it for {time}, so it gave up its place in the queue and waited behind the others."
    ),
    "dropped": N_("The queue was full and no tab followed it, so it was taken out. Start it again."),
    "pictures_removed": N_(
        "The server needed room, so its pictures are not kept any more; its settings, curves and scores are."
    ),
    "model_removed": N_("The server needed room, so the trained network is not kept any more; its scores are."),
    "killed": N_("The run did not stop by itself and was ended."),
}


def progress(run: Run, whose: str) -> dict[str, Any]:
    """How it stands with the run, as a live figure's progress bar shows it.

    Args:
        whose: see `components.runs.following.whose`.
    """
    # A run that ended by itself is done, however few of its epochs it took.
    return {"share": 1.0 if run.state == "finished" else run.progress, "text": status_text(run, whose)}


def status_text(run: Run, whose: str) -> str:
    """How it stands with the run, in the reader's language."""
    text = " ".join(filter(None, [state_text(run), *(note_text(note) for note in run.notes)]))
    if whose == "mine":
        return text
    if whose == "unsure":  # a reloaded tab's own run, perhaps
        return f"{text} · " + _("Reconnecting…")
    watching = _("You are watching somebody else's run; changing a setting starts your own experiment.")
    return f"{text} {watching}" if run.is_over else f"{text} · {watching}"


def state_text(run: Run, failures: Mapping[str, str] = RUN_FAILURES) -> str:
    """What the run does, or how it ended, in the reader's language.

    Args:
        failures: kind of failure -> sentence.
    """
    if run.state == "queued":
        return no_workers_text([run]) or _queue_text(run)
    if run.state == "failed" and run.failure:
        return failure_text(run.failure, failures) + _memory_hint(run)
    if run.state in _STATES:
        return no_workers_text([run]) or _(_STATES[run.state]) + _waited(run)
    frame = run.newest
    if run.is_over:
        ending = _(_REASONS.get(run.reason, _ENDED))
        if frame is None:
            return ending
        length = ngettext(
            "{epochs} epoch in {time}.", "{epochs} epochs in {time}.", 1 if frame.epoch == 1 else 2
        ).format(epochs=epoch_number(frame.epoch), time=duration(run.seconds))
        return f"{ending} {length}"
    if frame is None:
        return _("Training…")
    place = _("Epoch {epoch} of {epochs}").format(epoch=epoch_number(frame.epoch), epochs=frame.epochs)
    if run.state == "paused":
        # A single batch does not show in the epochs.
        return _("Paused.") + " " + place + " · " + _("step {n}").format(n=count(frame.step))
    return place + " · " + _time_left(run, frame)


def no_workers_text(runs: Iterable[Run]) -> str:
    """What is said where one of these runs waits and workers are missing for longer than is usual; "" elsewhere."""
    waits = any(run.state in ("queued", "interrupted") for run in runs)
    return _(_NO_WORKERS) if waits and workers_are_missing() else ""


def waiting_text(text: str) -> str:
    """What is said to who waits for a worker's answer: this text, or that there are no workers."""
    return _(_NO_WORKERS) if workers_are_missing() else text


def workers_are_missing() -> bool:
    """Whether there have been no workers for longer than is usual."""
    return scheduler().cluster.status == "unavailable"


def _time_left(run: Run, frame: Frame) -> str:
    """How long the run still takes, or where its time budget will end it."""
    budget, share = scheduler().budget, run.progress
    whole = run.seconds / share if share > 0 else 0.0
    if whole > budget and run.seconds > _SETTLING_SECONDS:
        epoch = max(1, math.floor(frame.epochs * budget / whole))
        return _("will be ended and tested after {time} of training, at about epoch {n}").format(
            time=duration(budget), n=epoch
        )
    return _("{time} left").format(time=duration(whole * (1 - share) * scheduler().sharing(run.id)))


def _waited(run: Run) -> str:
    """Seconds since the run has its worker: what cannot say how far it is shows at least that it moves."""
    return "" if run.started is None or run.frames else " " + duration(time.time() - run.started)


def _memory_hint(run: Run) -> str:
    """What may have cost a run its workers, where it takes much of their memory."""
    is_lost = run.failure is not None and run.failure.kind == "worker_lost"
    if not is_lost or need_of(run.experiment).bytes < _MUCH * LIMITS.run_bytes:
        return ""
    return " " + _("Memory may have run out: a smaller batch or network, or smaller photos, need less.")


def _queue_text(run: Run) -> str:
    if scheduler().cluster.status == "starting":
        return _("The workers are starting…")
    place, wait = scheduler().place(run.id), scheduler().expected_wait(run.id)
    if place is None:
        return _("Starting…")
    if wait is None:
        return _("Waiting: place {place} in the queue.").format(place=place)
    return _("Waiting: place {place} in the queue, about {time}.").format(place=place, time=duration(wait))


def note_text(note: Note) -> str:
    """Something that happened to the run, in the reader's language."""
    text = _NOTES.get(note.kind)
    return _(text).format(**note.values, time=duration(note.values.get("seconds", 0))) if text else ""
