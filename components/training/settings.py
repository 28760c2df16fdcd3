"""What the page owns beside its experiment: how the run is shown."""

from __future__ import annotations

from components.session.page_settings import PageSettings
from models.training.view import TrainingView

PAGE = "training"
VIEW = PageSettings(PAGE, TrainingView)
