"""What the page owns: the experiment that its controls set and its link carries."""

from __future__ import annotations

from components.session.page_settings import PageSettings
from components.transfer.fitting import fit
from models.transfer.experiment import TransferExperiment

PAGE = "transfer"
SETTINGS = PageSettings(PAGE, TransferExperiment, fit)
