"""The findings of all lessons: each kind has its place in the lesson's order, and its words."""

import pytest

from components.imagenet.findings import words_for as photo_words
from components.initialization.findings import WORDS as FRESH_WORDS
from components.optimizers.findings import words_for as race_words
from components.training.findings import WORDS as LAB_WORDS
from components.training.findings.remedies import REMEDY_WORDS
from components.transfer.findings import words_for as transfer_words
from components.words.findings import Words, advised, either, written_as
from models.finding import found, in_order
from models.imagenet import findings as imagenet
from models.initialization import findings as initialization
from models.optimizers import findings as optimizers
from models.optimizers.race import Race
from models.training import findings as training
from models.training.findings.remedies import REMEDIES
from models.transfer import findings as transfer
from models.transfer.experiment import TransferExperiment

LESSONS = {
    "initialization": (initialization, FRESH_WORDS),
    "training": (training, LAB_WORDS),
    "optimizers": (optimizers, race_words(Race())),
    "imagenet": (imagenet, photo_words()),
    "transfer": (transfer, transfer_words(TransferExperiment())),
}
EVERY = pytest.mark.parametrize("lesson", LESSONS)


@EVERY
def test_each_kind_has_one_place_and_words(lesson):
    models, words = LESSONS[lesson]
    assert len(set(models.KINDS)) == len(models.KINDS)
    assert set(words.sentences) == set(models.KINDS)


@EVERY
def test_what_only_reports_is_a_kind_too(lesson):
    models, _words = LESSONS[lesson]
    assert set(getattr(models, "REPORTS", ())) < set(models.KINDS)


def test_the_most_important_comes_first_and_equals_stay_as_they_are():
    told = in_order([found("c"), None, found("a", n=2), found("b"), found("a", n=1)], ("a", "b", "c"))
    assert [(one.kind, one.values.get("n")) for one in told] == [("a", 2), ("a", 1), ("b", None), ("c", None)]


def test_a_kind_that_the_lesson_does_not_know_is_noticed():
    with pytest.raises(ValueError, match="not in"):
        in_order([found("z")], ("a", "b"))


def test_a_finding_is_said_with_its_values_and_then_what_it_advises():
    names = {"less": "less of it", "none": "none", "other": "another"}
    words = Words({"large": "Size {size}."}, advice=lambda remedies: advised(remedies, names))
    assert words.say(found("large", ("less", "none", "other"), size=3)) == "Size 3. Try less of it, none or another."
    assert words.say(found("large", size=3)) == "Size 3."
    assert Words({"large": "Size {size}."}).say(found("large", ("less",), size=3)) == "Size 3."


def test_a_value_is_written_as_its_place_says_and_a_fraction_else_with_three_figures():
    places = {**written_as(str.upper, "name"), "twice": lambda values: 2 * values["n"]}
    words = Words({"sum": "{name}: {n} and {twice}, {share}"}, places)
    assert words.say(found("sum", name="a", n=2, share=0.123456, unused=None)) == "A: 2 and 4, 0.123"


def test_braces_of_a_value_are_no_places():
    assert Words({"named": "{name}"}).say(found("named", name="{n}")) == "{n}"


def test_several_sentences_are_said_in_their_order_and_empty_ones_left_out():
    size = either(lambda values: values["n"] > 9, "Many: {n}.", "Few: {n}.")
    words = Words({"told": ("First.", size, lambda values: "", lambda values: "Last.")})
    assert words.say(found("told", n=10)) == "First. Many: 10. Last."
    assert words.say(found("told", n=9)) == "First. Few: 9. Last."


def test_every_remedy_of_the_lab_has_a_name():
    assert set(REMEDY_WORDS) == set(REMEDIES)
