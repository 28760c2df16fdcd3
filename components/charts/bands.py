"""What several seeds gave, against a setting: their mean as a line, its standard error as a band, each one as a dot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from components.charts.base import chart, per_language
from components.charts.palette import run_color
from components.i18n import _
from components.picture import Table
from models.runs.repeats import Mean, mean_of

_HEIGHT = 340
_COLUMNS = ("line", "setting", "seed", "value", "low", "high", "text")

Figures = Mapping[float, Mapping[int, float]]


@per_language
def bands_spec(
    title: str,
    setting: str,
    figure: str,
    names: tuple[str, ...],
    settings: tuple[float, ...] = (),
    *,
    is_share: bool = False,
) -> alt.LayerChart:
    """A Vega-Lite spec without data.

    Args:
        setting, figure: what the axes are called.
        names: of the lines, which keep their places and colours in the legend also where they have no points yet.
        settings: where the horizontal axis has its numbers, its ends included; by default where Vega puts them.
        is_share: the figures are shares, from 0 to 1.
    """
    y = alt.Y("value:Q").title(figure)
    y = y.scale(domain=[0, 1]).axis(format="%", tickCount=5) if is_share else y.scale(zero=False, padding=8)
    rows = alt.Chart().encode(x=_axis(setting, settings), color=_color(names))
    means = rows.transform_filter("datum.seed === ''")
    band = means.mark_area(opacity=0.2).encode(y=alt.Y("low:Q"), y2=alt.Y2("high"))
    line = means.mark_line(strokeWidth=2).encode(y=y)
    seeds = rows.transform_filter("datum.seed !== ''").mark_point(filled=True, size=16, opacity=0.55)
    dots = means.mark_point(filled=True, size=48, opacity=1)
    tooltip = [
        alt.Tooltip("line:N", title=" "),
        alt.Tooltip("setting:Q", title=setting),
        alt.Tooltip("text:N", title=figure),
    ]
    return chart(
        alt.Title(title, subtitle=_("mean ± standard error, dots: each seed")),
        _("The mean over several seeds for each setting, with its standard error, and each seed by itself."),
        _HEIGHT,
        band,
        line,
        seeds.encode(y=y, tooltip=tooltip),
        dots.encode(y=y, tooltip=tooltip),
    )


def bands_data(lines: Sequence[tuple[str, Figures]], write: Callable[[float], str]) -> Table:
    """The table for `bands_spec`: columns line, setting, seed ("" for a mean), value, low, high, text.

    Args:
        lines: each one's name, and its figures by setting and seed. Settings without any are left out; the band of a
            single seed has no width.
        write: a figure as text.
    """
    rows = [
        (name, setting, *row)
        for name, figures in lines
        for setting, by_seed in sorted(figures.items())
        if by_seed
        for row in _rows(by_seed, write)
    ]
    columns = zip(*rows, strict=True) if rows else [()] * len(_COLUMNS)
    table: Table = {name: list(column) for name, column in zip(_COLUMNS, columns, strict=True)}
    return table | {name: np.array(table[name], np.float64) for name in ("setting", "value", "low", "high")}


def _rows(by_seed: Mapping[int, float], write: Callable[[float], str]) -> Iterator[tuple[Any, ...]]:
    """Seed, value, low, high and text: of the mean, then of each seed."""
    mean = mean_of(list(by_seed.values()))
    reach = mean.error if mean.count > 1 else 0.0
    yield "", mean.value, mean.value - reach, mean.value + reach, mean_in_words(mean, write)
    for seed, value in by_seed.items():
        yield str(seed), value, value, value, _("{figure} (seed {seed})").format(figure=write(value), seed=seed)


def mean_in_words(mean: Mean, write: Callable[[float], str]) -> str:
    """A mean with its standard error and the number of its seeds."""
    if mean.count < 2:
        return _("{figure} (a single seed)").format(figure=write(mean.value))
    return _("{figure} ± {error} ({n} seeds)").format(figure=write(mean.value), error=write(mean.error), n=mean.count)


def _axis(title: str, settings: tuple[float, ...]) -> alt.X:
    x = alt.X("setting:Q").title(title)
    if not settings:
        return x.scale(nice=False, zero=False, padding=8).axis(grid=False)
    ends = [min(settings), max(settings)]
    return x.scale(domain=ends, nice=False, padding=8).axis(values=list(settings), grid=False)


def _color(names: tuple[str, ...]) -> alt.Color:
    colors = [run_color(index) for index in range(len(names))]
    legend = alt.Legend(title=None, orient="top", columns=2, labelLimit=230, symbolType="stroke", symbolOpacity=1)
    return alt.Color("line:N", sort=None).scale(domain=list(names), range=colors).legend(legend)
