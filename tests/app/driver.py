"""Opening a page of the app, pressing its buttons and reading what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from models.experiment import Experiment

PROJECT = Path(__file__).parents[2]


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "pages" / "navigation.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(page)
    return app.run()


VALUES = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from([choice for field in Experiment.FIELDS.values() for choice in field.choices]),
    st.sampled_from(["64-32", "c8k3p2-64", "64:a=tanh", "c8k9p9-c8k9p9", "-", "0", "1e308", "nan", "65-" * 40]),
)


def elements(at: AppTest, *kinds: str) -> list[Any]:
    """What there is of these kinds on the page, each with what elements of its kind have."""
    return [element for kind in kinds for element in at.get(kind)]


def control(at: AppTest, name: str) -> Any:
    kinds = ("selectbox", "multiselect", "toggle", "number_input", "text_input")
    return next(widget for widget in elements(at, *kinds) if widget.label == name)


def moved(at: AppTest, name: str, value: object) -> AppTest:
    control(at, name).set_value(value)
    at.run()
    assert not at.exception
    return at


def pressed(at: AppTest, name: str) -> AppTest:
    next(button for button in at.button if button.label == name).click()
    at.run()
    assert not at.exception
    return at


def seen(at: AppTest) -> str:
    return next(text.value for text in at.markdown if text.value.startswith("### What you see"))
