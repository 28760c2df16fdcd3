"""Why something failed, in words."""

from __future__ import annotations

import pytest

from components.imagenet import failures as of_photos
from components.runs.failures import ANSWER_FAILURES, RUN_FAILURES, failure_text
from components.transfer import continued
from components.transfer import status as of_transfer
from models.jobs import Failure

TABLES = {
    "run": RUN_FAILURES,
    "answer": ANSWER_FAILURES,
    "photo": of_photos._SENTENCES,
    "transfer run": of_transfer.RUN_FAILURES,
    "transfer answer": of_transfer.ANSWER_FAILURES,
    "continued": continued._FAILURES,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_sentence_can_be_filled_in_whatever_is_known(table):
    for kind in TABLES[table]:
        assert failure_text(Failure(kind), TABLES[table])


def test_a_lesson_has_its_own_words_and_the_common_ones():
    lost = Failure("worker_lost")
    assert "smaller photos" in failure_text(lost, of_transfer.RUN_FAILURES)
    assert "smaller photos" not in failure_text(lost, continued._FAILURES)
    gone = Failure("dataset_missing", "DatasetMissing", "mnist")
    assert "(DatasetMissing: mnist)" in failure_text(gone, of_transfer.RUN_FAILURES)


def test_what_is_known_of_a_failure_is_told():
    values = {"network": "vgg16", "needed": 9e8, "available": 1e8}
    text = failure_text(Failure("not_enough_memory", values=values), of_photos._SENTENCES)
    assert all(part in text for part in ("VGG16", "900\xa0MB", "100\xa0MB", "smaller network"))
    text = failure_text(Failure("weights_broken", values={"name": "vgg16", "path": "/a`b"}), of_photos._SENTENCES)
    assert "`/ab` cannot be read" in text


def test_what_python_says_of_an_unknown_failure_is_told_in_short():
    text = failure_text(Failure("error", "ValueError", "`x`" * 500), RUN_FAILURES)
    assert text.startswith("The run failed: ValueError: xxx")
    assert len(text) < 250
    assert failure_text(Failure("error"), RUN_FAILURES) == "The run failed: "
