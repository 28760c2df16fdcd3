"""What is said of a moment of a run."""

from types import SimpleNamespace
from typing import Any

from components.training import view
from models.experiment import Experiment


def test_a_frame_from_before_a_change_is_spoken_of_with_the_values_of_then():
    now = Experiment(learning_rate=0.1, dropout=0.5)
    run: Any = SimpleNamespace(
        tuned=(
            {"epoch": 2.0, "changes": {"dropout": 0.5}, "before": {"dropout": 0.2}},
            {"epoch": 5.5, "changes": {"learning_rate": 0.1}, "before": {"learning_rate": 0.4}},
        )
    )
    frames: list[Any] = [SimpleNamespace(epoch=epoch) for epoch in (1.0, 3.0, 6.0)]
    places = [view.settings_at(now, frame, run) for frame in frames]
    assert places == [
        (now.replace(learning_rate=0.4, dropout=0.2), 0.0),
        (now.replace(learning_rate=0.4), 2.0),
        (now, 5.5),
    ]
