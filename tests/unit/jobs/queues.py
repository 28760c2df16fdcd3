"""A queue with two workers and without Dask, for tests."""

from __future__ import annotations

import time

from models.experiment import Experiment
from models.jobs.run_queue import RunQueue
from models.jobs.store import RunStore

EXPERIMENT = Experiment()
RESULT = {"kind": "result", "reason": "epochs", "model_file": "", "data": b"result"}


def opened(limits):
    run_queue = RunQueue(RunStore(), limits)
    run_queue.pool.update({address: {"nthreads": 1, "nanny": "n", "metrics": {"memory": 1}} for address in "ab"})
    return run_queue


def queued(run_queue, owner="ann", experiment=EXPERIMENT):
    run = run_queue.store.add(owner, experiment)
    run_queue.queue.put(owner, [run.id])
    return run.id


def started(run_queue, owner="ann", experiment=EXPERIMENT):
    run_id = queued(run_queue, owner, experiment)
    attempt, _, _ = run_queue.next_attempt()
    assert attempt.run_id == run_id
    tell(run_queue, attempt, "phase", "training")
    return attempt


def tell(run_queue, attempt, kind, data, **more):
    run_queue.hear({"run": attempt.run_id, "attempt": attempt.number, "kind": kind, "data": data, **more})


def ago(seconds):
    return time.monotonic() - seconds
