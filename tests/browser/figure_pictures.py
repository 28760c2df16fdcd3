"""Pictures for a live figure: those of a run that every test knows the course of."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.charts.curves import curves_data
from components.charts.ridges import ridges_data
from models.runs.frames import BINS, Curves, Histograms

LAYERS = 4
EPOCHS = 40
# Markdown, and what looks like more than a picture may say.
MARKED = [
    r"See `weights`, *units* and [more](https://example.org/a): 2 \* 3 \* 4 is \*not\* slanted, my_name_here neither.",
    "<b>not bold</b> [nor a link](javascript:alert(1)) ``a`b``",
]


def picture(epoch: int, stage: str = "going") -> dict[str, Any]:
    """The run after so many of its `EPOCHS` epochs."""
    epochs = np.arange(1, epoch + 1, dtype=np.float32)
    loss = 2.3 * 0.93**epochs
    curves = Curves(loss, 1 - loss / 3, loss + 0.2, 0.95 - loss / 3, np.full(epoch, 0.1, np.float32))
    start = (2.3, 0.1, 2.4, 0.1)
    return {
        "progress": {"share": epoch / EPOCHS, "text": f"Epoch {epoch} of {EPOCHS}"},
        "lines": {"figures": f"Epoch {epoch} · **loss** {2.3 * 0.93**epoch:.3f}"},
        "words": [f"**It learns:** after epoch {epoch} the loss is lower.", *MARKED],
        "tables": {
            "loss": curves_data(curves, "loss", epochs=EPOCHS, start=start),
            "accuracy": curves_data(curves, "accuracy", epochs=EPOCHS, start=start),
            "weights": ridges_data(histograms(epoch)),
        },
        "stage": stage,
    }


def histograms(epoch: int) -> Histograms:
    """Bells that grow wider."""
    at = np.linspace(-3, 3, BINS)
    bell = np.exp(-(at**2) / 2 / (0.3 + epoch / EPOCHS) ** 2)
    counts = np.tile((bell / bell.sum()).astype(np.float32), (LAYERS, 1))
    edges = np.linspace(0.5, 1, LAYERS, dtype=np.float32)
    return Histograms(counts, -edges, edges, 0 * edges, edges / 3)
