"""How it stands with a run, in one line and a bar."""

from __future__ import annotations

import streamlit as st

from components.i18n import N_, _, ngettext
from components.lab import followed
from components.lab.office import office
from components.numbers import count, duration
from models.jobs import Note, Run

_STATES = {
    "starting": N_("Starting…"),
    "compiling": N_("Compiling this network's structure; the next run of it starts at once…"),
    "scoring": N_("Testing the network, and looking at its mistakes…"),
    "interrupted": N_("The worker that trained was lost. The run starts again by itself…"),
}
_REASONS = {
    "epochs": N_("Done."),
    "early_stopping": N_("Early stopping ended the training."),
    "stop_when_met": N_("Ended: the training accuracy reached the validation accuracy."),
    "stopped": N_("Stopped."),
    "budget": N_("Ended: the time budget of a run is used up."),
    "diverged": N_("Ended: the loss is no longer a number."),
}
_ENDED = N_("Ended.")
_FAILED = N_("The run failed: {message}")
_FAILURES = {
    "worker_lost": N_("The run failed: its worker was lost twice. Press Train to try again."),
    "cluster": N_("The run failed: there are no workers ({message}). Press Train to try again."),
    "dataset_missing": N_("The run failed: the dataset is not on the worker's machine ({message})."),
    "dataset_broken": N_("The run failed: the dataset's file is damaged ({message})."),
}
_NOTES = {
    "worker_lost": N_("A worker was lost; the run was started again from the same seed."),
    "replaced": N_("Another run of the same tab took its place."),
    "pause_limit": N_("Others were waiting, so the paused run was ended after {seconds:.0f} s; its result is kept."),
    "unwatched": N_("Others were waiting and nobody was watching, so the run was ended; its result is kept."),
    "overtime": N_("The run took longer than its time budget and was ended."),
    "killed": N_("The run did not stop by itself and was ended."),
}


def show_status(run: Run | None) -> None:
    """One line of text and a progress bar; always of the same height."""
    st.progress(run.progress if run else 0.0, text=status_text(run))


def status_text(run: Run | None) -> str:
    """How it stands with the run, in the reader's language."""
    if run is None:
        return _("Not trained yet: this is the fresh network. Move a slider, or press Train.")
    text = " ".join(filter(None, [state_text(run), *(note_text(note) for note in run.notes)]))
    if followed.is_mine(run):
        return text
    watching = _("You are watching somebody else's run; changing a setting starts your own experiment.")
    return f"{text} {watching}" if run.is_over else f"{text} · {watching}"


def state_text(run: Run) -> str:
    """What the run does, or how it ended, in the reader's language."""
    if run.state == "queued":
        return _queue_text(run)
    if run.state == "failed" and run.failure:
        text = _FAILURES.get(run.failure.kind, _FAILED)
        return _(text).format(message=f"{run.failure.type}: {run.failure.message}".strip(": "))
    if run.state in _STATES:
        return _(_STATES[run.state])
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
    left = run.seconds * (1 - run.progress) / run.progress if run.progress > 0 else 0.0
    return place + " · " + _("{time} left").format(time=duration(left))


def _queue_text(run: Run) -> str:
    if office().cluster.status == "starting":
        return _("The workers are starting…")
    place, wait = office().place(run.id), office().expected_wait(run.id)
    if place is None:
        return _("Starting…")
    if wait is None:
        return _("Waiting: place {place} in the queue.").format(place=place)
    return _("Waiting: place {place} in the queue, about {time}.").format(place=place, time=duration(wait))


def note_text(note: Note) -> str:
    """Something that happened to the run, in the reader's language."""
    text = _NOTES.get(note.kind)
    return _(text).format(**note.values) if text else ""


def epoch_number(epoch: float) -> str:
    """A place in a run: whole epochs as they are, else with a digit or two of the fraction."""
    if epoch.is_integer():
        return f"{epoch:.0f}"
    return f"{epoch:.1f}" if epoch > 1 else f"{epoch:.2f}"
