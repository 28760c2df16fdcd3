"""The findings of all lessons: each kind has its place in the lesson's order, and its words."""

import pytest

from components.imagenet.findings import words_for as photo_words
from components.initialization.findings import WORDS as FRESH_WORDS
from components.optimizers.findings import WORDS as RACE_WORDS
from components.training.findings import WORDS as LAB_WORDS
from components.training.findings.remedies import REMEDY_WORDS
from components.transfer.findings import words_for as transfer_words
from components.words.findings import advised, say
from models.finding import Finding, found, in_order
from models.imagenet import findings as imagenet
from models.initialization import findings as initialization
from models.optimizers import findings as optimizers
from models.training import findings as training
from models.training.findings.remedies import REMEDIES
from models.transfer import findings as transfer
from models.transfer.experiment import TransferExperiment

LESSONS = {
    "initialization": (initialization, FRESH_WORDS),
    "training": (training, LAB_WORDS),
    "optimizers": (optimizers, RACE_WORDS),
    "imagenet": (imagenet, photo_words()),
    "transfer": (transfer, transfer_words(TransferExperiment())),
}
EVERY = pytest.mark.parametrize("lesson", LESSONS)


@EVERY
def test_each_kind_has_one_place_and_words(lesson):
    models, words = LESSONS[lesson]
    assert len(set(models.KINDS)) == len(models.KINDS)
    assert set(words) == set(models.KINDS)


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
    words = {"large": lambda values: f"Size {values['size']}."}
    advice = {"less": "less of it", "none": "none", "other": "another"}
    finding = found("large", ("less", "none", "other"), size=3)
    assert say(finding, words) == "Size 3."
    told = say(finding, words, lambda names: advised(names, advice))
    assert told == "Size 3. Try less of it, none or another."
    assert say(Finding("large", {"size": 3}), words, lambda names: advised(names, advice)) == "Size 3."


def test_every_remedy_of_the_lab_has_a_name():
    assert set(REMEDY_WORDS) == set(REMEDIES)
