"""The controls of the training lab: from widgets to one `Experiment`."""

from components.controls.sections import single_layers, training_controls

__all__ = ["single_layers", "training_controls"]
