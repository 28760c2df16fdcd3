"""The engine against plain `model.fit`, the cost of live frames, and how soon the first one is there."""

from __future__ import annotations

import math
import statistics

from benchmarks.calibration import calibrate
from benchmarks.children import child
from benchmarks.data import environment_with
from benchmarks.figures import Figures, Say, measure_parts
from benchmarks.first_frame import first_frame
from benchmarks.networks import EXPERIMENTS, WATCHED

SEEDS = (1, 2, 3, 4, 5)
RUNS = 6  # of each network that is watched


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "ratios", "overhead", "first_frame"."""
    return measure_parts({"ratios": ratios, "overhead": overhead, "first_frame": first_frame}, say, only)


def ratios(say: Say) -> Figures:
    """Time of fit / time of the engine, in turn and in processes of their own, and what both learn."""
    figures: Figures = {}
    with environment_with(("mnist", "fashion_mnist")) as environment:
        for name in EXPERIMENTS:
            sides: dict[str, list[dict[str, float]]] = {"fit": [], "engine": []}
            for seed in SEEDS:
                for way, found in sides.items():
                    found.append(child("one_side", way, name, str(seed), environment=environment))
                    say(name, way, f"seed {seed}", found[-1])
            figures |= compare(name, sides["fit"], sides["engine"])
    return figures


def compare(name: str, fit: list[dict[str, float]], engine: list[dict[str, float]]) -> Figures:
    """The figures of one network from what `benchmarks.one_side` printed, seed by seed.

    The compile time is what the warm-up epoch took longer than a usual one. The standard error is
    that of the difference of two means over independent seeds, sqrt(var_1 / n + var_2 / n).
    """
    epochs = EXPERIMENTS[name].epochs
    figures: Figures = {
        f"{name}_ratio": statistics.median(f["seconds"] / e["seconds"] for f, e in zip(fit, engine, strict=True))
    }
    for way, found in (("fit", fit), ("engine", engine)):
        figures[f"{name}_{way}_s"] = statistics.median(side["seconds"] for side in found)
        figures[f"{name}_{way}_compile_s"] = statistics.median(
            side["warm_up"] - side["seconds"] / epochs for side in found
        )
        figures[f"{name}_{way}_accuracy"] = statistics.mean(side["accuracy"] for side in found)
    accuracies = [[side["accuracy"] for side in found] for found in (fit, engine)]
    difference = figures[f"{name}_engine_accuracy"] - figures[f"{name}_fit_accuracy"]
    error = math.sqrt(sum(statistics.variance(values) / len(values) for values in accuracies))
    figures[f"{name}_accuracy_difference"] = difference
    figures[f"{name}_two_standard_errors"] = 2 * error
    figures[f"{name}_accuracy_same"] = abs(difference) < 2 * error
    return figures


def overhead(say: Say) -> Figures:
    """Time of the engine with frames / without, minus 1, and how many frames a watched run gives a second."""
    figures: Figures = {}
    with environment_with(("mnist", "fashion_mnist")) as environment:
        for name in WATCHED:
            found = child("overhead", name, str(RUNS), environment=environment)
            ratios = [shown / bare - 1 for shown, bare in zip(found["shown"], found["bare"], strict=True)]
            say(name, "pair by pair:", *(f"{ratio:.3f}" for ratio in ratios))
            figures[_named("live_overhead", name, "mlp")] = statistics.median(ratios)
            figures[_named("emitted_per_s", name, "default")] = statistics.median(found["rates"])
    return figures | {"numpy_gflops": calibrate()}


def _named(figure: str, network: str, plain: str) -> str:
    """A figure's name; that of the network ``plain`` has no ending."""
    return figure if network == plain else f"{figure}_{network}"
