"""How much of the base is trained: a line that follows the slider over its blocks."""

from __future__ import annotations

from components.browser.live_figure import Line
from components.following_figure import FollowingFigure
from components.i18n import _
from components.picture import Picture
from components.transfer.settings import SETTINGS
from components.words.numbers import count
from models.imagenet.networks import NETWORKS
from models.transfer.experiment import TransferExperiment
from models.transfer.sizes import base_parameters, trainable_parameters

_LINE = "trained"


def trained_part() -> None:
    """Draw the line; it follows the slider while that is dragged."""
    _FIGURE.show([Line(_LINE)])


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


_FIGURE = FollowingFigure("trained part of a base", SETTINGS, _picture)
