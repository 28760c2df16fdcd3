"""C2's experiments: what they say of themselves, and what does not go together."""

import pytest

from models.experiment import Experiment
from models.layers import parse_layers
from models.settings import SettingError
from models.training.continued import LESSON_DATASETS, PARTS, PUBLISHED, ContinuedExperiment, parts_of, whole_network
from models.training.presets import PRESETS

SMALL = Experiment(layers=parse_layers("c4k3p2-8"))


@pytest.mark.parametrize("dataset", LESSON_DATASETS)
def test_the_whole_network_is_c1(dataset):
    whole = whole_network(dataset)
    assert (whole.part, whole.start, whole.frozen) == ("all", "", None)
    assert whole.lab in (PRESETS["C1"].experiment, PRESETS["C1"].built_in)
    assert whole.lab.dataset == dataset


def test_each_part_goes_on_with_the_other_one_frozen():
    whole = whole_network("fashion_mnist")
    conv, dense = parts_of(whole, "weights.keras")
    assert [(one.part, one.frozen, one.start) for one in (conv, dense)] == [
        ("conv", "dense", "weights.keras"),
        ("dense", "conv", "weights.keras"),
    ]
    for one in (conv, dense):
        assert whole.lab.differences(one.lab) == {
            "patience": (3, 5),
            "schedule": ("exponential", "constant"),
            "checkpoint": ("val_loss", "off"),
        }


def test_a_structure_tells_what_is_frozen():
    whole = whole_network("digits")
    assert whole.structure == whole.lab.structure
    assert len({one.structure for one in (whole, *parts_of(whole, "weights.keras"))}) == 3


def test_published_figures_of_each_part_are_the_textbook_s():
    figures = {part: {item.figure: item.value for item in published} for part, published in PUBLISHED.items()}
    assert [figures[part]["test_accuracy"] for part in PARTS] == [0.9086, 0.9148, 0.9173]
    assert [figures[part]["test_loss"] for part in PARTS] == [0.2572, 0.2489, 0.2400]
    # Which parts of C1 are trained is counted by the engine's test.
    assert [figures[part]["trainable_parameters"] for part in PARTS] == [65_914, 13_136, 52_778]


def test_nothing_is_changed_on_the_way():
    one = ContinuedExperiment(SMALL)
    assert not one.is_live_change(ContinuedExperiment(SMALL.replace(learning_rate=0.1)))


@pytest.mark.parametrize(
    ("part", "start", "field"),
    [("top", "a.keras", "part"), ("conv", "", "start"), ("all", "a.keras", "start")],
)
def test_what_does_not_go_together_is_refused(part, start, field):
    with pytest.raises(SettingError) as caught:
        ContinuedExperiment(SMALL, part, start)
    assert caught.value.field == field


def test_a_network_without_convolutions_has_no_such_parts():
    with pytest.raises(SettingError, match="layers"):
        ContinuedExperiment(Experiment())
