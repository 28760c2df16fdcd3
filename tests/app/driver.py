"""Opening a page of the app, pressing its buttons and reading what it says."""

from __future__ import annotations

import json
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


def figures(at: AppTest) -> list[dict[str, Any]]:
    """What the page hands to each of its live figures."""
    handed = [json.loads(node.proto.json) for node in at.get("bidi_component") if node.proto.json]
    found = [data for data in handed if isinstance(data, dict) and "parts" in data]
    return [{**data, "picture": json.loads(data["picture"])} for data in found]


def told(at: AppTest) -> str:
    """The texts of the live figures: how it stands, lines, and what you see."""
    pictures = [data["picture"] for data in figures(at)]
    texts = [[one.get("progress", {}).get("text", ""), *one.get("lines", {}).values()] for one in pictures]
    return "\n".join(text for picture in [*texts, *(one.get("words", []) for one in pictures)] for text in picture)


def seen(at: AppTest) -> str:
    """What stands under "What you see"."""
    still = [text.value for text in at.markdown if text.value.startswith("### What you see")]
    moving = ["\n\n".join(data["picture"]["words"]) for data in figures(at) if data["picture"].get("words")]
    return [*still, *moving][0]
