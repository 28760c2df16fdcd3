"""Runs: where they go, how they come back, who may command them."""

from models.jobs.attempt import Limits
from models.jobs.office import ClusterState, NotLive, NotOwner, Office, UnknownRun
from models.jobs.requests import Answer
from models.jobs.store import Failure, Note, PackedFrame, Run, RunStore

__all__ = [
    "Answer",
    "ClusterState",
    "Failure",
    "Limits",
    "NotLive",
    "NotOwner",
    "Note",
    "Office",
    "PackedFrame",
    "Run",
    "RunStore",
    "UnknownRun",
]
