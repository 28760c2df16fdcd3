"""The textbook's experiments trained in full: how near the app comes to the published figures.

It takes one to three hours on two cores, so each part runs alone too. Nothing is compared here; what was published
stands in `models.training.presets`, `models.transfer.presets` and `models.training.continued`.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Mapping, Sequence

from benchmarks.calibration import calibrate
from benchmarks.children import child
from benchmarks.data import environment_with
from benchmarks.figures import Figures, Part, Say, measure_parts, rounded
from benchmarks.photo_home import photo_home
from models.any_experiment import AnyExperiment
from models.training.continued import parts_of, whole_network
from models.training.presets import PRESETS
from models.transfer.presets import TRANSFER_PRESETS

B6_SEEDS = (1, 2, 3)
E3_SEEDS = (1, 2, 3)
# As `benchmarks.preset_runs` names the weights of its first run; that module loads TensorFlow.
FIRST = "first"

# No run ends for want of time, unless whoever starts the benchmark says so.
_RUN_SECONDS = "3600"

Outcome = dict[str, float | str]


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "b6", "c1" (which is a part of "c2" too), "c2", "e3", "e4"; and the speed of the machine."""
    parts = {name: _told(name, part) for name, part in (("b6", b6), ("c1", c1), ("c2", c2), ("e3", e3), ("e4", e4))}
    if only is None:
        del parts["c1"]
    return {**measure_parts(parts, say, only), "numpy_gflops": calibrate()}


def b6(say: Say) -> Figures:
    """``b6_accuracy``: on the test digits, mean over seeds; ``b6_loss`` with the penalty, as it was published."""
    experiment = PRESETS["B6"].experiment
    with environment_with(("mnist",)) as environment:
        found = _runs([experiment.replace(seed=seed) for seed in B6_SEEDS], environment)
    return _means("b6", found)


def c1(say: Say) -> Figures:
    """``c1_accuracy``; ``c1_stopped``: 1 where early stopping ended it, after ``c1_epochs``."""
    with environment_with(("fashion_mnist",)) as environment:
        (found,) = _runs([PRESETS["C1"].experiment], environment)
    return _c1(found)


def c2(say: Say) -> Figures:
    """C1, and from its best weights on the convolutional part alone and the dense part alone."""
    whole = whole_network("fashion_mnist")
    with environment_with(("fashion_mnist",)) as environment:
        first, conv, dense = _runs([whole, *parts_of(whole, FIRST)], environment)
    figures = _c1(first)
    for name, found in (("c2_conv", conv), ("c2_dense", dense)):
        figures |= _means(name, [found])
    return figures


def e3(say: Say) -> Figures:
    """Test accuracy on dogs and cats, mean over seeds.

    ``e3_accuracy``: with epochs of all photos. ``e3_textbook_accuracy``: with the textbook's 80 steps.
    """
    textbook = TRANSFER_PRESETS["E3"].experiment.replace(score_only=True)
    with photo_home(("cats_and_dogs",), ("vgg16",)) as environment:
        whole = [textbook.replace(steps_per_epoch=0, seed=seed) for seed in E3_SEEDS]
        few = [textbook.replace(seed=seed) for seed in E3_SEEDS]
        found = _runs([*whole, *few], environment)
    return _means("e3", found[: len(whole)]) | _means("e3_textbook", found[len(whole) :])


def e4(say: Say) -> Figures:
    """Test accuracy on sign-language digits at 224 pixels.

    ``e4_textbook_accuracy``: with the textbook's 360 steps. ``e4_accuracy``: with epochs of all photos, which takes
    three times as long.
    """
    textbook = TRANSFER_PRESETS["E4"].experiment.replace(score_only=True)
    with photo_home(("sign_language",), ("vgg16",)) as environment:
        few, whole = _runs([textbook, textbook.replace(steps_per_epoch=0)], environment)
    return _means("e4", [whole]) | _means("e4_textbook", [few])


def _told(name: str, part: Part) -> Part:
    """The part, which also tells its figures on stderr as soon as it has them."""

    def telling(say: Say) -> Figures:
        figures = part(say)
        print(name, rounded(figures), file=sys.stderr, flush=True)
        return figures

    return telling


def _runs(experiments: Sequence[AnyExperiment], environment: Mapping[str, str]) -> list[Outcome]:
    """What `benchmarks.preset_runs` found, run by run."""
    seconds = os.environ.get("LAYERLAB_RUN_SECONDS", _RUN_SECONDS)
    texts = [experiment.to_json() for experiment in experiments]
    return child("preset_runs", *texts, environment={**environment, "LAYERLAB_RUN_SECONDS": seconds})


def _c1(found: Outcome) -> Figures:
    return {**_means("c1", [found]), "c1_stopped": int(found["reason"] == "early_stopping")}


def _means(name: str, found: Sequence[Outcome]) -> Figures:
    """``NAME_accuracy``, ``_loss``, ``_epochs`` and ``_s``, seconds: means over the runs."""
    keys = {"accuracy": "accuracy", "loss": "loss", "epochs": "epochs", "s": "seconds"}
    return {f"{name}_{short}": statistics.mean(float(one[key]) for one in found) for short, key in keys.items()}
