"""The program under "In Keras": what is on the screen, as plain Keras code."""

from models.keras_code.cells import as_notebook, as_text
from models.keras_code.fresh_network import fresh_network_cells
from models.keras_code.imagenet import imagenet_cells
from models.keras_code.program import keras_cells
from models.keras_code.race import race_cells
from models.keras_code.transfer import transfer_cells

__all__ = [
    "as_notebook",
    "as_text",
    "fresh_network_cells",
    "imagenet_cells",
    "keras_cells",
    "race_cells",
    "transfer_cells",
]
