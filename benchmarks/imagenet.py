"""The page /imagenet: how soon a photo has its labels, what the page adds to VGG16's own time, and its memory.

This process stands for the server: it decodes the photos and holds the scheduler.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.children import asked_child, child
from benchmarks.figures import Figures, Say, measure_parts
from benchmarks.photo_labels import ask, camera_photo, labels, seconds_to_labels, upload, warm_scheduler
from benchmarks.workers import memory_mb, workers

WARM_ROUNDS = 15
STARTS = 3
VGG_ROUNDS = 25
PASSES = 10
PHOTOS = 20
CROWDED_ROUNDS = 5

_WARM_UP_ROUNDS = 3


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "warm", "first", "overhead", "memory", "twenty"."""
    parts = {"warm": warm, "first": first, "overhead": overhead, "memory": memory, "twenty": twenty}
    return measure_parts(parts, say, only)


def warm(say: Say) -> Figures:
    """``lite0_warm_ms``: from the bytes of a camera's photo (12 million pixels) to its labels, worker warm; median."""
    data = camera_photo()
    with warm_scheduler() as scheduler:
        found = [seconds_to_labels(scheduler, data) for _ in range(_WARM_UP_ROUNDS + WARM_ROUNDS)][_WARM_UP_ROUNDS:]
    say(f"a file of {len(data) / 1e6:.1f} MB:", *(f"{1000 * seconds:.0f}" for seconds in found), "ms")
    return {"lite0_warm_ms": 1000 * statistics.median(found), "lite0_warm_max_ms": 1000 * max(found)}


def first(say: Say) -> Figures:
    """Seconds until a fresh scheduler has named its first photo; medians, each in a server process of its own.

    ``lite0_first_s``: from the moment when the cluster has its first worker, a process that has not begun to load
    TensorFlow; the photo is uploaded then. ``lite0_from_nothing_s``: from `Scheduler()` on, so with the start of the
    scheduler and the workers. Files are in the system's cache.
    """
    with tempfile.TemporaryDirectory(prefix="layerlab-") as folder:
        photo = Path(folder) / "photo.jpg"
        photo.write_bytes(camera_photo())
        found = [child("first_labels", str(photo)) for _ in range(STARTS)]
    say(*(f"{start['from_worker']:.2f} s of {start['from_nothing']:.2f} s;" for start in found))
    return {
        "lite0_first_s": statistics.median(start["from_worker"] for start in found),
        "lite0_from_nothing_s": statistics.median(start["from_nothing"] for start in found),
    }


def overhead(say: Say) -> Figures:
    """``vgg16_overhead``: the page's time for a decoded photo / a bare forward pass, minus 1; median of the rounds.

    The page's: fit, ask a warm worker, have the labels. The bare pass: see `benchmarks.vgg16_bare`. In turn.
    ``vgg16_worker_pass_ms``: what of the page's time is the forward pass inside the worker, whose priority is lower.
    """
    page, inside, bare = [], [], []
    photo = upload(camera_photo())
    with vgg16_weights() as weights, warm_scheduler() as scheduler, asked_child("vgg16_bare") as plain:
        for index in range(_WARM_UP_ROUNDS + VGG_ROUNDS):
            started = time.perf_counter()
            answer = ask(scheduler, photo, "ann", "vgg16", weights)
            labels(answer)
            took = time.perf_counter() - started
            seconds = plain.ask()
            if index >= _WARM_UP_ROUNDS:
                page.append(took)
                inside.append(answer.value["seconds"])
                bare.append(seconds)
    found = [took / seconds - 1 for took, seconds in zip(page, bare, strict=True)]
    say("overhead round by round:", *(f"{value:.3f}" for value in found))
    return {
        "vgg16_overhead": statistics.median(found),
        "vgg16_page_ms": 1000 * statistics.median(page),
        "vgg16_worker_pass_ms": 1000 * statistics.median(inside),
        "vgg16_bare_ms": 1000 * statistics.median(bare),
    }


def memory(say: Say) -> Figures:
    """MB of the process that loads and runs full VGG16, at most and afterwards.

    ``vgg16_peak_mb``, ``vgg16_steady_mb``: a worker that has done nothing else but its warm-up (the lab's first
    network compiled, EfficientNet-Lite0 loaded). ``vgg16_alone_...``: see `benchmarks.vgg16_alone`.
    """
    photo = upload(camera_photo())
    with vgg16_weights() as weights:
        with warm_scheduler() as scheduler:
            fresh = max(memory_mb(worker.pid)["steady"] for worker in workers())
            for _ in range(PASSES):
                labels(ask(scheduler, photo, "ann", "vgg16", weights))
            used = max((memory_mb(worker.pid) for worker in workers()), key=lambda worker: worker["steady"])
        alone = child("vgg16_alone", weights)
    say(f"a warm worker has {fresh:.0f} MB before")
    return {
        "vgg16_peak_mb": used["peak"],
        "vgg16_steady_mb": used["steady"],
        "vgg16_alone_peak_mb": alone["peak"],
        "vgg16_alone_steady_mb": alone["steady"],
        "warm_worker_mb": fresh,
    }


def twenty(say: Say) -> Figures:
    """One visitor's twenty photos, and another's single one right behind them; medians, workers warm.

    ``twenty_s``: from the bytes of all twenty to the last one's labels; they are asked for when all are decoded.
    ``second_visitor_ms``: from the other's decoded photo, handed in right after those twenty, to its labels.
    ``second_visitor_ahead_of``: how many of the twenty were not answered then.
    """
    files = [camera_photo(seed) for seed in range(PHOTOS)]
    other = upload(camera_photo(PHOTOS))
    durations, waits, left = [], [], []
    with warm_scheduler() as scheduler:
        for _ in range(CROWDED_ROUNDS):
            started = time.perf_counter()
            photos = [upload(data) for data in files]
            decoded = time.perf_counter()
            answers = [ask(scheduler, photo, "ann") for photo in photos]
            asked = time.perf_counter()
            labels(ask(scheduler, other, "bob"))
            waits.append(1000 * (time.perf_counter() - asked))
            left.append(sum(not answer.is_over for answer in answers))
            for answer in answers:
                labels(answer)
            durations.append(time.perf_counter() - started)
            say(
                f"decoded after {decoded - started:.2f} s, all known after {durations[-1]:.2f} s;",
                f"the second visitor waited {waits[-1]:.0f} ms, and was ahead of {left[-1]}",
            )
    return {
        "twenty_s": statistics.median(durations),
        "second_visitor_ms": statistics.median(waits),
        "second_visitor_max_ms": max(waits),
        "second_visitor_ahead_of": statistics.median(left),
    }


@contextmanager
def vgg16_weights() -> Iterator[str]:
    """The path of a complete weights file, which is gone afterwards; see `benchmarks.vgg16_file`."""
    with tempfile.TemporaryDirectory(prefix="layerlab-") as folder:
        yield child("vgg16_file", str(Path(folder) / "vgg16.h5"))
