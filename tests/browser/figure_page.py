"""A page with a live figure, for the tests of it. Its address says what it shows.

``run``: its name; ``epoch``: where it is as long as no test has moved it; ``moments``: how many there are; ``still``:
the figure watches nothing.
"""

from __future__ import annotations

import streamlit as st

from components.browser.live_figure import Chart, Line, Moments, Progress, Row, Watch, Words, live_figure
from components.charts.curves import curves_spec
from components.charts.ridges import ridges_spec
from tests.browser.figure_pictures import LAYERS, picture
from tests.browser.figure_source import state_of

st.set_page_config(layout="wide")
query = st.query_params
run, asked = query.get("run", ""), int(query.get("epoch", 3))
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.text(f"Run {st.session_state['runs']}")
left, right = st.columns(2)
axis = "log" if left.toggle("Logarithmic") else "zero"
epoch, stage = state_of(run, right.number_input("Epoch", 1, 40, asked))
live_figure(
    [
        Progress(),
        Moments(),
        Line("figures"),
        Row((Chart("loss", curves_spec("loss", axis)), Chart("accuracy", curves_spec("accuracy")))),
        Row((Chart("weights", ridges_spec("weights", LAYERS)),)),
        Words("What you see"),
    ],
    picture(epoch, stage),
    stage=stage,
    watch=None if "still" in query else Watch("runs", {"run": run, "epoch": epoch}),
    moments=[(n, f"epoch {n}") for n in range(int(query.get("moments", 0)))],
    follows={"epoch": "epochs"},
    key="figure",
)
st.text("Below the figure")
st.text(f"Drawn for {stage}")
