"""Any experiment from its JSON, whichever page it belongs to."""

from __future__ import annotations

from models.architectures.depth import DepthExperiment
from models.experiment import Experiment
from models.settings import SettingError, parse_json
from models.training.continued import ContinuedExperiment
from models.transfer.experiment import TransferExperiment

AnyExperiment = Experiment | TransferExperiment | ContinuedExperiment | DepthExperiment

# All that a worker can train, by its kind.
KINDS: dict[str, type[AnyExperiment]] = {
    kind.kind: kind for kind in (Experiment, TransferExperiment, ContinuedExperiment, DepthExperiment)
}


def read_experiment(text: str) -> AnyExperiment:
    """The inverse of each experiment's ``to_json``.

    Raises:
        SettingError: the text is no experiment, or a field is unknown or not allowed.
    """
    values = parse_json(text)
    kind = values.get("kind")
    if kind not in tuple(KINDS):  # of whatever type it is
        raise SettingError("kind", kind, tuple(KINDS))
    return KINDS[kind].from_plain(values)
