"""Telling cases of transfer learning: one click sets the controls."""

from __future__ import annotations

from functools import partial

from components.i18n import N_, _
from components.page import try_this
from components.transfer.settings import SETTINGS
from models.transfer.experiment import TransferExperiment

_BEGIN = TransferExperiment(photo_size="64")
CASES = {
    N_("Ten photos are enough"): TransferExperiment(per_class=10, head="softmax", batch_size=10, epochs=60),
    N_("From scratch, for comparison"): _BEGIN.replace(strategy="small_cnn", learning_rate=1e-3, epochs=30),
    N_("A third of the labels are wrong"): TransferExperiment(label_noise=0.33, epochs=40),
    N_("Far from ImageNet: fine-tune"): _BEGIN.replace(
        dataset="digits",
        per_class=50,
        strategy="fine_tune",
        block=9,
        head="softmax",
        learning_rate=3e-3,
        base_rate=1e-4,
    ),
}


def transfer_cases() -> None:
    """A button for each case."""
    try_this([(_(name), partial(SETTINGS.replace, experiment, _(name))) for name, experiment in CASES.items()])
