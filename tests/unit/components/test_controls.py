"""Controls offer what the settings allow."""

from dataclasses import fields

import pytest
import streamlit as st

from components.architectures.settings import OWNERS as ARCHITECTURES
from components.controls import Controls
from components.convolution.settings import SETTINGS as CONVOLUTION
from components.convolution.shift_runs import COMPARED
from components.imagenet.settings import VIEW as IMAGENET
from components.initialization.settings import NETWORK
from components.initialization.settings import VIEW as INITIALIZATION
from components.optimizers.settings import RACE
from components.session.page_settings import PageSettings
from components.training.settings import EXPERIMENT
from components.training.settings import VIEW as TRAINING
from components.transfer.settings import SETTINGS
from models.settings import Settings
from models.training.continued import ContinuedExperiment

PAGES = (NETWORK, INITIALIZATION, EXPERIMENT, TRAINING, RACE, CONVOLUTION, COMPARED, *ARCHITECTURES, IMAGENET, SETTINGS)
# C2's settings follow from a run of C1: they have no controls.
KINDS = [
    kind
    for kind in Settings.__subclasses__()
    if kind.__module__.startswith("models") and kind is not ContinuedExperiment
]


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})


def test_the_settings_of_all_pages_are_known_here():
    assert {page.kind for page in PAGES} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_attribute_of_settings_is_a_setting(kind):
    assert list(kind.FIELDS) == [item.name for item in fields(kind)]


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_every_value_that_a_control_offers_is_taken(kind, live):
    controls = Controls(PageSettings("somewhere", kind))
    for name, spec in kind.FIELDS.items():
        if spec.allowed is None:
            continue  # a text, or layers, which have controls of their own
        for value in controls.offers(name, live=live):
            taken = (value,) if spec.kind is tuple else value
            assert getattr(kind().replace(**{name: taken}), name) == taken


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("owner", PAGES, ids=lambda owner: owner.kind.__name__)
def test_bounds_of_a_page_are_kept_and_never_go_beyond_the_fields_own(owner, live):
    controls = Controls(owner)
    for name, spec in owner.kind.FIELDS.items():
        if spec.low is None or (spec.high - spec.low > 200 and spec.scale == "linear"):
            continue
        offered = controls.offers(name, live=live, low=spec.low - 1, high=spec.high + 1)
        assert (offered[0], offered[-1]) == (spec.low, spec.high)
        value = getattr(owner.kind(), name)
        assert controls.offers(name, live=live, high=value)[-1] == value
        assert controls.offers(name, live=live, low=value)[0] == value


@pytest.mark.parametrize("owner", [NETWORK, RACE, CONVOLUTION, *ARCHITECTURES], ids=lambda owner: owner.kind.__name__)
def test_a_live_figure_reads_each_place_of_a_slider_as_the_page_does(owner):
    controls = Controls(owner, on_channel=True)
    for argument, slider in owner.follows.items():
        offered = controls.offers(argument, live=True)
        told = controls._told(argument, offered)
        assert told.name == slider
        assert [getattr(owner.asked_for({argument: text}), argument) for text in told.values] == list(offered)


def test_blocks_of_two_layers_have_an_even_number():
    assert list(Controls(ARCHITECTURES[0]).offers("dense_layers", live=True)) == list(range(2, 51, 2))


def test_a_seed_is_typed_and_the_steps_of_a_race_are_dragged():
    assert len(Controls(EXPERIMENT).offers("seed")) == 10_000
    assert len(Controls(RACE).offers("steps", live=True)) == 491
