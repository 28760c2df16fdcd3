"""The channel alone in a process: no app, no training, but pictures as the lab's, thirty new ones a second.

Prints the port, and serves until its input is closed.
"""

from __future__ import annotations

import json
import logging
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import uvicorn
from starlette.applications import Starlette

from benchmarks.app_server import LOOPBACK
from components.charts.curves import curves_data
from components.charts.ridges import ridges_data
from components.live.hub import hub
from components.live.routes import routes
from components.live.source import Picture, register
from components.runs.figures import figures_line
from models.experiment import Experiment
from models.runs.frames import Curves, Frame
from models.training.data import first_training_examples
from models.training.preview import preview, probe_size

FRAMES_A_SECOND = 30.0
EPOCHS = 1000

_DIFFERENT = 20


class Lab:
    """Pictures of a run that has nearly come to its end: fresh networks of several seeds, and long curves."""

    def __init__(self) -> None:
        self._frames = [_frame(seed) for seed in range(_DIFFERENT)]
        self.number = 0

    every = 0.0

    def read(self, args: Mapping[str, Any], viewer: str) -> str:
        return "run"

    def topics(self, args: str) -> Sequence[str]:
        return [args]

    def picture(self, args: str) -> Picture:
        number = self.number
        frame = self._frames[number % _DIFFERENT]
        marks: dict[str, Any] = {"epochs": frame.epochs, "start": frame.start}
        return {
            "progress": {"share": frame.progress, "text": f"Epoch {number}"},
            "lines": {"figures": figures_line(frame)},
            "words": ["The loss of both sets falls: the network learns.", "No unit is dead."],
            "tables": {
                "loss": curves_data(frame.curves, "loss", now=(frame.epoch, frame.batch_loss), **marks),
                "accuracy": curves_data(frame.curves, "accuracy", **marks),
                "activations": ridges_data(frame.activations, dead=frame.dead, saturated=frame.saturated),
                "gradients": ridges_data(frame.gradients),
                "weights": ridges_data(frame.weights),
            },
            "stage": "going",
        }

    def watched(self, args: str, viewer: str) -> None:
        """Nobody needs to know."""


def _frame(seed: int) -> Frame:
    experiment = Experiment(seed=seed, epochs=EPOCHS)
    fresh = preview(experiment, *first_training_examples(experiment, probe_size(experiment)))
    noise = np.random.default_rng(seed).random((4, EPOCHS), np.float32)
    fall = np.exp(-np.arange(EPOCHS) / (EPOCHS / 5))
    curves = [2.3 * fall * (0.95 + 0.1 * noise[0]), 1 - 0.9 * fall * noise[1]]
    curves += [0.2 + 2.1 * fall * (0.9 + 0.2 * noise[2]), 0.95 - 0.85 * fall * noise[3]]
    whole = Curves(*(np.asarray(curve, np.float32) for curve in curves), np.full(EPOCHS, 0.1, np.float32))
    return replace(fresh, curves=whole, step=EPOCHS * fresh.steps_per_epoch, batch_loss=0.01)


def main() -> None:
    lab = Lab()
    register("lab", lab)

    def train() -> None:
        while True:
            time.sleep(1 / FRAMES_A_SECOND)
            lab.number += 1
            hub().changed("run")

    listening = socket.create_server((LOOPBACK, 0), backlog=2048)
    logging.disable(logging.INFO)
    config = uvicorn.Config(Starlette(routes=routes()), ws="websockets-sansio", ws_per_message_deflate=False)
    server = uvicorn.Server(config)

    def end() -> None:
        sys.stdin.read()
        server.should_exit = True

    for task in (train, end):
        threading.Thread(target=task, daemon=True).start()
    print(json.dumps(listening.getsockname()[1]), flush=True)
    server.run(sockets=[listening])


if __name__ == "__main__":
    main()
