"""What all charts share: a spec built once for each language, and the call that draws it.

A chart's spec holds no data and does not change while a run goes on; each frame hands over a new
table only. So the browser keeps the chart it has and moves its marks.

Channels are given as objects, ``alt.X2("x2")`` rather than ``"x2"``: for a string or a dict Altair goes through its
whole schema, which takes as long as all else in a small chart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, wraps
from threading import Lock
from typing import Any, Literal, ParamSpec

import altair as alt
import pyarrow as pa
import streamlit as st

from components.charts.palette import TEXT, WORDS
from components.i18n import language
from components.picture import Table
from components.words.numbers import percent_sign

Spec = dict[str, Any]
_Arguments = ParamSpec("_Arguments")
_SPECS_KEPT = 256  # of each kind of chart: those of layers are others for each of 50 depths
_theme: ContextVar[str | None] = ContextVar("theme", default=None)


def per_language(build: Callable[_Arguments, alt.LayerChart]) -> Callable[_Arguments, Spec]:
    """Build each chart once for each language, theme and set of (hashable) arguments, and keep it as a spec.

    The result is shared: nobody may change it. The last `_SPECS_KEPT` of each kind are kept as long as the process is,
    so no argument may be a visitor's own.
    """

    one_at_a_time = Lock()  # a class opens a page all at once; building takes tens of milliseconds

    @lru_cache(_SPECS_KEPT)
    def built(_language: str, _words: str, *args: Any, **kwargs: Any) -> Spec:
        return _spec(build(*args, **kwargs))

    @wraps(build)
    def spec(*args: Any, **kwargs: Any) -> Spec:
        with one_at_a_time:
            return built(language(), text_color(), *args, **kwargs)

    return spec


def _spec(built: alt.LayerChart) -> Spec:
    """The chart in the house style, without what Altair adds: its schema's address, its theme, a name for the data.

    The tests hold charts against the schema of Vega-Lite; here that would take as long again as to build them.
    """
    spec = built.to_dict(validate=False)
    del spec["$schema"], spec["data"]
    return {**spec, "config": _house_style(text_color(), percent_sign())}


def text_color() -> str:
    """The colour of words inside a chart, on the ground that the reader's theme has."""
    return WORDS.get(theme(), TEXT)


def theme() -> str:
    """The reader's theme, "light" or "dark": that of `themed`, or the session's; "" where it is not known."""
    given = _theme.get()
    return given if given is not None else st.context.theme.type or ""


@contextmanager
def themed(kind: str) -> Iterator[None]:
    """Build charts for a reader who has this theme: what is built belongs to no session."""
    token = _theme.set(kind)
    try:
        yield
    finally:
        _theme.reset(token)


def chart(title: str | alt.Title, description: str, height: int, *layers: alt.Chart) -> alt.LayerChart:
    """The layers over one another, in the house style."""
    return alt.LayerChart(
        layer=list(layers),
        data=alt.NamedData("table"),  # so that Altair puts none into the layers
        title=title,
        description=description,
        height=height,
        padding={"left": 2, "right": 8, "top": 4, "bottom": 6},
        # Named here: Streamlit would pick canvas or SVG by the number of rows, and mount anew when that changes.
        usermeta={"embedOptions": {"renderer": "canvas"}},
    )


@cache
def _house_style(words: str, percent: str) -> Spec:
    """What is alike in all charts, with this colour for words and this sign for per cent."""
    # So that axes and tooltips write per cent as the texts beside them do.
    numbers = alt.NumberLocale(decimal=".", thousands=",", grouping=[3], currency=["", ""], percent=percent)
    style = alt.Config(
        title=alt.TitleConfig(fontSize=14, offset=12, subtitleColor=words, subtitlePadding=4),
        axis=alt.AxisConfig(
            labelFontSize=11, titleFontSize=12, titlePadding=6, labelPadding=4, labelColor=words, titleColor=words
        ),
        legend=alt.LegendConfig(labelFontSize=12, symbolStrokeWidth=2.5, labelColor=words, titleColor=words),
        # Screen readers get the description; hundreds of bars read out one by one help nobody.
        mark=alt.MarkConfig(aria=False),
        locale=alt.Locale(number=numbers),
    )
    return style.to_dict()


def draw(
    data: Table,
    spec: Spec,
    key: str,
    width: Literal["stretch", "content"] | int = "stretch",
    columns: Mapping[str, str] | None = None,
) -> None:
    """Show ``data`` in the chart ``key``; the same key and spec keep the chart that is there.

    Args:
        columns: what the table's columns are called where its reader sees them, by name in the spec. Such a chart
            offers its table (page.css hides that of the others, which holds what their marks need).

    The columns go to Arrow, in which Streamlit sends them, without a pandas DataFrame on the way: that
    would take most of a frame's time in the server.
    """
    if columns is None:
        st.vega_lite_chart(pa.table(data), spec, key=key, width=width)
        return
    back = [{"calculate": f"datum[{json.dumps(shown)}]", "as": name} for name, shown in columns.items()]
    named = {columns.get(name, name): values for name, values in data.items()}
    with st.container(key=f"{key}_with_table"):
        st.vega_lite_chart(
            pa.table(named), {**spec, "transform": back + spec.get("transform", [])}, key=key, width=width
        )


_FEW_DECADES = 0.7  # of less, 1, 2 and 5 may be none or one
_POWER = "floor(log(abs(datum.value)) / LN10 + 1e-6)"


def _tick_text() -> str:
    """A Vega expression that writes an axis's number as `components.words.numbers.number` does: 0.05, 5·10⁻⁵, 10⁻¹²."""
    size, figures = f"abs({_POWER})", f"abs(datum.value) / pow(10, {_POWER})"
    tens, ones = (
        f"substring('⁰¹²³⁴⁵⁶⁷⁸⁹', {digit}, {digit} + 1)"
        for digit in (f"floor({size} / 10)", f"{size} - 10 * floor({size} / 10)")
    )
    raised = f"({_POWER} < 0 ? '⁻' : '') + ({size} > 9 ? {tens} : '') + {ones}"
    factor = f"abs({figures} - 1) < 0.01 ? '' : format({figures}, '.2~g') + '·'"
    plain = "datum.value === 0 || (abs(datum.value) >= 0.001 && abs(datum.value) < 10000)"
    return f"{plain} ? format(datum.value, ',.4~g') : (datum.value < 0 ? '−' : '') + ({factor}) + '10' + {raised}"


TICK_TEXT = _tick_text()


def logarithmic(y: alt.Y) -> alt.Y:
    """``y`` on a logarithmic axis: powers of ten, with 1, 2, 5 below two decades, and all ticks where these would be
    too few.

    Grid lines and tick marks stand where there is a number.
    """
    mantissa = f"datum.value / pow(10, {_POWER})"
    decades = "log(domain('y')[1] / domain('y')[0]) / LN10"
    is_round = " || ".join(f"abs({mantissa} - {figure}) < 0.01" for figure in (2, 5))
    told = f"{decades} < {_FEW_DECADES} || abs({mantissa} - 1) < 0.01 || ({decades} < 2 && ({is_round}))"
    where_told = alt.when(alt.datum.label).then(alt.value(1)).otherwise(alt.value(0))
    return y.scale(type="log", nice=False, padding=8).axis(
        tickCount=6,
        labelExpr=f"{told} ? ({TICK_TEXT}) : ''",
        labelOverlap=True,
        gridOpacity=where_told,
        tickOpacity=where_told,
    )


def rows_of(part: int) -> alt.Chart:
    """A layer of the table's rows with this number in the column "part"."""
    return alt.Chart().transform_filter(alt.datum.part == part)
