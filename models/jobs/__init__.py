"""Runs: where they go, how they come back, who may command them."""

from models.jobs.attempt import Limits
from models.jobs.requests import Answer
from models.jobs.scheduler import ClusterState, NotLive, NotOwner, Scheduler, UnknownRun
from models.jobs.store import Failure, Note, PackedFrame, Run, RunStore

__all__ = [
    "Answer",
    "ClusterState",
    "Failure",
    "Limits",
    "NotLive",
    "NotOwner",
    "Note",
    "PackedFrame",
    "Run",
    "RunStore",
    "Scheduler",
    "UnknownRun",
]
