"""Labels and scales: every field and choice has a name, every slider reaches its bounds."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.words.choices import CHOICES
from components.words.labels import HELP, LABELS, LAYER_LABELS, choice, format_value, label
from components.words.numbers import format_number
from components.words.scales import powers_of_two, stops, within
from models.architectures.animal_row import AnimalRow
from models.architectures.depth import DepthExperiment
from models.architectures.endings import Ending
from models.architectures.family import FamilyView
from models.architectures.heads import AuxiliaryHeads
from models.architectures.inception import Module
from models.architectures.stacks import Stack
from models.convolution.compared import Compared
from models.convolution.convolution import Convolution
from models.experiment import Experiment
from models.imagenet.view import ImageNetView
from models.initialization.fresh_network import FreshNetwork
from models.initialization.view import InitializationView
from models.layers import PADDINGS
from models.optimizers.race import Race
from models.training.view import TrainingView
from models.transfer.experiment import TransferExperiment
from tests.there import there

SLIDERS = [name for name, spec in Experiment.FIELDS.items() if spec.low is not None]


def test_every_field_has_a_label_and_a_help_of_one_sentence():
    of_runs = (Experiment, TrainingView, FreshNetwork, InitializationView, Race, ImageNetView, TransferExperiment)
    kinds = (
        *of_runs,
        Convolution,
        Compared,
        DepthExperiment,
        Stack,
        Module,
        AuxiliaryHeads,
        Ending,
        AnimalRow,
        FamilyView,
    )
    fields = set().union(*(kind.FIELDS for kind in kinds)) - {"set_id", "score_only"}  # which no control shows
    assert set(LABELS) == fields
    assert set(HELP) == fields - {"layers", "cells", "drawing", "place"}  # these have controls of their own
    assert all(text.endswith(".") and text.count(". ") == 0 for text in HELP.values())


@pytest.mark.parametrize(
    "kind",
    [
        Experiment,
        FreshNetwork,
        Race,
        ImageNetView,
        TransferExperiment,
        Convolution,
        Compared,
        DepthExperiment,
        Module,
        AuxiliaryHeads,
        AnimalRow,
        FamilyView,
    ],
)
def test_every_choice_has_a_name_of_its_own(kind):
    for field, spec in kind.FIELDS.items():
        if spec.choices:
            names = [choice(field, item) for item in spec.choices]
            assert set(CHOICES[field]) >= set(spec.choices)
            assert len(set(names)) == len(names)


def test_parts_of_a_layer_have_names():
    assert set(CHOICES["padding"]) == set(PADDINGS)
    assert [label(part) for part in ("units", "dense layers")] == [LAYER_LABELS["units"], "Hidden layers"]


@pytest.mark.parametrize("kind", [FreshNetwork, InitializationView, Race])
def test_a_live_slider_offers_its_bounds_and_the_current_value_in_fine_steps(kind):
    for field, spec in kind.FIELDS.items():
        if spec.low is None:
            continue
        value = getattr(kind(), field)
        offered = stops(field, spec, value, fine=True)
        assert (offered[0], offered[-1]) == (spec.low, spec.high)
        assert value in offered
        assert offered == sorted(set(offered))
        assert len(offered) > 9
        assert all(type(stop) is spec.kind for stop in offered)


@pytest.mark.parametrize("field", SLIDERS)
def test_a_slider_offers_its_bounds_and_the_current_value(field):
    spec = Experiment.FIELDS[field]
    offered = stops(field, spec, getattr(Experiment(), field))
    assert offered[0] == spec.low
    assert offered[-1] == spec.high
    assert getattr(Experiment(), field) in offered
    assert offered == sorted(set(offered))
    assert all(type(value) is spec.kind for value in offered)


@settings(deadline=None)
@given(st.sampled_from(SLIDERS), st.data())
def test_no_two_stops_look_alike(field, data):
    spec = Experiment.FIELDS[field]
    low, high = there(spec.low), there(spec.high)
    current = data.draw(st.integers(int(low), int(high)) if spec.kind is int else st.floats(low, high))
    offered = stops(field, spec, current)
    assert current in offered
    texts = [format_value(field, value) for value in offered]
    assert len(set(texts)) == len(texts)


def test_the_learning_rate_moves_in_fine_and_penalties_in_coarse_ratios():
    rates = stops("learning_rate", Experiment.FIELDS["learning_rate"], 0.05)
    assert [rate for rate in rates if 0.01 <= rate <= 0.1] == [0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1]
    assert stops("l1", Experiment.FIELDS["l1"], 0.0)[:4] == [0.0, 1e-6, 2e-6, 5e-6]


def test_widths_are_powers_of_two_and_round_numbers():
    widths = within(powers_of_two(1024), 1, 1024, 33, int)
    assert {1, 16, 33, 48, 64, 100, 128, 1000, 1024} <= set(widths)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.001, "0.001"),
        (1e-5, "10⁻⁵"),
        (1.5e-4, "1.5·10⁻⁴"),
        (60_000, "60,000"),
        (0.05, "0.05"),
        (10.0, "10"),
        (-7.0, "−7"),
        (-1e-4, "−10⁻⁴"),
    ],
)
def test_numbers_are_short(value, text):
    assert format_number(value) == text


@settings(deadline=None)
@given(st.floats(1e-12, 1e6))
def test_a_number_reads_as_itself(value):
    plain = format_number(value).replace(",", "").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    as_program = re.sub(r"(?:(.*)·)?10(-\d+)$", lambda found: f"{found[1] or 1}e{found[2]}", plain)
    assert math.isclose(float(as_program), value, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("validation_share", 0.2, "20\xa0%"),
        ("seed", 1234, "1234"),
        ("examples", 60_000, "60,000"),
        ("restore_best", True, "On"),
        ("activation", "leaky_relu", "Leaky ReLU"),
        ("layers", (), "–"),
    ],
)
def test_values_as_the_reader_sees_them(field, value, text):
    assert format_value(field, value) == text
