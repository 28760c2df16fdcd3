"""Real runs of the transfer page on small drawn pictures."""

from typing import Any

from models.engine import worker
from models.runs.control import Control
from models.transfer.experiment import TransferExperiment

SMALL = TransferExperiment(per_class=10, photo_size="64", epochs=3, batch_size=8)
RUNS = {
    "dense": SMALL,
    "flatten": SMALL.replace(head="softmax", pooling="flatten"),
    "fine_tune": SMALL.replace(strategy="fine_tune", block=14, learning_rate=1e-2, base_rate=1e-3),
    "from_scratch": SMALL.replace(strategy="from_scratch", epochs=1, head="softmax"),
    "small_cnn": SMALL.replace(strategy="small_cnn"),
}


def run(experiment):
    """The result of a run in this process; ``None`` if there is none."""
    messages: dict[str, Any] = {}
    worker.train(experiment, Control(), messages.__setitem__, budget=1e9)
    return messages.get("result")
