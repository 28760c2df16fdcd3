"""What is said of real runs: wrong labels that are learnt by heart, and a validation that lags behind."""

from typing import Any

import pytest

from models.engine import worker
from models.runs.control import Control
from models.transfer.findings import transfer_findings
from tests.unit.engine.transfer.finished_runs import SMALL

HEAD = SMALL.replace(per_class=50, batch_size=20, score_only=True)


def trained(experiment):
    """The newest frame of a run, and what is said at its end: kind -> values."""
    messages: dict[str, Any] = {}
    worker.train(experiment, Control(), messages.__setitem__, budget=1e9)
    frame = messages["frame"]
    return frame, {one.kind: one.values for one in transfer_findings(experiment, frame, messages["result"])}


@pytest.mark.slow
def test_a_third_of_the_labels_wrong_is_said_and_not_put_down_to_lagging_averages(small_home):
    frame, told = trained(HEAD.replace(label_noise=0.33, epochs=40))
    assert frame.curves.accuracy[-1] > 0.95
    assert list(told)[:2] == ["score", "memorised"]
    assert 0.2 < told["memorised"]["share"] < 0.45
    assert not {"lag", "gap"} & set(told)


@pytest.mark.slow
def test_where_the_averages_are_to_blame_longer_training_brings_validation_up(small_home):
    short, told = trained(HEAD.replace(epochs=6))
    assert told["lag"]["fresh"] - told["lag"]["validation"] >= 0.1
    longer, _ = trained(HEAD.replace(epochs=40))
    assert longer.curves.val_accuracy[-1] > short.curves.val_accuracy[-1]
