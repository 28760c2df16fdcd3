"""Labels from paths, and what a network got wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.imagenet.classes import CLASSES
from models.imagenet.labelled import OTHER, label_entries, score
from models.photos.archive import Entry

VOLCANO, CRANE_BIRD, CRANE_MACHINE, GOLDFISH, JAY = 980, 134, 517, 1, 17


def entry(path: str) -> Entry:
    *folders, name = path.split("/")
    return Entry(path, folders[-1] if folders else "", name, 10)


def answered(*answers: int, sureness: float = 0.9) -> np.ndarray:
    """(n, 1000) probabilities with the given answers."""
    rows = np.full((len(answers), 1000), (1 - sureness) / 999, np.float32)
    rows[np.arange(len(answers)), answers] = sureness
    return rows


@pytest.mark.parametrize(
    ("path", "index"),
    [
        ("volcano.jpg", VOLCANO),
        ("goldfish/volcano.jpg", VOLCANO),
        ("goldfish/photo_1.jpg", GOLDFISH),
        ("test/금붕어/사진 1.jpg", GOLDFISH),
        ("volcano/goldfish/1.jpg", GOLDFISH),
        ("goldfish/train/1.jpg", GOLDFISH),
        ("n01443537/volcano.jpg", GOLDFISH),
        ("n09472597/n01443537_1.jpg", GOLDFISH),
        ("n03126707/crane.jpg", CRANE_MACHINE),
        ("crane (bird)/1.jpg", CRANE_BIRD),
        ("jay/goldfish and volcano.jpg", JAY),
    ],
)
def test_the_label_is_read_from_the_path(path: str, index: int) -> None:
    photo = entry(path)
    assert label_entries([photo]) == ([(photo, index)], [])


def test_photos_without_a_label_are_told_and_the_order_stays() -> None:
    photos = [entry(path) for path in ("crane/1.jpg", "jay.jpg", "IMG_1.jpg", "volcano/2.jpg")]
    labelled, unknown = label_entries(photos)
    assert labelled == [(photos[1], JAY), (photos[3], VOLCANO)]
    assert unknown == [photos[0], photos[2]]


def test_confusion_counts_truths_in_rows_and_answers_in_columns() -> None:
    result = score(answered(1, 1, 2, 3), [1, 1, 1, 3])
    assert result.classes == (1, 2, 3)
    assert result.confusion.tolist() == [[2, 1, 0], [0, 0, 0], [0, 0, 1]]


def test_rare_classes_meet_under_other() -> None:
    truths = [0] * 5 + [1] * 4 + [2, 3]
    answers = [0] * 5 + [1, 1, 1, 2] + [2, 4]
    result = score(answered(*answers), truths, most=2)
    assert result.classes == (1, 2, OTHER)  # class 0 is the most frequent, but nothing was mistaken for it
    assert result.confusion.tolist() == [[3, 1, 0], [0, 1, 0], [0, 0, 6]]
    assert result.mistaken_others == 1  # 3 was taken for 4
    assert [(mistake.truth, mistake.answer) for mistake in result.mistakes] == [(1, 2), (3, 4)]


def test_mistakes_come_surest_first() -> None:
    probabilities = np.concatenate([answered(5, sureness=0.4), answered(6), answered(7, sureness=0.6)])
    mistakes = score(probabilities, [50, 6, 70]).mistakes
    assert [(mistake.photo, mistake.truth, mistake.answer) for mistake in mistakes] == [(2, 70, 7), (0, 50, 5)]
    assert [mistake.probability for mistake in mistakes] == pytest.approx([0.6, 0.4])


def test_nothing_to_score_is_an_empty_score() -> None:
    result = score(np.zeros((0, 1000)), [])
    assert result.classes == ()
    assert result.confusion.shape == (0, 0)
    assert result.mistakes == ()


def test_one_mistake_among_many_classes_has_its_cell() -> None:
    truths = list(range(100, 116))
    result = score(answered(*truths[:-1], 300), truths)
    row, column = result.classes.index(115), result.classes.index(300)
    assert result.confusion[row, column] == 1
    assert result.mistaken_others == 0


@pytest.mark.parametrize(
    ("shape", "labels"),
    [((2, 1000), [1]), ((1, 999), [1]), ((1, 1000), [1000]), ((1, 1000), [-1]), ((1, 1000), [[1]])],
)
def test_what_does_not_fit_is_refused(shape: tuple[int, int], labels: list) -> None:
    with pytest.raises(ValueError, match="labels"):
        score(np.zeros(shape), labels)


@given(st.integers(1, 60).flatmap(lambda n: arrays.arrays(np.int64, (2, n), elements=st.integers(0, 30))))
def test_every_photo_is_counted_once(pairs: np.ndarray) -> None:
    truths, answers = pairs
    result = score(answered(*answers), truths)
    own = [index for index in result.classes if index != OTHER]
    assert len(own) == min(12, len(np.unique(pairs)))
    assert result.confusion.sum() == truths.size
    for row, index in enumerate(own):
        assert result.confusion[row].sum() == (truths == index).sum()
        assert result.confusion[:, row].sum() == (answers == index).sum()
        assert result.confusion[row, row] == ((truths == index) & (answers == index)).sum()
    assert {mistake.photo for mistake in result.mistakes} == set(np.flatnonzero(truths != answers))


def test_all_photos_of_one_class_have_a_table_of_one() -> None:
    result = score(answered(GOLDFISH, GOLDFISH), [GOLDFISH, GOLDFISH])
    assert result.classes == (GOLDFISH,)
    assert result.confusion.tolist() == [[2]]
    assert CLASSES[result.classes[0]].name == "goldfish"
