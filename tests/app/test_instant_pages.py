"""The pages on weight initialization, on optimizers and on convolution, through Streamlit's own test driver."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components.convolution.settings import SETTINGS as CONVOLUTION
from components.convolution.try_this import CASES as CONVOLUTION_CASES
from components.initialization.settings import NETWORK
from components.initialization.try_this import CASES as NETWORK_CASES
from components.optimizers.settings import RACE
from components.optimizers.try_this import CASES as RACE_CASES
from components.session.page_settings import PageSettings
from components.words.labels import label
from models.convolution.convolution import Convolution
from models.initialization.fresh_network import FreshNetwork
from models.optimizers.race import Race
from models.optimizers.surfaces import SURFACES
from tests.app.controls_page import address, warnings
from tests.app.driver import VALUES, control, moved, opened, pressed, seen

pytestmark = pytest.mark.usefixtures("scheduler")

PAGES: dict[str, PageSettings[Any]] = {
    "initialization.py": NETWORK,
    "optimizers.py": RACE,
    "convolution.py": CONVOLUTION,
}
MOVES: dict[str, dict[str, Any]] = {
    "initialization.py": {
        "Initializer": "he_normal",
        "Activation": "relu",
        "Batch norm": "after",
        "Inputs": "digits",
        "Seed": 7,
    },
    "optimizers.py": {"Surface": "beale", "Optimizers": ["adam", "sgd"], "Two starting points": True, "Seed": 7},
    "convolution.py": {
        "Picture": "photo_grey",
        "Kernel": "sharpen",
        "Padding": "same",
        "Pooling": "average",
        "Activation": "tanh",
        "Second convolution": "random",
    },
}
QUERIES = {
    page: st.dictionaries(
        st.sampled_from([*owner.kind.FIELDS, "a_init_std", "compare", "gamma", "unit", "colour"]), VALUES, max_size=6
    )
    for page, owner in PAGES.items()
}


def shown(at: AppTest, page: str) -> Any:
    """The settings that the page holds."""
    owner = PAGES[page]
    return at.session_state.get(owner.key, None) or owner.kind()


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, names in MOVES.items() for name in names])
def test_a_moved_control_changes_the_settings_and_the_link(page, name):
    at = opened(page)
    value = MOVES[page][name]
    moved(at, name, value)
    settings, errors = PAGES[page].kind.from_query(address(at))
    assert (settings, errors) == (shown(at, page), [])
    assert settings != PAGES[page].kind()
    assert control(at, name).value == value
    assert not warnings(at)


@pytest.mark.parametrize("name", NETWORK_CASES)
def test_a_telling_network_opens_with_one_click(name):
    at = pressed(opened("initialization.py"), name)
    assert shown(at, "initialization.py") == NETWORK_CASES[name]
    assert FreshNetwork.from_query(address(at)) == (NETWORK_CASES[name], [])


@pytest.mark.parametrize("name", CONVOLUTION_CASES)
def test_a_telling_convolution_opens_with_one_click(name):
    at = pressed(opened("convolution.py"), name)
    assert shown(at, "convolution.py") == CONVOLUTION_CASES[name]
    assert Convolution.from_query(address(at)) == (CONVOLUTION_CASES[name], [])


@pytest.mark.parametrize("name", RACE_CASES)
def test_a_telling_race_opens_with_one_click(name):
    at = pressed(opened("optimizers.py"), name)
    assert shown(at, "optimizers.py") == RACE_CASES[name]
    assert Race.from_query(address(at)) == (RACE_CASES[name], [])


def test_the_telling_cases_show_what_they_promise():
    saw = {name: seen(pressed(opened("initialization.py"), name)) for name in NETWORK_CASES}
    assert "saturated" in saw["Sigmoid, std 1: saturated"]
    assert "The signal fades" in saw["ReLU, std 0.01: all fades away"]
    assert "The inputs look alike" in saw["ReLU, He, 50 layers"]
    assert "Batch norm holds the signal" in saw["Batch norm repairs std 0.01"]
    saw = {name: seen(pressed(opened("optimizers.py"), name)) for name in RACE_CASES}
    assert "SGD left for infinity" in saw["A rate too high for the valley"]
    assert "Held up on a saddle" in saw["Stuck on a saddle"]
    assert "a minimum that is not the lowest" in saw["Two starts: one ends in a local minimum"]


def test_two_networks_stand_side_by_side_and_travel_in_the_link():
    at = pressed(moved(opened("initialization.py"), "Activation", "relu"), "Compare A | B")
    moved(at, "Activation", "sigmoid")
    link = address(at)
    assert link == {"activation": "sigmoid", "compare": "1", "a_activation": "relu"}
    other = opened("initialization.py", **link)
    assert address(other) == link
    assert "A · " in seen(other)
    assert "B · " in seen(other)
    assert address(pressed(other, "Swap A and B")) == {
        "activation": "relu",
        "compare": "1",
        "a_activation": "sigmoid",
    }
    assert address(pressed(other, "End comparison")) == {"activation": "relu"}


def test_a_surface_comes_with_its_start_and_rate():
    at = moved(opened("optimizers.py"), "Surface", "rosenbrock")
    race, surface = shown(at, "optimizers.py"), SURFACES["rosenbrock"]
    assert ((race.x, race.y), race.learning_rate) == (surface.start, surface.learning_rate)


@pytest.mark.parametrize("formula", ["", "__import__('os')", "x +", "sin(", "z", "x" * 201])
def test_a_formula_that_cannot_be_read_is_told_of_and_kept(formula):
    at = moved(moved(opened("optimizers.py"), "Surface", "own"), "Formula", formula)
    told = [*at.error, *at.warning]
    assert any("**Formula**" in message.value for message in told)
    if len(formula) <= 200:
        assert shown(at, "optimizers.py").formula == formula
    moved(at, "Formula", "x^2 + y^2")
    assert not at.error
    assert not at.warning


def test_nobody_in_the_race():
    at = moved(opened("optimizers.py"), "Optimizers", [])
    assert any("No optimizer is chosen" in message.value for message in at.info)


@pytest.mark.parametrize("query", [{"depth": "50", "activation": "linear", "init_std": "100"}, {"init_std": "1e-5"}])
def test_overflow_and_underflow_are_said(query):
    at = opened("initialization.py", **{"depth": "50", **query})
    assert not at.exception
    assert "overflow" in seen(at) or "The signal is lost" in seen(at)


def test_a_comparison_says_of_each_side_what_becomes_of_its_gradient():
    at = opened("initialization.py", compare="1", depth="30", a_activation="relu", a_init_std="0.01")
    side_b = seen(at).partition("B · ")[2]
    assert "**All 30 layers are saturated:**" in side_b
    assert "**The gradients explode:**" in side_b


def test_the_one_that_swings_is_named_once():
    assert "**RMSprop goes from side to side along y:** it" in seen(opened("optimizers.py"))


@pytest.mark.parametrize("page", PAGES)
def test_no_link_breaks_an_instant_page(page):
    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(query=QUERIES[page])
    def opens(query):
        at = opened(page, **query)
        assert not at.exception
        settings = shown(at, page)
        kind = PAGES[page].kind
        assert kind.from_query(settings.to_query()) == (settings, [])
        for name in set(query) & set(kind.FIELDS):
            refused = kind.from_query({name: query[name]})[1]
            told = any(f"**{label(name)}**" in warning.value for warning in at.warning)
            assert told == bool(refused)

    opens()


@pytest.mark.parametrize(
    ("page", "query", "words"),
    [
        ("optimizers.py", {"formula": "x" * 201}, "**Formula**"),
        ("optimizers.py", {"two_starts": "yes"}, "is on (1) or off (0)"),
        ("convolution.py", {"place": "somewhere"}, "**Place**"),
        ("convolution.py", {"cells": "1~2"}, "**Cells of the kernel**"),
        ("convolution.py", {"drawing": "x"}, "**Drawing**"),
        ("initialization.py", {"compare": "2"}, "is on (1) or off (0)"),
        ("initialization.py", {"compare": "1", "a_depth": "51"}, "A · **Layers** cannot be"),
    ],
)
def test_a_value_of_a_link_that_is_refused_is_told_of(page, query, words):
    at = opened(page, **query)
    assert not at.exception
    assert [words in warning.value for warning in at.warning] == [True]


def test_a_link_opened_in_the_same_session_leaves_nothing_of_before():
    at = opened("initialization.py", activation="relu", compare="1", own_scale="1")
    at.switch_page("optimizers.py").run()
    at.query_params.clear()
    at.query_params["depth"] = "8"
    at.switch_page("initialization.py").run()
    assert address(at) == {"depth": "8"}
    assert shown(at, "initialization.py") == FreshNetwork(depth=8)


def test_the_selected_optimizer_leaves_and_another_shows_its_rule():
    at = moved(opened("optimizers.py", selected="adam"), "Optimizers", ["sgd", "momentum"])
    assert not at.exception
    moved(at, "Optimizers", ["momentum", "sgd", "adam"])
    assert shown(at, "optimizers.py").optimizers == ("sgd", "momentum", "adam")


@pytest.mark.parametrize("page", PAGES)
def test_the_defaults_come_back(page):
    at = opened(page, seed="7")
    assert address(pressed(at, "Restore defaults")) == {}
    assert shown(at, page) == PAGES[page].kind()


def test_the_settings_stay_when_another_page_was_read():
    at = moved(opened("initialization.py"), "Activation", "gelu")
    at.switch_page("optimizers.py").run()
    at.switch_page("initialization.py").run()
    assert not at.exception
    assert control(at, "Activation").value == "gelu"
