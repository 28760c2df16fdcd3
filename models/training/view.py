"""How the training lab shows its run."""

from __future__ import annotations

from dataclasses import dataclass

from models.runs.first_layer import PICTURES
from models.settings import Settings, setting

# Epochs per second; 0 keeps to none.
_PACES = {"full": 0.0, "10": 10.0, "2": 2.0}


@dataclass(frozen=True)
class TrainingView(Settings):
    """What is shown of a run, and how fast it may go; what it learns does not depend on it.

    Attributes:
        speed: one of "full", "10" and "2" epochs a second.
        own_scale: each layer's histogram is stretched over the whole width.
        log_loss: the loss has a logarithmic axis.
        penalty: the L1 and L2 penalty is drawn beside the loss.
        test_picture: on which the first convolution is looked at, from 1.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    speed: str = setting("full", choices=tuple(_PACES))
    own_scale: bool = setting(False)
    log_loss: bool = setting(False)
    penalty: bool = setting(False)
    test_picture: int = setting(1, 1, PICTURES)

    @property
    def pace(self) -> float:
        """Epochs per second to keep to; 0 for no limit."""
        return _PACES[self.speed]

    @property
    def loss_scale(self) -> str:
        """The axis of the loss: "log", or "zero" for one that begins at zero."""
        return "log" if self.log_loss else "zero"
