"""A scheduler without workers, and a tab that hands its runs in there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import streamlit as st

from components.runs import following, groups, live_group, live_run
from models.jobs import NotOwner, QueueFull, Run


class FakeScheduler:
    """Keeps runs as they are handed in, and what they were told."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}
        self.told: list[tuple[str, str, str]] = []
        self.watched: set[tuple[str, str]] = set()
        self.full: QueueFull | None = None

    def submit(self, experiments: list[Any], owner: str, _commands: Sequence[tuple[str, Any]] = ()) -> list[str]:
        if self.full is not None:
            raise self.full
        new = [f"run{len(self.runs) + place}" for place in range(len(experiments))]
        self.runs |= {name: Run(name, owner, one, "training") for name, one in zip(new, experiments, strict=True)}
        return new

    def watch(self, run_id: str, session: str = "") -> Run | None:
        self.watched |= {(run_id, session)} if session else set()
        return self.runs.get(run_id)

    def command(self, run_id: str, owner: str, command: str, _value: Any = None) -> None:
        if self.runs[run_id].owner != owner:
            raise NotOwner(run_id)
        self.told.append((run_id, owner, command))

    def change(self, run_id: str, **changes: Any) -> None:
        self.runs[run_id] = replace(self.runs[run_id], **changes)


@pytest.fixture
def scheduler(monkeypatch) -> FakeScheduler:
    """The scheduler of Ann's tab, whose session is new and whose address says nothing."""
    known = FakeScheduler()
    for module in (groups, following, live_run, live_group):
        monkeypatch.setattr(module, "scheduler", lambda: known)
    for module in (groups, following):
        monkeypatch.setattr(module, "owner", lambda: "ann")
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", {})
    return known
