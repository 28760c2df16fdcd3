"""What all settings have in common: a link says of them what it may, and nothing else is read from one."""

from __future__ import annotations

import pytest

from models.any_experiment import read_experiment
from models.settings import Settings
from models.transfer.experiment import TransferExperiment
from tests.unit.test_readme import PAGES

KINDS = [kind for kinds in PAGES.values() for kind in kinds]


def other_text(kind: type[Settings], name: str) -> str:
    """What a link says of a field that is not as by default."""
    spec, default = kind.FIELDS[name], getattr(kind(), name)
    if spec.kind is bool:
        return "0" if default else "1"
    if spec.choices:
        one = next(choice for choice in spec.choices if choice != default and (choice,) != default)
        return kind.to_text(name, (one,) if spec.kind is tuple else one)
    if spec.low is not None and spec.high is not None:
        return kind.to_text(name, spec.kind(spec.low if default != spec.low else spec.high))
    return {"layers": "8", "cells": "1~2~3~4~5~6~7~8~9", "formula": "x^2"}.get(name, "0-0")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_read_from_a_link_is_what_is_written_into_one(kind: type[Settings]):
    for name in kind.FIELDS:
        said, errors = kind.from_query({name: other_text(kind, name)})
        is_read = said != kind() or bool(errors)
        assert is_read == (name in kind.linked_fields()), name
        if said != kind():
            assert name in said.to_query()


def test_no_link_says_whose_photos_and_that_only_the_score_is_wanted():
    query = {"set_id": "a" * 32, "score_only": "1", "seed": "7"}
    assert TransferExperiment.from_query(query) == (TransferExperiment(seed=7), [])
    asked = TransferExperiment(set_id="a" * 32, score_only=True, seed=7)
    assert asked.to_query() == {"seed": "7"}
    assert read_experiment(asked.to_json()) == asked  # but a worker is told
