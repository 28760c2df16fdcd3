"""That there were no mistakes is only said where there were none."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def script(all_right: bool) -> None:
    from components.runs.mistakes import mistakes

    mistakes([], [], str, "Mistakes", 100, key="mistakes", all_right=all_right)


@pytest.mark.parametrize("all_right", [True, False])
def test_a_run_of_which_no_mistake_was_kept_is_not_said_to_have_made_none(all_right: bool):
    at = AppTest.from_function(script, args=(all_right,), default_timeout=20).run()
    assert not at.exception
    said = [text.value for text in at.markdown]
    assert said == (["**Mistakes**", "None: every test picture was classified correctly."] if all_right else [])
