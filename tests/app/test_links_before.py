"""A page that opens a link of the commit before, with every key, has the same address afterwards, runs included."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from models.experiment import Experiment
from models.training.continued import parts_of, whole_network
from models.transfer.experiment import TransferExperiment
from tests.app.controls_page import address
from tests.app.driver import opened
from tests.waiting import ended

# Slow: what each link means is compared value by value in tests/unit/test_links_before.py.
pytestmark = [pytest.mark.usefixtures("empty_home", "scheduler"), pytest.mark.slow]
RUN_SECONDS = 300  # with the start of the worker, on a machine that has much else to do
BEFORE = json.loads((Path(__file__).parents[1] / "unit" / "links_before.json").read_text("utf-8"))
WITH_EVERY_KEY = {before["page"]: before for before in BEFORE["links"] if "runs" in before}
SMALL = Experiment(dataset="moons", examples=40, epochs=1)


def link(page: str) -> dict[str, str]:
    return dict(parse_qsl(WITH_EVERY_KEY[page]["link"]))


@pytest.fixture(scope="module")
def runs(empty_home, scheduler) -> dict[str, str]:
    """Names in the links -> ids of runs. Those that nothing is shown of are stopped while they wait."""
    watched, errors = Experiment.from_query(link("training"))
    assert not errors
    kept = {f"kept {number}": SMALL.replace(seed=number) for number in (1, 2)}
    ids = {name: scheduler.submit([lab], name)[0] for name, lab in (kept | {"run": watched}).items()}
    for run_id in ids.values():
        assert ended(scheduler, run_id, RUN_SECONDS).state == "finished"
    whole = whole_network("fashion_mnist")
    parts = zip(("convolutions", "dense"), parts_of(whole, "C1"), strict=True)
    measured = {f"transfer {number}": TransferExperiment(seed=number) for number in (1, 2)}
    for name, experiment in {"all": whole, **dict(parts), **measured}.items():
        (ids[name],) = scheduler.submit([experiment], name)
        scheduler.command(ids[name], name, "stop")
    return ids


@pytest.mark.parametrize("page", WITH_EVERY_KEY)
def test_the_address_says_what_the_link_said(page, runs):
    naming = {key: text.format_map(runs) for key, text in WITH_EVERY_KEY[page]["runs"].items()}
    wanted = link(page) | naming | {"lang": "ko"}
    at = opened(f"{page}.py", **wanted)
    assert not at.exception
    assert address(at) == wanted
    assert any("가" <= sign <= "힣" for sign in at.title[0].value)
