"""What answers to photos say: each kind of finding in numbers that show it, and in words."""

import numpy as np
import pytest

from components.imagenet.findings import class_name, photo_sentences
from models.finding import Finding
from models.imagenet.findings import (
    describe,
    describe_averaging,
    describe_maps,
    describe_networks,
    describe_patch,
    ranking,
)

CLASSES = 1000


def answer(**shares: float) -> np.ndarray:
    """Probabilities of the classes given as ``c235=0.7``; the rest is spread evenly over all others."""
    given = {int(name[1:]): share for name, share in shares.items()}
    probabilities = np.full(CLASSES, (1 - sum(given.values())) / (CLASSES - len(given)), np.float32)
    probabilities[list(given)] = list(given.values())
    return probabilities


def kinds(found: list[Finding]) -> list[str]:
    return [finding.kind for finding in found]


@pytest.mark.parametrize(
    ("probabilities", "verdict"),
    [
        (answer(c235=0.9972), "sure"),
        (answer(c235=0.89), "leading"),
        (answer(c235=0.6, c236=0.29), "leading"),
        (answer(c235=0.6, c236=0.31), "torn"),
        (answer(c248=0.28, c250=0.27), "torn"),  # two that have most of it: no unknown thing
        (answer(c235=0.29, c236=0.1), "unsure"),
        (answer(c250=0.28, c248=0.18, c249=0.13, c269=0.12), "kin"),  # husky, Eskimo dog, malamute, wolf
        (np.full(CLASSES, 1 / CLASSES, np.float32), "unsure"),
    ],
)
def test_how_sure_an_answer_is(probabilities, verdict):
    found = describe(probabilities)
    assert kinds(found) == ([verdict] if verdict == "sure" else [verdict, "five", "entropy"])
    assert found[0].values["class"] == int(np.argmax(probabilities))
    assert found[0].values["probability"] == pytest.approx(probabilities.max())


def test_a_third_less_of_little_is_not_nothing():
    assert describe_patch(answer(c1=0.03), answer(c1=0.021)).kind == "patch_lowered"


def test_who_is_torn_between_what():
    values = describe(answer(c235=0.5, c236=0.4))[0].values
    assert (values["class"], values["second"]) == (235, 236)
    assert values["second_probability"] == pytest.approx(0.4)


def test_entropy_and_the_first_five():
    _, five, entropy = describe(np.full(CLASSES, 1 / CLASSES, np.float32))
    assert five.values["share"] == pytest.approx(0.005)
    assert entropy.values["entropy"] == pytest.approx(np.log(1000), rel=1e-5)
    assert entropy.values["choices"] == pytest.approx(1000, rel=1e-3)
    _, five, entropy = describe(answer(c1=0.5, c2=0.5))  # classes of probability 0 count as nothing
    assert five.values["share"] == 1.0
    assert entropy.values["choices"] == pytest.approx(2.0)


def test_equal_probabilities_are_ranked_by_index():
    assert ranking(answer(c9=0.3, c7=0.3, c500=0.4)) == [500, 7, 9, 0, 1]


def test_what_averaging_does():
    one = answer(c235=0.6)
    raised = describe_averaging(one, answer(c235=0.8))
    assert raised.kind == "averaging_raised"
    assert raised.values == {"class": 235, "before": pytest.approx(0.6), "after": pytest.approx(0.8)}
    assert describe_averaging(one, answer(c235=0.5)).kind == "averaging_lowered"
    assert describe_averaging(one, answer(c235=0.605)).kind == "averaging_same"
    flipped = describe_averaging(one, answer(c235=0.3, c236=0.5))
    assert flipped.kind == "averaging_flipped"
    assert flipped.values["other"] == 236
    assert flipped.values["other_probability"] == pytest.approx(0.5)


