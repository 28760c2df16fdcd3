"""What several findings of the lab name as their cause."""

from __future__ import annotations

from components.i18n import _
from components.words.findings import Values


def collapse(values: Values) -> str:
    """What the penalty did, if it is the cause; else nothing."""
    if values["collapsed"] is None:
        return ""
    return _("The L1 or L2 penalty has pulled the weights of layer {layer} together.").format(layer=values["collapsed"])


def cause(values: Values) -> str:
    """What in the settings holds the network back, if anything does."""
    return {
        None: "",
        "raise_rate": _("The learning rate is far below the usual one."),
        "usual_rate": _("The learning rate is far above the usual one."),
        "less_dropout": _("So much dropout leaves too few units to learn with."),
        "less_penalty": _("The L1 or L2 penalty holds the weights down."),
        "relu": _("With linear activations the whole network is one linear map."),
    }[values["cause"]]
