"""The first convolution of the run while it learns: its filters, and what each makes of one test picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from components.browser.live_figure import Line, Pixels, Row, Watch, live_figure
from components.charts.pixels import shown, signed
from components.controls import Controls
from components.i18n import _
from components.live.source import OVER, register
from components.picture import Picture
from components.runs.following import known_run
from components.runs.scheduler import scheduler
from components.training.following import LabRun
from components.training.settings import VIEW
from components.words.numbers import count, number
from models.datasets import load
from models.experiment import Experiment
from models.runs.first_layer import FirstLayer

_SOURCE = "first layer"
_FIELD = "test_picture"
_GAP = 1  # pixels between two tiles
_LONGEST_ID = 40


def first_layer_part(run: LabRun | None) -> None:
    """A fold for a run that begins with a convolution; the worker looks at it only while the fold is open."""
    if run is None or not run.experiment.is_conv:
        return
    fold = st.expander(_("The filters of the first layer"), icon=":material/grid_on:", key="filters", on_change="rerun")
    if not fold.open:
        return
    with fold:
        Controls(VIEW, on_channel=True).number(_FIELD, live=True)
        live_figure(
            [
                Line("told"),
                Row(
                    (
                        Pixels("picture", _("Test picture")),
                        Pixels("kernels", _("Filters")),
                        Pixels("maps", _("What each makes of the picture")),
                    ),
                    shares=(2, 3, 5),
                ),
            ],
            _picture(run, VIEW.current.test_picture - 1),
            stage=_stage(run),
            watch=Watch(_SOURCE, {"run": run.id, **_chosen()}),
            follows={_FIELD: VIEW.slider_name(_FIELD)},
            key="first_layer",
        )


def _chosen() -> dict[str, str]:
    return {_FIELD: VIEW.to_args()[_FIELD]}


def _stage(run: LabRun) -> str:
    return OVER if run.is_over else "going"


def _picture(run: LabRun, test_picture: int) -> Picture:
    pictures = load(run.experiment.dataset).x_test
    pixels = {"picture": shown(pictures[test_picture % len(pictures)] / 255.0)}
    seen = run.first_layer
    if seen is None:
        told = (
            _("Nobody looked at the filters while this run went on, so none were kept. **Train** again to watch them.")
            if run.is_over
            else _("The filters come with the next steps.")
        )
        return {"lines": {"told": told}, "pixels": pixels, "stage": _stage(run)}
    pixels |= {"kernels": signed(tiled(seen.kernels.mean(axis=2))), "maps": shown(_map_tiles(seen)[..., None])}
    return {"lines": {"told": _told(seen, test_picture)}, "pixels": pixels, "stage": _stage(run)}


def _told(seen: FirstLayer, test_picture: int) -> str:
    side, _same, channels, filters = seen.kernels.shape
    text = _(
        "Step {step}: {filters} filters of {side} × {side}. What they make of the picture lies between {low} and "
        "{high}, black and white."
    )
    told = [
        text.format(step=count(seen.step), filters=filters, side=side, low=number(seen.low), high=number(seen.high))
    ]
    if channels > 1:
        told.append(_("Of each filter the mean over its {n} colours is drawn.").format(n=channels))
    if seen.picture != test_picture:
        told.append(_("These are still those of test picture {n}.").format(n=seen.picture + 1))
    return " ".join(told)


def _map_tiles(seen: FirstLayer) -> np.ndarray:
    return tiled(seen.maps / 255.0)


def tiled(stack: np.ndarray) -> np.ndarray:
    """Small pictures beside and below one another, with gaps of 0: twice as many in a row as rows, if they suffice.

    Args:
        stack: (rows, columns, pictures).
    """
    rows, columns, pictures = stack.shape
    across = math.ceil(math.sqrt(2 * pictures))
    down = math.ceil(pictures / across)
    sheet = np.zeros((down * (rows + _GAP) - _GAP, across * (columns + _GAP) - _GAP))
    for place in range(pictures):
        top, left = (place // across) * (rows + _GAP), (place % across) * (columns + _GAP)
        sheet[top : top + rows, left : left + columns] = stack[:, :, place]
    return sheet


@dataclass(frozen=True)
class _Asked:
    """Whose first layer a browser looks at, and on which test picture, from 0."""

    run_id: str
    test_picture: int


class _FirstLayers:
    """Makes the pictures; a `components.live.source.Source`."""

    every = 0.0

    def read(self, args: Mapping[str, Any], viewer: str) -> _Asked:
        run_id = args.get("run")
        if not isinstance(run_id, str) or len(run_id) > _LONGEST_ID:
            raise ValueError("no run")
        return _Asked(run_id, VIEW.asked_for(args).test_picture - 1)

    def topics(self, asked: _Asked) -> Sequence[str]:
        return (asked.run_id,)

    def picture(self, asked: _Asked) -> Picture | None:
        run = known_run(asked.run_id, Experiment)
        if run is None:
            return None
        if run.first_layer is None or run.first_layer.picture != asked.test_picture:
            scheduler().look(asked.run_id, asked.test_picture)  # now, not with the next word of the browser
        return _picture(run, asked.test_picture)

    def watched(self, asked: _Asked, viewer: str) -> None:
        scheduler().look(asked.run_id, asked.test_picture)


register(_SOURCE, _FirstLayers())
