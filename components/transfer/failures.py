"""Why a run of the transfer page, or the answer of its network, failed, in the reader's words."""

from __future__ import annotations

from components.i18n import N_
from components.runs import failures
from components.transfer.requirements import NO_SUCH_CLASSES

_OF_NETWORKS = {
    "not_enough_memory": N_(
        "**Not enough memory for {network}:** it needs about {needed}, and {available} are free on the "
        "machine that computes. Choose smaller photos, fewer trained blocks or EfficientNet-Lite0."
    ),
    "weights_missing": N_(
        "**The weights of {network} are not on the machine that computes.** Load them below, then press Train, or "
        "choose EfficientNet-Lite0, which is built in."
    ),
    "weights_broken": N_(
        "**The weights file does not fit {network}:** `{path}` cannot be read as its weights. Take it away and "
        "download the weights."
    ),
}
RUN_FAILURES = (
    failures.RUN_FAILURES
    | _OF_NETWORKS
    | {
        "set_missing": N_("The photos are not there any more. Choose or upload them again, then press Train."),
        "no_such_classes": NO_SUCH_CLASSES,
        "worker_lost": N_(
            "The run failed: its worker was lost twice. Press Train to try again; smaller photos need less."
        ),
    }
)
ANSWER_FAILURES = (
    failures.ANSWER_FAILURES
    | _OF_NETWORKS
    | {"model_gone": N_("The trained network is not kept any more. Train it again.")}
)
