"""The controls of the training lab: from widgets to one `Experiment`."""

from components.controls.sections import training_controls

__all__ = ["training_controls"]
