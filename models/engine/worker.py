"""The door of the engine: what a worker process does for the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.any_experiment import AnyExperiment
from models.architectures.depth import DepthExperiment
from models.engine import (
    lean_keras,  # noqa: F401
    tasks,
)
from models.engine.architectures.depth_program import block_program
from models.engine.architectures.depth_training import train_depth
from models.engine.lab import train_continued, train_in_lab
from models.engine.pretrained.cache import make_room
from models.engine.pretrained.memory import keep_what_is_loaded, release_now_and_then
from models.engine.program_cache import acquire, is_compiled
from models.engine.trainer import Emit
from models.engine.transfer.train import train_transfer
from models.experiment import Experiment
from models.memory import give_back
from models.run_memory.estimate import need_of, require_room
from models.runs.control import Control
from models.training.continued import ContinuedExperiment
from models.transfer.experiment import TransferExperiment

# By the kind of experiment.
TRAINERS: dict[str, Callable[[Any, Control, Emit, float], None]] = {
    Experiment.kind: train_in_lab,
    TransferExperiment.kind: train_transfer,
    ContinuedExperiment.kind: train_continued,
    DepthExperiment.kind: train_depth,
}


def train(experiment: AnyExperiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as it goes on.

    ``emit`` is given a kind and a value: "phase" with "compiling", "training" or "scoring"; "frame" with a
    `models.runs.frames.Frame`, or what the experiment's kind has in its place; "look" with a
    `models.runs.first_layer.FirstLayer`; "paused" with a bool; "tuned" with
    ``{"epoch", "changes", "before"}``; "slice" with ``True`` when it goes on after another run of this process had its
    slice, and with ``False`` when it takes no turns any more though it is not through; at the end "result" with a
    `models.runs.results.Result`.

    Args:
        budget: seconds of its own slices, with all that they cause, after which the run ends by itself.

    Raises:
        RunTooLarge: it would take more memory than a run may; nothing was built.
        DatasetMissing: the dataset is not on this machine.
    """
    require_room(experiment)
    make_room(need_of(experiment).bytes)
    try:
        TRAINERS[experiment.kind](experiment, control, emit, budget)
    finally:
        release_now_and_then()


def prepare(experiment: AnyExperiment) -> None:
    """Compile the experiment's structure, so that a later run starts at once, where its program is kept."""
    if isinstance(experiment, DepthExperiment):
        block_program(experiment.block_kind)
    elif isinstance(experiment, Experiment) and not is_compiled(experiment):
        with acquire(experiment):
            pass


def answer(task: str, arguments: dict[str, Any]) -> Any:
    """Answer a request: one of `models.engine.tasks.TASKS`."""
    return tasks.TASKS[task](**arguments)


def warm_up() -> None:
    """Load TensorFlow, and what a visitor meets first: the built-in network answers as soon as its page opens."""
    tasks.warm_up()
    keep_what_is_loaded()
    prepare(Experiment())
    give_back()
