"""The runs of "Does it help?": which networks are compared, what was trained of them, and what is still to train."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from components.convolution.settings import PAGE
from components.runs.groups import RunGroup
from components.session.page_settings import PageSettings
from components.words.labels import choice
from models.convolution.compared import FIRST_SEED, REPEATS, Compared, compared_experiment
from models.experiment import Experiment
from models.jobs import Run
from models.runs.results import Result

Key = tuple[str, int]  # network and seed
ComparedRun = Run[Experiment, Result]

COMPARED = PageSettings(PAGE, Compared)
RUNS: RunGroup[Key, Experiment, Result] = RunGroup(
    PAGE,
    "shift_runs",
    lambda: REPEATS.keys,
    Experiment,
    any_of=True,
    fits=lambda key, experiment: experiment == compared_experiment(*key),
    job="shifts",
)


def name_of(network: str) -> str:
    """What a network is called, in the reader's language."""
    return choice("compared", network)


def is_whole(run: ComparedRun) -> bool:
    """Whether a run was trained to its end: what was cut off says nothing of its network."""
    return run.is_over and run.reason == "epochs" and bool(run.model_file)


def first_keys() -> list[Key]:
    """The networks that are compared, with one seed."""
    return [(network, FIRST_SEED) for network in COMPARED.current.compared]


def all_keys() -> list[Key]:
    """The networks that are compared, with every seed."""
    return [key for key in REPEATS.keys if key[0] in COMPARED.current.compared]


def missing(keys: Sequence[Key], runs: Mapping[Key, ComparedRun]) -> list[Key]:
    """Those without a run that was trained to its end."""
    return [key for key in keys if key not in runs or not is_whole(runs[key])]


def train(keys: Collection[Key]) -> None:
    """Train these as one job, beside those that are there."""
    RUNS.add({key: compared_experiment(*key) for key in keys})


def start_again() -> None:
    """Forget all runs, and train the networks that are compared with one seed."""
    RUNS.start({key: compared_experiment(*key) for key in first_keys()})
