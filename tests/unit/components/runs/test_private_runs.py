"""Over the channel nobody but the owner of a run on his own photos gets their classes' names, and nobody a photo."""

from __future__ import annotations

import numpy as np
import pytest

import components.sources  # noqa: F401 - all that a browser may watch
from components.live.messages import Refused, read_begin
from components.live.source import SOURCES, Instant
from components.training import first_layer
from models.runs.results import Mistake, TransferResult
from models.runs.wire import pack
from models.transfer.experiment import TransferExperiment

OWNER, STRANGER = "a" * 32, "b" * 32


@pytest.fixture
def run_id(scheduler, monkeypatch) -> str:
    """A finished run on photos of Grandma and Grandpa."""
    monkeypatch.setattr(first_layer, "scheduler", lambda: scheduler)
    (run_id,) = scheduler.submit([TransferExperiment(dataset="own", set_id="c" * 32)], OWNER)
    result = TransferResult(
        test_loss=0.5,
        test_accuracy=0.75,
        confusion=np.array([[3, 1], [1, 3]], np.int32),
        mistakes=(Mistake(np.full((8, 8, 3), 77, np.uint8), 0, 1, 0.9),),
        best_epoch=0,
        reason="epochs",
        model_file="",
        classes=("Grandma", "Grandpa"),
        photos=(20, 4, 8),
    )
    scheduler.change(run_id, state="finished", result_data=pack(result))
    return run_id


def told(run_id: str, viewer: str) -> str:
    """All that any source tells a viewer who asks it for the run, in every way there is."""
    texts = []
    for name, source in SOURCES.items():
        if isinstance(source, Instant):  # it shows nothing of any run
            continue
        for args in ({"run": run_id}, {"runs": "~".join([run_id] * 30)}, {"run": run_id, "whose": "mine"}):
            asked = {"watch": 1, "source": name, "args": args, "language": "en", "viewer": viewer}
            try:
                wish = read_begin(asked).wish
            except Refused:
                continue
            picture = wish.source.picture(wish.args) or {}
            assert "pixels" not in picture or not name.startswith("transfer")
            texts.append(repr(picture))
    return "\n".join(texts)


@pytest.mark.parametrize("viewer", [STRANGER, "0" * 32])
def test_strangers_get_neither_names_nor_photos(run_id: str, viewer: str):
    text = told(run_id, viewer)
    assert "Grand" not in text
    assert "c" * 32 not in text


def test_a_run_that_nobody_knows_is_no_error_for_any_source(run_id: str):
    assert "Grand" not in told("nobody's", STRANGER)
