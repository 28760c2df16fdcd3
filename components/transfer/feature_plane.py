"""The test photos as points in the plane: by what the pretrained network, and what the trained one makes of them."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import streamlit as st

from components.charts.base import Spec, chart, draw, per_language
from components.charts.palette import HUES, OUTPUT, TEXT
from components.i18n import N_, _
from components.picture import Table
from components.session.keys import session_key
from components.transfer.settings import PAGE
from models.runs.results import TransferResult

COLORS = (*HUES, OUTPUT, "#8c6bb1", "#a08a00", "#8a5a3c")  # ten classes at most
_HEIGHT = 280
_METHODS = {"pca": N_("PCA"), "tsne": N_("t-SNE")}
_METHOD = session_key(PAGE, "feature plane")


def points_spec(names: Sequence[str], moment: str, method: str) -> Spec:
    """The points as a Vega-Lite spec without data.

    Args:
        names: of the classes, for colours and legend. They may be a visitor's, so they are not kept with the rest.
        moment, method: see `_points_spec`.
    """
    spec = _points_spec(len(names), moment, method)
    (layer,) = spec["layer"]
    color = layer["encoding"]["color"]
    named = {**color, "scale": {**color["scale"], "domain": list(names)}}
    return {**spec, "layer": [{**layer, "encoding": {**layer["encoding"], "color": named}}]}


@per_language
def _points_spec(classes: int, moment: str, method: str) -> alt.LayerChart:
    """The spec without the names of the classes.

    Args:
        classes: how many.
        moment: "before" or "after".
        method: "pca" or "tsne"; the directions of t-SNE mean nothing and get no titles.
    """
    titles = {"before": _("Before training"), "after": _("After training")}
    descriptions = {
        "before": _("Each test photo as a point, by what the network made of it before training."),
        "after": _("Each test photo as a point, by what the trained network makes of it before its output."),
    }
    verdicts = [_("right"), _("wrong")]
    x_title, y_title = (_("first direction"), _("second direction")) if method == "pca" else (None, None)
    axis = alt.Axis(labels=False, ticks=False, domain=False, grid=True, tickCount=5)
    scale = alt.Scale(zero=False, nice=True)
    truth = alt.Color("truth:N").scale(range=COLORS[:classes])
    verdict = alt.Shape("verdict:N").scale(domain=verdicts, range=["circle", "cross"])
    points = alt.Chart().mark_point(filled=True, size=50, opacity=0.75)
    points = points.encode(
        x=alt.X("x:Q", title=x_title, axis=axis, scale=scale),
        y=alt.Y("y:Q", title=y_title, axis=axis, scale=scale),
        color=truth.legend(title=None, orient="bottom", columns=5, symbolType="circle", labelLimit=120),
        shape=verdict.legend(title=None, orient="bottom", symbolFillColor=TEXT, symbolStrokeColor=TEXT),
        tooltip=[alt.Tooltip("truth:N", title=_("Truth")), alt.Tooltip("answer:N", title=_("Answer"))],
    )
    return chart(titles[moment], descriptions[moment], _HEIGHT, points)


def points_data(places: np.ndarray, truths: np.ndarray, answers: np.ndarray, names: Sequence[str]) -> Table:
    """The table for `points_spec`.

    Args:
        places: (photos, 2). truths, answers: (photos,) class indices. names: of the classes.

    Returns:
        One row a photo; columns x, y, truth, answer, verdict.
    """
    right, wrong = _("right"), _("wrong")
    return {
        "x": np.asarray(places[:, 0], np.float32),
        "y": np.asarray(places[:, 1], np.float32),
        "truth": [names[index] for index in truths],
        "answer": [names[index] for index in answers],
        "verdict": [right if same else wrong for same in np.equal(truths, answers)],
    }


def points_part(result: TransferResult, names: list[str]) -> None:
    """Draw the photos before and after training side by side; nothing where the run left no points."""
    if not result.before or not result.after or result.truths is None or result.answers is None:
        return
    st.markdown("**" + _("The test photos as points") + "**")
    st.segmented_control(
        _("Projection"),
        _METHODS,
        default="pca",
        required=True,
        format_func=lambda name: _(_METHODS[name]),
        key=_METHOD,
        help=_("PCA keeps the directions of greatest spread; t-SNE keeps neighbours together and distorts distances."),
    )
    method = st.session_state.get(_METHOD) or "pca"
    moments = {"before": result.before, "after": result.after}
    for column, (moment, points) in zip(st.columns(2), moments.items(), strict=True):
        with column:
            count = len(points[method])
            data = points_data(points[method], result.truths[:count], result.answers[:count], names)
            draw(data, points_spec(names, moment, method), f"transfer_points_{moment}")
    st.caption(
        _(
            "Each point is a test photo, its colour the true class, a cross a wrong answer. Clouds that lie apart are "
            "easy for a simple head to tell apart."
        )
    )
