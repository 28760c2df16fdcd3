"""A worker that is lost while it computes features: what it had computed is not computed again."""

from __future__ import annotations

import psutil
import pytest

from models.engine.transfer.features import BATCH
from models.photo_sets.sets import load_set
from models.transfer.experiment import TransferExperiment
from tests.waiting import until

EXPERIMENT = TransferExperiment(per_class=150, photo_size="160", head="softmax", epochs=2)
PHOTOS = 2 * (EXPERIMENT.per_class + 50 + 100)  # those to validate and to test on too
RUN_SECONDS = 240.0


def busy_worker() -> psutil.Process:
    """The process that computes most just now."""
    workers = [
        child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())
    ]
    return max(workers, key=lambda worker: worker.cpu_percent(interval=0.2))


@pytest.mark.slow
def test_a_worker_lost_during_extraction_loses_only_the_batch_in_hand(small_home, scheduler):
    load_set("drawn", "", EXPERIMENT.size, EXPERIMENT.per_class)  # what is counted is features, not drawing
    [run_id] = scheduler.submit([EXPERIMENT], "ann")
    until(lambda: scheduler.watch(run_id).features[0] >= 2 * BATCH, RUN_SECONDS)
    worker = busy_worker()
    before = scheduler.watch(run_id)
    worker.kill()
    assert (before.state, before.attempt, before.features[1]) == ("features", 1, PHOTOS)
    assert before.features[0] < PHOTOS

    seen = []

    def over():
        run = scheduler.watch(run_id)
        if run.attempt == 2 and run.features[1] == PHOTOS:
            seen.append(run.features[0])
        return run.is_over and run

    after = until(over, RUN_SECONDS)
    assert (after.state, after.attempt) == ("finished", 2)
    assert [note.kind for note in after.notes] == ["worker_lost"]
    assert min(seen) >= before.features[0]
    assert after.result.test_accuracy > 0.9
