"""Runs: where they go, how they come back, who may command them."""

from models.jobs.admission import QueueFull
from models.jobs.attempt import Limits
from models.jobs.requests import Answer
from models.jobs.run import Failure, Note, PackedFrame, Run
from models.jobs.scheduler import ClusterState, NotLive, NotOwner, Scheduler, UnknownRun
from models.jobs.store import RunStore

__all__ = [
    "Answer",
    "ClusterState",
    "Failure",
    "Limits",
    "NotLive",
    "NotOwner",
    "Note",
    "PackedFrame",
    "QueueFull",
    "Run",
    "RunStore",
    "Scheduler",
    "UnknownRun",
]