def test_two_networks():
    first = answer(c1=0.5, c2=0.2, c3=0.1, c4=0.05, c5=0.04)
    assert describe_networks(first, answer(c1=0.4, c2=0.3, c13=0.1, c14=0.05, c15=0.04)).kind == "networks_agree"
    other = describe_networks(first, answer(c2=0.5, c1=0.2, c13=0.1, c14=0.05, c15=0.04))
    assert other.kind == "networks_disagree"
    assert other.values["shared"] == 2


def test_what_hiding_a_patch_does():
    whole = answer(c1=0.7, c2=0.1)
    assert describe_patch(whole, answer(c1=0.4, c2=0.1)).kind == "patch_lowered"
    assert describe_patch(whole, answer(c1=0.8, c2=0.1)).kind == "patch_spoke_against"
    assert describe_patch(whole, answer(c1=0.715, c2=0.1)).kind == "patch_raised"  # too little to tell of a cause
    assert describe_patch(whole, answer(c1=0.699, c2=0.1)).kind == "patch_same"
    flipped = describe_patch(whole, answer(c1=0.2, c2=0.6))
    assert flipped.kind == "patch_flipped"
    assert flipped.values["after"] == pytest.approx(0.2)
    assert flipped.values["other"] == 2


def test_feature_maps():
    found = describe_maps((112, 112, 128), 224, 14, before=(224, 224, 64), silent=32)
    assert kinds(found) == ["grid", "field", "smaller", "silent"]
    assert found[1].values["share"] == 14 / 224
    assert found[2].values == {"factor": 2, "channels": 128, "channels_before": 64}
    assert found[3].values["share"] == 0.25


def test_feature_maps_that_see_everything_and_do_not_shrink():
    assert kinds(describe_maps((7, 7, 512), 224, None, before=(7, 7, 512), silent=0)) == ["grid", "field_whole"]
    assert kinds(describe_maps((7, 7, 512), 224, 300)) == ["grid", "field_whole"]


# One of each kind.
FINDINGS = [
    *describe(answer(c235=0.95)),
    *describe(answer(c235=0.7)),
    *describe(answer(c235=0.5, c236=0.4)),
    *describe(answer(c235=0.1)),
    *(describe_averaging(answer(c235=0.6), answer(c235=now)) for now in (0.4, 0.6, 0.8)),
    describe_averaging(answer(c235=0.6), answer(c236=0.6)),
    describe_networks(answer(c235=0.6), answer(c235=0.7)),
    describe_networks(answer(c235=0.6), answer(c236=0.7)),
    describe_networks(answer(c235=0.6, c236=0.1, c237=0.1, c238=0.1, c239=0.05), answer(c736=0.7)),
    *(describe_patch(answer(c235=0.6), answer(c235=now)) for now in (0.4, 0.6, 0.8)),
    describe_patch(answer(c235=0.6), answer(c236=0.6)),
    *describe_maps((112, 112, 128), 224, 14, before=(224, 224, 64), silent=32),
    *describe_maps((14, 14, 512), 224, None, before=(28, 28, 512)),
]


@pytest.mark.parametrize("finding", FINDINGS, ids=[finding.kind for finding in FINDINGS])
def test_every_finding_is_said_with_its_classes_and_figures(finding):
    (sentence,) = photo_sentences([finding], ("VGG16", "ResNet50"), names=lambda index: f"class {index}")
    assert not set("{}") & set(sentence)
    assert sentence.endswith(".")
    for key in {"class", "second", "other", "first"} & set(finding.values):
        assert f"class {finding.values[key]}" in sentence
    if finding.kind.startswith("networks"):
        assert "VGG16" in sentence
        assert "ResNet50" in sentence


def test_two_networks_without_a_class_in_common():
    without = FINDINGS[[finding.values.get("shared") for finding in FINDINGS].index(0)]
    assert "none of their first 5" in photo_sentences([without])[0]


def test_classes_go_by_their_plain_names():
    assert "shepherd" in class_name(235)
    assert class_name(235) in photo_sentences(describe(answer(c235=0.95)))[0]
