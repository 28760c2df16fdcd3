"""How much of the base is trained: a line that follows the slider over its blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.browser.channel import Watch, moved_in
from components.browser.live_figure import Line, live_figure
from components.i18n import _
from components.live.source import OVER, Instant, register
from components.picture import Picture
from components.transfer.settings import SETTINGS
from components.words.numbers import count
from models.imagenet.networks import NETWORKS
from models.transfer.experiment import TransferExperiment
from models.transfer.sizes import base_parameters, trainable_parameters

_SOURCE = "trained part of a base"
_LINE = "trained"


def trained_part(experiment: TransferExperiment) -> None:
    """Draw the line; it follows the slider while that is dragged."""
    live_figure(
        [Line(_LINE)],
        _picture(experiment),
        stage=OVER,
        watch=Watch(_SOURCE, SETTINGS.to_args()),
        follows=SETTINGS.follows,
        key="trained_part",
    )


def trained_text(experiment: TransferExperiment) -> str:
    """How many parameters of the base are trained, and from which layer on."""
    cut, whole = experiment.trained_from, base_parameters(experiment.network)
    trained = trainable_parameters(experiment.network, cut, random=experiment.strategy == "from_scratch")
    if experiment.strategy == "fine_tune" and cut is not None:
        text = _("From `{layer}` on, {count} of the base's {whole} parameters are trained.")
        layer = NETWORKS[experiment.network].layers[cut]
    else:
        text, layer = _("{count} of the base's {whole} parameters are trained."), ""
    return text.format(layer=layer, count=count(trained), whole=count(whole))


def _picture(experiment: TransferExperiment) -> Picture:
    return {"lines": {_LINE: trained_text(experiment)}}


class _TrainedPart(Instant[TransferExperiment]):
    """Makes the line."""

    def read(self, args: Mapping[str, Any], viewer: str) -> TransferExperiment:
        return SETTINGS.asked_for(args, moved_in(args))

    def picture(self, asked: TransferExperiment) -> Picture:
        return _picture(asked)


register(_SOURCE, _TrainedPart())
