"""The controls: the picture, the kernel and its cells, and what follows the convolution."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from components.browser.drawing_canvas import drawing_canvas
from components.browser.number_grid import number_grid
from components.controls import Controls, more_settings
from components.convolution.settings import SETTINGS
from components.i18n import _
from components.session.keys import widget_key
from models.convolution.drawing import SIDE, checked_drawing
from models.convolution.kernels import MOST_IN_CELL, cells_of, read_cells

_CELL_STEP = 0.5


def convolution_controls() -> None:
    """Draw every control; the figure follows them while they move."""
    controls = Controls(SETTINGS, on_channel=True)
    with st.container(horizontal=True, gap="small"):
        controls.restore_button()
        controls.undo_button()
    _picture(controls)
    _kernel(controls)
    controls.number("stride", live=True)
    controls.choice("padding")
    controls.choice("pool")
    with more_settings():
        controls.number("bias", live=True)
        controls.choice("activation")
        if SETTINGS.current.pool != "none":
            controls.number("pool_size", live=True)
            controls.number("pool_stride", live=True)
        controls.choice("next_kernel")
        if "random" in (SETTINGS.current.kernel, SETTINGS.current.next_kernel):
            controls.number("seed")


def _picture(controls: Controls) -> None:
    controls.choice("picture")
    convolution = SETTINGS.current
    if convolution.picture == "digit":
        controls.number("digit", live=True)
    elif convolution.picture == "drawing":
        drawing_canvas(
            convolution.drawing,
            _draw,
            side=SIDE,
            figures=SETTINGS.slider_name("drawing"),
            key=widget_key("drawing", SETTINGS.page),
        )


def _kernel(controls: Controls) -> None:
    controls.choice("kernel")
    convolution = SETTINGS.current
    if convolution.kernel == "learnt":
        controls.number("filter", live=True)
    else:
        controls.number("kernel_size", live=True)
    number_grid(
        _("Cells of the kernel"),
        cells_of(convolution.weights),
        _edit,
        most=MOST_IN_CELL,
        step=_CELL_STEP,
        cell_label=_("Kernel, row {row}, column {column}"),
        figures=SETTINGS.slider_name("cells"),
        key=widget_key("cells", SETTINGS.page),
    )


def _draw(text: str) -> None:
    with suppress(ValueError):  # it may be anything
        SETTINGS.change(drawing=checked_drawing(text))


def _edit(text: str) -> None:
    with suppress(ValueError):
        if cells := read_cells(text):
            SETTINGS.change(cells=cells)
