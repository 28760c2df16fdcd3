"""Drives a part of a page that an app of its own shows."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from components.session.identity import SETTLED, TOKEN


def opened(page: Callable[[], None], owner: str = "", **query: str) -> AppTest:
    """The part of a page, in a tab of this owner, or of a new one, at this address."""
    at = AppTest.from_function(page, default_timeout=30)
    if owner:
        at.session_state[TOKEN] = owner
    at.session_state[SETTLED] = True
    for key, value in query.items():
        at.query_params[key] = value
    return checked(at.run())


def checked(at: AppTest) -> AppTest:
    assert not at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    return checked(at.button(key=key).click().run())


def buttons(at: AppTest) -> list[str]:
    return [button.label for button in at.button]
