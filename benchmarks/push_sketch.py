"""A bare sketch of the push: how many pictures a second this machine's browser can be shown at all.

Five charts with recorded frames of the default experiment, in Vega views that stay mounted, without any app around
them. What the app reaches is told beside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser

from benchmarks.app_server import LOOPBACK, answers_at, free_port
from benchmarks.browser import open_page
from benchmarks.data import PROJECT
from benchmarks.figures import until
from benchmarks.painted import count_paintings, paintings_per_second, wait_for_paintings
from components.charts.curves import curves_data, curves_spec
from components.charts.ridges import ridges_data, ridges_spec
from models.experiment import Experiment
from models.jobs import Scheduler
from models.runs.frames import Frame

CHARTS = 5

_METRICS, _RIDGES = ("loss", "accuracy"), ("activations", "gradients", "weights")
_LONGEST = 300.0
_FIRST_PICTURES = 10


def record(scheduler: Scheduler, experiment: Experiment) -> list[Frame]:
    """Frames of a whole run that is watched, spread evenly."""
    [run_id] = scheduler.submit([experiment], "recorder")
    run = until(lambda: _if_over(scheduler, run_id), _LONGEST, "the end of a run")
    return [frame.unpack() for frame in run.frames]


def lay_down(folder: Path, experiment: Experiment, frames: list[Frame]) -> None:
    """Write the specs, and the frames as pictures, as `benchmarks.push_sketch_server` takes them."""
    layers = len(experiment.layers) + 1
    specs = {metric: curves_spec(metric) for metric in _METRICS} | {kind: ridges_spec(kind, layers) for kind in _RIDGES}
    (folder / "specs.json").write_text(json.dumps(specs), "utf-8")
    for index, frame in enumerate(frames):
        tables = {metric: curves_data(frame.curves, metric, epochs=frame.epochs) for metric in _METRICS}
        tables |= {kind: ridges_data(getattr(frame, kind)) for kind in _RIDGES}
        (folder / f"{index:04}.picture").write_bytes(_as_bytes(tables))


@contextmanager
def sketch_server(folder: Path) -> Iterator[str]:
    """The address of the sketch, as long as it is served."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.push_sketch_server", str(folder), str(port)]
    process = subprocess.Popen(command, cwd=PROJECT)
    try:
        until(lambda: answers_at(port), _LONGEST, "the sketch")
        yield f"http://{LOOPBACK}:{port}"
    finally:
        process.terminate()
        process.wait()


def pictures_per_second(browser: Browser, address: str, seconds: float) -> float:
    """How often a second the sketch's charts are painted."""
    page = open_page(browser, "about:blank")
    count_paintings(page)
    page.goto(address)
    wait_for_paintings(page, CHARTS, _FIRST_PICTURES)
    rate = paintings_per_second(page, seconds)
    page.context.close()
    return rate


def _if_over(scheduler: Scheduler, run_id: str) -> Any:
    run = scheduler.watch(run_id, "recorder")
    return run if run is not None and run.is_over else None


def _as_bytes(tables: dict[str, dict[str, Any]]) -> bytes:
    """Compact JSON under zlib, with five digits."""
    plain = {name: {column: _plain(values) for column, values in table.items()} for name, table in tables.items()}
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode())


def _plain(values: np.ndarray | list[str]) -> list[Any]:
    if isinstance(values, list) or values.dtype.kind != "f":
        return list(values) if isinstance(values, list) else values.tolist()
    return [float(f"{value:.5g}") if np.isfinite(value) else None for value in values.tolist()]
