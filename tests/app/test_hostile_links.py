"""Links of strangers on every page: none breaks it, and nothing of them is Markdown of its own."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.hostile_links import EVIL, KEYS, VALUES
from tests.app.driver import VALUES as ODD_VALUES
from tests.app.driver import elements, opened

pytestmark = pytest.mark.usefixtures("empty_home", "scheduler")

_CODE = re.compile(r"(`+)(?:(?!\1).)+?\1")  # on one line, as it is read here
_KINDS = ("markdown", "caption", "warning", "error", "info", "success", "title", "subheader")
QUERIES = st.sampled_from(sorted(KEYS)).flatmap(
    lambda page: st.tuples(
        st.just(page),
        st.dictionaries(st.sampled_from(KEYS[page]), st.sampled_from(VALUES) | ODD_VALUES, min_size=1, max_size=5),
    )
)


def outside_code(text: str) -> str:
    """A Markdown text without what stands in code."""
    return _CODE.sub("", text)


@pytest.mark.parametrize("value", [value for value in VALUES if EVIL in value], ids=ascii)
def test_no_language_of_a_link_is_markdown(value: str):
    at = opened("home.py", lang=value)
    assert not at.exception
    (warning,) = at.warning
    assert f"//{EVIL}" not in outside_code(warning.value)
    assert "\n" not in warning.value


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(QUERIES)
def test_no_value_of_a_link_is_markdown_and_none_breaks_a_page(asked: tuple[str, dict[str, str]]):
    page, query = asked
    at = opened(f"{page or 'home'}.py", **query)
    assert not at.exception
    for element in elements(at, *_KINDS):
        assert f"//{EVIL}" not in outside_code(str(element.value)), element.value
    for warning in at.warning:
        assert "\n\n" not in warning.value
