"""Exams: which photos of a labelled set are asked, and in which order."""

from __future__ import annotations

import io
import zipfile
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from models.imagenet.classes import CLASSES
from models.imagenet.exam import MOST_PHOTOS, Exam, make_exam
from models.photos.archive import open_archive

FOLDERS = ("goldfish", "German shepherd", "banana", "volcano")


def exam_on(*paths: str) -> Exam:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for path in paths:
            opened.writestr(path, b"pixels")
    return make_exam(open_archive(file.getvalue()))


def photos(folder: str, count: int) -> list[str]:
    return [f"{folder}/{number:04}.jpg" for number in range(count)]


def asked(exam: Exam) -> list[str]:
    return [CLASSES[label].english for _, label in exam.questions]


def test_the_classes_take_turns():
    exam = exam_on(*photos("goldfish", 3), *photos("banana", 1), *photos("volcano", 2))
    assert asked(exam) == ["goldfish", "banana", "volcano", "goldfish", "volcano", "goldfish"]
    assert [entry.path for entry, _ in exam.questions][::3] == ["goldfish/0000.jpg", "goldfish/0001.jpg"]
    assert (exam.left_out, exam.asked, exam.broken) == (0, 0, {})


def test_a_rare_class_is_asked_whole_where_a_common_one_fills_the_exam():
    exam = exam_on(*photos("goldfish", MOST_PHOTOS + 90), *photos("banana", 10))
    assert Counter(asked(exam)) == {"goldfish": MOST_PHOTOS - 10, "banana": 10}
    assert exam.left_out == 100


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=len(FOLDERS), max_size=len(FOLDERS)))
def test_no_class_gives_way_to_one_that_is_asked_more(counts):
    held = dict(zip(FOLDERS, counts, strict=True))
    exam = exam_on("readme.jpg", *(path for folder, count in held.items() for path in photos(folder, count)))
    chosen = Counter(asked(exam))
    assert len(exam.questions) == min(MOST_PHOTOS, sum(counts))
    assert exam.left_out == sum(counts) - len(exam.questions)
    assert len({entry for entry, _ in exam.questions}) == len(exam.questions)
    most = max(chosen.values(), default=0)
    assert all(chosen[name] == count or chosen[name] >= most - 1 for name, count in held.items())


def test_photos_that_name_no_class_are_not_asked():
    exam = exam_on("holiday.jpg", "n02106662/1.jpg", "dogs and volcano, banana/2.jpg")
    assert asked(exam) == ["German shepherd"]
    assert [entry.path for entry in exam.unknown] == ["holiday.jpg", "dogs and volcano, banana/2.jpg"]


def test_an_exam_is_all_asked_after_its_last_question():
    exam = exam_on(*photos("banana", 2))
    seen = [exam.is_all_asked]
    for _ in exam.questions:
        exam.asked += 1
        seen.append(exam.is_all_asked)
    assert seen == [False, False, True]
