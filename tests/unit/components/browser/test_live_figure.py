"""The server's side of the live figure."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st

from components.browser import live_figure as figure
from components.browser.live_figure import Chart, Column, Line, Moments, Pixels, Progress, Row, Sheet, Words
from components.streamlit_fixes import vega_file

_FOLDER = Path(figure.__file__).parent


def test_every_script_is_part_of_the_module():
    assert {f"{name}.js" for name in figure._SCRIPTS} == {path.name for path in _FOLDER.glob("*.js")}


def test_the_texts_are_those_that_the_scripts_name():
    scripts = "".join(path.read_text("utf-8") for path in _FOLDER.glob("*.js"))
    assert set(re.findall(r"\btexts\.(\w+)", scripts)) == set(figure._texts())


def test_every_rule_of_the_style_sheet_is_for_the_figure_alone():
    style = re.sub(r"/\*.*?\*/", "", (_FOLDER / "figure.css").read_text("utf-8"), flags=re.DOTALL)
    selectors = [rule.strip() for rule in re.findall(r"([^{};]+)\{", style)]
    parts = [part.strip() for rule in selectors if not rule.startswith("@") for part in re.split(r",(?![^(]*\))", rule)]
    assert [part for part in parts if not part.startswith(".live-figure")] == []


def test_streamlit_has_its_vega_where_it_is_looked_for():
    script = (Path(st.__file__).parent / "static" / vega_file()).read_text("utf-8")
    # One function, which gives these two.
    assert len(re.search(r"export\{(.*?)\}", script)[1].split(",")) == 1  # type: ignore[index]
    assert re.search(r"return\{embed:.*expressionInterpreter:", script)


def test_every_part_is_told_to_the_browser():
    chart = Chart("loss", {"height": 230})
    column = Column((chart, Chart("plane", {"height": 300}, width=300)))
    parts: list[figure.Part] = [
        Progress(),
        Moments(),
        Line("figures"),
        Row((chart, column), (5, 7)),
        column,
        chart,
        Words("What you see"),
        Sheet("steps"),
        Pixels("digit", "A digit", tells="page.place"),
    ]
    plain = [figure._plain_part(part) for part in parts]
    kinds = ["progress", "moments", "line", "row", "column", "chart", "words", "sheet", "pixels"]
    assert [part["kind"] for part in plain] == kinds
    assert plain[3]["shares"] == (5, 7)
    assert plain[3]["items"][1] == plain[4]
    assert plain[4]["items"][1]["width"] == 300
    scripts = (_FOLDER / "parts.js").read_text("utf-8")
    assert set(re.findall(r'case "(\w+)"', scripts)) == set(kinds)


def test_the_place_of_a_figure_says_whether_it_will_be_high():
    figures: list[list[figure.Part]] = [[], [Progress()], [Progress(), Row((Chart("loss", {"height": 230}),))]]
    assert [figure._kind(parts) for parts in figures] == ["unseen", "low", "high"]
    style = (_FOLDER.parents[1] / "page.css").read_text("utf-8")
    assert set(re.findall(r'"_(\w+)_figure"', style)) == {"unseen", "high"}


def test_a_row_without_shares_is_shared_out_evenly():
    assert figure._plain_part(Row((Chart("a", {}), Chart("b", {}))))["shares"] == (1, 1)
