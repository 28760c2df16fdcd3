"""What the page owns: the experiment that its controls set, and how its run is shown."""

from __future__ import annotations

from components.session.page_settings import PageSettings
from components.training.fitting import fit
from models.experiment import Experiment
from models.training.view import TrainingView

PAGE = "training"
EXPERIMENT = PageSettings(PAGE, Experiment, fit)
VIEW = PageSettings(PAGE, TrainingView)
