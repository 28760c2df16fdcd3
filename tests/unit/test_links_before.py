"""Links that the app wrote before its pages came to share one way with settings mean what they meant then.

`links_before.json` is what commit 23124e3 read of each link: of one a page with every key of the README's tables, one
for each value that can be chosen, and of those of the textbook's experiments. It is never written anew.
"""

import dataclasses
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from models.experiment import Experiment
from models.imagenet.view import ImageNetView
from models.initialization.fresh_network import FreshNetwork
from models.initialization.view import InitializationView
from models.optimizers.race import Race
from models.settings import Settings
from models.training.view import TrainingView
from models.transfer.experiment import TransferExperiment

BEFORE = json.loads((Path(__file__).parent / "links_before.json").read_text("utf-8"))
KINDS: dict[str, type[Settings]] = {
    kind.__name__: kind
    for kind in (
        Experiment,
        FreshNetwork,
        ImageNetView,
        InitializationView,
        Race,
        TrainingView,
        TransferExperiment,
    )
}


def plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else value


def values(settings: Settings) -> dict[str, Any]:
    return {name: plain(getattr(settings, name)) for name in settings.FIELDS}


@pytest.mark.parametrize("name", BEFORE["defaults"])
def test_what_a_link_leaves_out_is_what_it_was(name):
    now = values(KINDS[name]())
    assert {field: now[field] for field in BEFORE["defaults"][name]} == BEFORE["defaults"][name]


@pytest.mark.parametrize("before", BEFORE["links"], ids=lambda before: f"{before['page']}?{before['link']}"[:60])
def test_a_link_means_what_it_meant(before):
    query = dict(parse_qsl(before["link"], keep_blank_values=True))
    for owner, meant in before["settings"].items():
        prefix, name = ("a_", owner[2:]) if owner.startswith("a_") else ("", owner)
        said = {key[len(prefix) :]: text for key, text in query.items() if key.startswith(prefix)}
        settings, errors = KINDS[name].from_query(said)
        assert not errors
        now = values(settings)
        for field, default in BEFORE["defaults"][name].items():
            assert now[field] == meant.get(field, default), field
