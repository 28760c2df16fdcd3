"""The page /transfer: what cached features save, what they cost, and what reuse is worth in accuracy.

Nearly all figures of accuracy are means over seeds; ``..._error`` beside them is the standard error of the mean.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from benchmarks.children import child
from benchmarks.figures import Figures, Say, measure_parts
from benchmarks.photo_home import photo_home, small_archive
from models.imagenet.networks import BUILT_IN
from models.transfer.experiment import TransferExperiment
from models.transfer.presets import TRANSFER_PRESETS

FIT_EPOCHS = 2
WARM_ROUNDS = 3
RATE_ROUNDS, RATE_PHOTOS = 7, 64
ACCURACY_SEEDS = range(1, 6)
FEW_SEEDS = range(1, 4)
VARIANTS = 4
AUGMENTATION = ("flip", "rotate", "shift", "zoom")
DRAWN_TEST = 400

# Floating-point operations of VGG16's base for a photo of 224 x 224.
_VGG16_OPERATIONS = 30.7e9

# Epochs of all photos, and E4's at their own size, as these figures were first measured: `benchmarks.presets` trains
# what the textbook trains.
E3 = TRANSFER_PRESETS["E3"].experiment.replace(steps_per_epoch=0)
E4 = TRANSFER_PRESETS["E4"].experiment.replace(steps_per_epoch=0, photo_size="100", checkpoint="val_loss")
LITE0 = E3.replace(network=BUILT_IN, pooling="average", learning_rate=1e-3)
SMALL_CNN = TransferExperiment(strategy="small_cnn", epochs=30, checkpoint="val_accuracy")
DRAWN_LITE0 = TransferExperiment(dataset="drawn", per_class=50)


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "head", "features", "accuracy", "augment", "sign_language", "drawn", "drawn_thousand"."""
    parts = {
        "head": head,
        "features": features,
        "accuracy": accuracy,
        "augment": augment,
        "sign_language": sign_language,
        "drawn": drawn,
        "drawn_thousand": drawn_thousand,
    }
    return measure_parts(parts, say, only)


def head(say: Say) -> Figures:
    """``head_ratio``: 20 epochs of E3 by `model.fit`, VGG16 in every epoch / our way to the same trained head.

    The textbook's: see `benchmarks.transfer_fit`; 20 epochs as so many times the mean of two. Ours: from the decoded
    photos to the end of the training, in a warm worker that has not loaded VGG16; with the features of the test photos,
    which `model.fit` never looks at. ``head_ratio_warm``: the same with the cache filled; median.
    ``e3_from_zip_min``: minutes from the official archive to the result.
    """
    with photo_home(("cats_and_dogs",), ("vgg16",)) as environment:
        runs = [E3.to_json()] * (1 + WARM_ROUNDS)
        cold, *warm = child("transfer_runs", *runs, environment=environment)
        fit = child("transfer_fit", E3.to_json(), str(FIT_EPOCHS), environment=environment)["seconds"]
    textbook = fit / FIT_EPOCHS * E3.epochs
    warm_s = statistics.median(run["head_s"] for run in warm)
    say(f"textbook {textbook:.0f} s, cold {cold['head_s']:.1f} s, warm", *(f"{run['head_s']:.2f}" for run in warm), "s")
    return {
        "head_ratio": textbook / cold["head_s"],
        "head_ratio_warm": textbook / warm_s,
        "head_textbook_s": textbook,
        "head_cold_s": cold["head_s"],
        "head_warm_s": warm_s,
        "e3_from_zip_min": (cold["decode_s"] + cold["result_s"]) / 60,
    }


def features(say: Say) -> Figures:
    """``feature_efficiency``: operations a second in VGG16's features / in a product of two 4096 x 4096 matrices.

    Both on all cores and in turn, medians; the product is NumPy's or TensorFlow's, whichever is faster. Above 1 where
    the processor computes in bfloat16: the product is float32.
    """
    with photo_home(networks=("vgg16",)) as environment:
        found = child("transfer_rate", str(RATE_ROUNDS), str(RATE_PHOTOS), environment=environment)
    numpy, tensorflow, photos = (statistics.median(found[name]) for name in ("numpy", "tensorflow", "photos"))
    say("photos a second, round by round:", *(f"{rate:.1f}" for rate in found["photos"]))
    return {
        "feature_efficiency": _VGG16_OPERATIONS * photos / max(numpy, tensorflow),
        "features_per_s": photos,
        "numpy_gflops": numpy / 1e9,
        "tensorflow_gflops": tensorflow / 1e9,
    }


