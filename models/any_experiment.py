"""Any experiment from its JSON, whichever page it belongs to."""

from __future__ import annotations

import json

from models.experiment import Experiment
from models.training.continued import ContinuedExperiment
from models.transfer.experiment import TransferExperiment

AnyExperiment = Experiment | TransferExperiment | ContinuedExperiment


def read_experiment(text: str) -> AnyExperiment:
    """The inverse of each experiment's ``to_json``.

    Raises:
        SettingError: the text is no experiment, or a field is unknown or not allowed.
    """
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    kind = values.get("kind") if isinstance(values, dict) else None
    if kind == "transfer":
        return TransferExperiment.from_json(text)
    if kind == "continued":
        return ContinuedExperiment.from_json(text)
    return Experiment.from_json(text)
