"""The program under "In Keras": what is on the screen, as plain Keras code."""

from models.keras_code.program import keras_notebook, keras_program

__all__ = ["keras_notebook", "keras_program"]