def accuracy(say: Say) -> Figures:
    """Test accuracy on dogs and cats, 200 training and 100 test photos a class: E3, and the built-in network."""
    with photo_home(("cats_and_dogs",), ("vgg16",)) as environment:
        return {
            **_accuracy(say, "vgg16_test_accuracy", E3, ACCURACY_SEEDS, environment),
            **_accuracy(say, "lite0_test_accuracy", LITE0, ACCURACY_SEEDS, environment),
        }


def augment(say: Say) -> Figures:
    """``augment_gain``: test accuracy of the small network from scratch, with augmentation minus without.

    ``augment_gain_lite0``, ``augment_gain_vgg16``: of the frozen bases. With augmentation each photo is there so many
    times, as it is and in variants that are made once.
    """
    small = SMALL_CNN.replace(dataset=E3.dataset, per_class=E3.per_class)
    figures: Figures = {}
    with photo_home(("cats_and_dogs",), ("vgg16",)) as environment:
        for name, experiment in (("", small), ("_lite0", LITE0), ("_vgg16", E3)):
            without = _accuracies(experiment, FEW_SEEDS, environment)
            changed = experiment.replace(augmentation=AUGMENTATION, variants=VARIANTS)
            augmented = _accuracies(changed, FEW_SEEDS, environment)
            say(f"augmentation{name}: without {without}, with {augmented}")
            gains = [after - before for before, after in zip(without, augmented, strict=True)]
            figures |= _mean(f"augment_gain{name}", gains)
            figures[f"augment_without{name}"] = statistics.mean(without)
    return figures


def sign_language(say: Say) -> Figures:
    """E4 on the archive uploaded as "My own", a tenth of the photos held out; and the frozen base.

    Frozen, 20 epochs at E4's small rate leave a softmax half trained: ``sign_language_frozen_dense_accuracy`` is of a
    better head. ``sign_language_gain`` is over the better of both.
    ``sign_language_min``: minutes from the archive to the result of the fine-tuning, nothing cached.
    """
    archive = small_archive("sign_language")
    with photo_home(networks=("vgg16",)) as environment:
        same_head = E4.replace(strategy="frozen")
        runs = [E4, same_head, same_head.replace(head="dense", learning_rate=1e-3)]
        found = child("transfer_zip", str(archive), *(run.to_json() for run in runs), environment=environment)
    tuned, frozen, dense = found["runs"]
    return {
        "sign_language_accuracy": tuned["accuracy"],
        "sign_language_frozen_accuracy": frozen["accuracy"],
        "sign_language_frozen_dense_accuracy": dense["accuracy"],
        "sign_language_gain": tuned["accuracy"] - max(frozen["accuracy"], dense["accuracy"]),
        "sign_language_min": (found["zip_s"] + tuned["decode_s"] + tuned["result_s"]) / 60,
    }


def drawn(say: Say) -> Figures:
    """Test accuracy on drawn cats and dogs, 50 a class: the small network from scratch, frozen EfficientNet-Lite0.

    Every seed has drawings of its own, none of them the page's; 400 a class for the test.
    """
    return {
        **_on_drawings(say, "drawn_scratch_accuracy", SMALL_CNN.replace(per_class=50)),
        **_on_drawings(say, "drawn_lite0_accuracy", DRAWN_LITE0),
    }


def drawn_thousand(say: Say) -> Figures:
    """``drawn_scratch_1000_accuracy``: as "drawn", the small network on 1,000 a class."""
    return _on_drawings(say, "drawn_scratch_1000_accuracy", SMALL_CNN.replace(per_class=1000))


def _on_drawings(say: Say, name: str, experiment: TransferExperiment) -> Figures:
    found = []
    for seed in FEW_SEEDS:
        with photo_home() as environment:
            text = experiment.replace(seed=seed).to_json()
            (outcome,) = child("transfer_drawn", str(seed), str(DRAWN_TEST), text, environment=environment)
        found.append(outcome["accuracy"])
    say(f"{name}:", *(f"{value:.4f}" for value in found))
    return _mean(name, found)


def _accuracy(
    say: Say, name: str, experiment: TransferExperiment, seeds: Sequence[int], environment: dict[str, str]
) -> Figures:
    found = _accuracies(experiment, seeds, environment)
    say(f"{name}:", *(f"{value:.4f}" for value in found))
    return _mean(name, found)


def _accuracies(experiment: TransferExperiment, seeds: Sequence[int], environment: dict[str, str]) -> list[float]:
    """Test accuracies, a seed each."""
    runs = [experiment.replace(seed=seed).to_json() for seed in seeds]
    return [run["accuracy"] for run in child("transfer_runs", *runs, environment=environment)]


def _mean(name: str, values: Sequence[float]) -> Figures:
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return {name: statistics.mean(values), f"{name}_error": error}
