"""The page on architectures, through Streamlit's own test driver."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components.architectures import answers, ending, family, heads, inception, lite0_map, stack
from components.architectures.settings import ANSWERS, ENDING, FAMILY, HEADS, MODULE, OWNERS, STACK
from components.session.page_settings import PageSettings
from components.words.labels import label
from models.architectures.family import MEMBERS
from models.architectures.inception import MODULES, Module
from models.jobs import Answer, Failure
from models.jobs.requests import AnswerState
from models.settings import Settings
from tests.app.controls_page import address
from tests.app.driver import VALUES, control, figures, moved, opened, pressed

pytestmark = pytest.mark.usefixtures("scheduler")

PAGE = "architectures.py"
CASES = [
    (owner, name, case)
    for owner, cases in (
        (STACK, stack.CASES),
        (MODULE, inception.CASES),
        (HEADS, heads.CASES),
        (ENDING, ending.CASES),
        (ANSWERS, answers.CASES),
        (FAMILY, family.CASES),
    )
    for name, case in cases
]
KEYS = sorted({key for owner in OWNERS for key in owner.kind.FIELDS})


def held(at: AppTest, owner: PageSettings[Any]) -> Settings:
    return at.session_state.get(owner.key, None) or owner.kind()


def words(at: AppTest) -> str:
    """What stands under all its "What you see"."""
    moving = [text for data in figures(at) for text in data["picture"].get("words", [])]
    return "\n".join([*moving, *(text.value for text in at.markdown)])


@pytest.mark.parametrize(("owner", "name", "case"), CASES, ids=[name for _owner, name, _case in CASES])
def test_a_telling_case_opens_with_one_click(owner, name, case):
    at = pressed(opened(PAGE), name)
    assert held(at, owner) == case
    assert owner.kind.from_query(address(at)) == (case, [])


def test_what_the_course_counts_is_on_the_page():
    at = opened(PAGE)
    said = words(at)
    assert "45\xa0% fewer weights" in said
    assert "163,696 parameters, without them 393,472" in said
    assert "take 51,380,224 weights" in said
    at = moved(at, "Network", "googlenet")
    assert "6,998,552 with the classifier" in words(at)
    assert "13,378,280" in words(at)


def test_the_forward_pass_is_measured_for_what_is_chosen():
    at = pressed(opened(PAGE, kernel_size="5", channels="8"), "Measure the time")
    assert "with 8 channels: the stack took" in words(at)
    at = pressed(at, "Three layers, or one of 7 × 7")
    assert "the stack took" not in words(at)


def test_the_answer_that_a_link_points_at_is_told():
    at = opened(PAGE, gap="0", place="answers-0-6")
    lines = "\n".join(text for data in figures(at) for text in data["picture"].get("lines", {}).values())
    assert "**Row 1, column 7 of the answers:**" in lines
    assert "At the other 10 places" in words(at)


class _Asked:
    """In the place of the scheduler: answers at once."""

    def __init__(self, state: AnswerState, **ended: Any) -> None:
        self.task = ""
        self._state, self._ended = state, ended

    def ask(self, task: str, arguments: dict[str, Any], *_more: object) -> Answer:
        self.task, answer = f"{task} {arguments['picture'].shape}", Answer()
        answer.end(self._state, **self._ended)
        return answer


def test_lite0s_map_is_shown_for_the_row_that_it_was_asked_of(monkeypatch):
    shares = dict.fromkeys(("cats", "dogs"), np.full((6, 18), 0.125, np.float32))
    asked = _Asked("done", value=shares)
    monkeypatch.setattr(lite0_map, "scheduler", lambda: asked)
    at = pressed(opened(PAGE, gap="0"), "Ask EfficientNet-Lite0")
    assert asked.task == "cat_dog_map (192, 576, 3)"
    assert "The highest probabilities over each drawing" in words(at)
    assert "The highest probabilities over each drawing" not in words(moved(at, "Animals", "dog_dog_dog"))


def test_why_lite0_gave_no_map_is_told(monkeypatch):
    failed = _Asked("failed", failure=Failure("worker_lost", "", ""))
    monkeypatch.setattr(lite0_map, "scheduler", lambda: failed)
    at = pressed(opened(PAGE), "Ask EfficientNet-Lite0")
    assert "ended twice" in at.error[0].value


def test_the_trap_of_mobilenet_is_told():
    assert "the shape (1, 1, 10)" in words(opened(PAGE, picture_size="32"))
    assert "does not fit into it" in words(opened(PAGE, picture_size="192"))
    assert "6 × 6 answers" in words(opened(PAGE, picture_size="384"))


def test_auxiliary_heads_can_be_taken_off():
    at = opened(PAGE)
    assert "**With two auxiliary heads,** behind layers 7 and 13" in words(at)
    at = moved(at, "Auxiliary heads", False)
    assert "With two auxiliary heads" not in words(at)
    assert address(at) == {"auxiliary": "0"}


@pytest.mark.parametrize("name", ["3b", "5a"])
def test_a_module_comes_with_its_channels(name):
    at = moved(opened(PAGE), "Module", name)
    assert held(at, MODULE) == Module.published(name)
    at = pressed(at, "Undo")
    assert held(at, MODULE) == Module()
    assert set(MODULES) == set(control(at, "Module").options)


@pytest.mark.parametrize("name", MEMBERS)
def test_every_network_can_be_taken_apart(name):
    at = opened(PAGE, architecture=name, measure="top_5")
    assert not at.exception
    assert f"**{MEMBERS[name].title}**" in words(at)


def test_no_link_breaks_the_page():
    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(query=st.dictionaries(st.sampled_from([*KEYS, "lang", "colour"]), VALUES, max_size=6))
    def opens(query):
        at = opened(PAGE, **query)
        assert not at.exception
        for owner in OWNERS:
            now = held(at, owner)
            assert owner.kind.from_query(now.to_query()) == (now, [])
            refused = owner.kind.from_query(query)[1]
            if "lang" not in query:
                told = "\n".join(warning.value for warning in at.warning)
                assert [error.field for error in refused if f"**{label(error.field)}**" not in told] == []

    opens()


def test_a_size_that_no_stack_sees_is_told_of():
    at = opened(PAGE, kernel_size="4")
    assert "in steps of 2" in at.warning[0].value
    assert address(at) == {}
