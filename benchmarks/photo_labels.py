"""A photo's way to its labels, as the page goes it: decode, fit, ask a worker, rank what it answers."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import numpy as np
from PIL import Image, ImageOps

from benchmarks.figures import until
from benchmarks.workers import wait_until_idle
from models.imagenet.classes import CLASSES
from models.imagenet.findings import ranking
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.jobs import Answer, Scheduler
from models.photos.decode import decode
from models.photos.fit import fit
from models.photos.photo import Photo
from models.photos.samples import SAMPLES, load_sample

LONGEST = 120.0

_CAMERA_SIZE = (4000, 3000)
_GRAIN = 6  # standard deviation of a sensor's noise, in steps of 255: it makes the file as large as a phone's


def camera_photo(seed: int = 0) -> bytes:
    """A JPEG as a phone's camera makes them: 4000 x 3000 pixels, 4.6 MB; another grain for each seed."""
    sample = Image.fromarray(load_sample(SAMPLES[0]).pixels)
    pixels = np.asarray(ImageOps.fit(sample, _CAMERA_SIZE, Image.Resampling.BICUBIC), np.float32)
    pixels = pixels + _GRAIN * np.random.default_rng(seed).standard_normal(pixels.shape, np.float32)
    file = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=95)
    return file.getvalue()


def upload(data: bytes) -> Photo:
    """The photo of an uploaded file."""
    return decode(data, "photo.jpg")


def ask(scheduler: Scheduler, photo: Photo, owner: str, network: str = BUILT_IN, weights: str = "") -> Answer:
    """Ask what is on a photo, with the arguments of `components.imagenet.asking`.

    Args:
        weights: path of the network's weights file; "" for the built-in network.
    """
    pictures = fit(photo.pixels, NETWORKS[network].size, "crop")[np.newaxis]
    arguments = {"network": network, "weights": weights, "pictures": pictures}
    return scheduler.ask("classify", arguments, owner, f"{network} {weights}", spread=not weights)


def labels(answer: Answer) -> list[str]:
    """The five likeliest classes, once they are known.

    Raises:
        RuntimeError: there is no answer.
    """
    if not answer.wait(LONGEST) or answer.state != "done":
        raise RuntimeError(f"a photo was not answered: {answer.state}, {answer.failure}")
    return [CLASSES[index].english for index in ranking(answer.value["probabilities"].mean(axis=0))]


def seconds_to_labels(scheduler: Scheduler, data: bytes) -> float:
    """From a file's bytes to the built-in network's labels."""
    started = time.perf_counter()
    labels(ask(scheduler, upload(data), "ann"))
    return time.perf_counter() - started


@contextmanager
def warm_scheduler() -> Iterator[Scheduler]:
    """A scheduler whose workers have warmed up and do nothing else."""
    with closing(Scheduler()) as scheduler:
        until(lambda: scheduler.cluster.status == "ready", LONGEST, "a cluster")
        wait_until_idle(scheduler, LONGEST)
        yield scheduler
