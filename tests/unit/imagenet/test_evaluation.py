"""Evaluations: which photos of a labelled set are asked, and in which order."""

from __future__ import annotations

import io
import zipfile
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from models.imagenet.classes import CLASSES
from models.imagenet.evaluation import MOST_PHOTOS, Evaluation, make_evaluation
from models.photos.archive import open_archive

FOLDERS = ("goldfish", "German shepherd", "banana", "volcano")


def evaluation_on(*paths: str) -> Evaluation:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for path in paths:
            opened.writestr(path, b"pixels")
    return make_evaluation(open_archive(file.getvalue()))


def photos(folder: str, count: int) -> list[str]:
    return [f"{folder}/{number:04}.jpg" for number in range(count)]


def asked(evaluation: Evaluation) -> list[str]:
    return [CLASSES[label].english for _, label in evaluation.questions]


def test_the_classes_take_turns():
    evaluation = evaluation_on(*photos("goldfish", 3), *photos("banana", 1), *photos("volcano", 2))
    assert asked(evaluation) == ["goldfish", "banana", "volcano", "goldfish", "volcano", "goldfish"]
    assert [entry.path for entry, _ in evaluation.questions][::3] == ["goldfish/0000.jpg", "goldfish/0001.jpg"]
    assert (evaluation.left_out, evaluation.asked, evaluation.broken) == (0, 0, {})


def test_a_rare_class_is_asked_whole_where_a_common_one_fills_the_evaluation():
    evaluation = evaluation_on(*photos("goldfish", MOST_PHOTOS + 90), *photos("banana", 10))
    assert Counter(asked(evaluation)) == {"goldfish": MOST_PHOTOS - 10, "banana": 10}
    assert evaluation.left_out == 100


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=len(FOLDERS), max_size=len(FOLDERS)))
def test_no_class_gives_way_to_one_that_is_asked_more(counts):
    held = dict(zip(FOLDERS, counts, strict=True))
    evaluation = evaluation_on(
        "readme.jpg", *(path for folder, count in held.items() for path in photos(folder, count))
    )
    chosen = Counter(asked(evaluation))
    assert len(evaluation.questions) == min(MOST_PHOTOS, sum(counts))
    assert evaluation.left_out == sum(counts) - len(evaluation.questions)
    assert len({entry for entry, _ in evaluation.questions}) == len(evaluation.questions)
    most = max(chosen.values(), default=0)
    assert all(chosen[name] == count or chosen[name] >= most - 1 for name, count in held.items())


def test_photos_that_name_no_class_are_not_asked():
    evaluation = evaluation_on("holiday.jpg", "n02106662/1.jpg", "dogs and volcano, banana/2.jpg")
    assert asked(evaluation) == ["German shepherd"]
    assert [entry.path for entry in evaluation.unknown] == ["holiday.jpg", "dogs and volcano, banana/2.jpg"]


def test_an_evaluation_is_all_asked_after_its_last_question():
    evaluation = evaluation_on(*photos("banana", 2))
    seen = [evaluation.is_all_asked]
    for _ in evaluation.questions:
        evaluation.asked += 1
        seen.append(evaluation.is_all_asked)
    assert seen == [False, False, True]
