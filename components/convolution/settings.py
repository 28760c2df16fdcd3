"""What the page owns: the convolution that its controls set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.session.page_settings import PageSettings
from models.convolution.convolution import Convolution
from models.convolution.kernels import cells_of, resized


def _with_cells(before: Convolution, changes: Mapping[str, Any]) -> tuple[Convolution, tuple[()]]:
    """The convolution with these changes: the reader's own kernel begins as the one that was there."""
    changes = dict(changes)
    if changes.get("kernel") == "own" and before.kernel != "own":
        changes["cells"] = resized(cells_of(before.weights), before.kernel_size)
    elif "kernel" in changes:
        changes["cells"] = ()
    return before.replace(**changes), ()


PAGE = "convolution"
SETTINGS = PageSettings(PAGE, Convolution, _with_cells)
POINTED = SETTINGS.slider_name("place")  # what live figures hear of the place as
