"""What a worker found when it asked the trained networks about moved and turned digits; asked once for each run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache

from components.convolution.shift_runs import ComparedRun, Key, is_whole
from components.i18n import N_
from components.runs.failures import ANSWER_FAILURES, failure_text
from components.runs.scheduler import scheduler
from models.convolution.compared import REPEATS
from models.convolution.shifts import SHIFTS, TURNS
from models.jobs import Answer
from models.limits import LIMITS

# Runs whose answers are kept at a time, whoever asks: as many as the server has networks of. They never change.
_KEPT = LIMITS.trained_networks
_FAILURES = ANSWER_FAILURES | {
    "model_gone": N_("**This trained network is not kept any more.** Train it again to ask it."),
}

_answers: LRUCache[str, Answer] = LRUCache(_KEPT)
_asking = Lock()

BySetting = Mapping[float, Mapping[int, float]]  # pixels or degrees -> seed -> share of right answers


@dataclass(frozen=True)
class Moved:
    """What is known of some runs.

    Attributes:
        shifted, turned: network -> pixels or degrees -> seed -> share of right answers; networks without any are left
            out.
        awaited: how many answers are still to come.
        failures: why there are none, in the reader's words, each reason once.
    """

    shifted: Mapping[str, BySetting]
    turned: Mapping[str, BySetting]
    awaited: int
    failures: tuple[str, ...]


def moved_of(runs: Mapping[Key, ComparedRun]) -> Moved:
    """What the runs that are over know of moved digits; those that nobody has asked yet are asked."""
    answers = {key: _answer(run) for key, run in runs.items() if is_whole(run)}
    values = {key: answer.value for key, answer in answers.items() if answer.state == "done"}
    failed = [answer.failure for answer in answers.values() if answer.state == "failed" and answer.failure]
    return Moved(
        _by_network(values, "shifted", SHIFTS),
        _by_network(values, "turned", TURNS),
        sum(not answer.is_over for answer in answers.values()),
        tuple(dict.fromkeys(failure_text(failure, _FAILURES) for failure in failed)),
    )


def _by_network(values: Mapping[Key, Mapping], kind: str, settings: Iterable[float]) -> Mapping[str, BySetting]:
    found: dict[str, dict[float, dict[int, float]]] = {}
    for place, setting in enumerate(settings):
        by_seed = REPEATS.by_value({key: float(value[kind][place]) for key, value in values.items()})
        for network, figures in by_seed.items():
            if figures:
                found.setdefault(network, {})[setting] = figures
    return found


def _answer(run: ComparedRun) -> Answer:
    with _asking:
        known = _answers.get(run.id)
        if known is None or (known.failure is not None and known.failure.kind == "cluster"):  # workers may be back
            question = {"model_file": run.model_file, "dataset": run.experiment.dataset}
            _answers[run.id] = scheduler().ask("moved_accuracy", question, run.owner)
        return _answers[run.id]
