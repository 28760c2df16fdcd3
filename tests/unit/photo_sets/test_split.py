"""Which photos of a set are trained on, validated on and tested on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.photo_sets.photo_set import PhotoSet
from models.photo_sets.split import TEST, TRAIN, VALIDATION, share_out, split_set


def photo_set(labels: np.ndarray, parts: np.ndarray) -> PhotoSet:
    classes = tuple(f"class {label}" for label in range(int(labels.max()) + 1))
    pictures = np.zeros((len(labels), 1, 1, 3), np.uint8)
    return PhotoSet("toy", classes, pictures, labels.astype(np.int32), ("",) * len(labels), parts, shared=True)


def three_classes() -> PhotoSet:
    labels = np.tile(np.arange(3), 100)
    return photo_set(labels, share_out(labels, [None] * 300))


def test_training_photos_are_stratified_and_come_from_the_pool() -> None:
    photos = three_classes()
    split = split_set(photos, 20, 0.0, seed=1)
    assert np.bincount(photos.labels[split.train]).tolist() == [20, 20, 20]
    assert np.all(photos.parts[split.train] == TRAIN)
    assert len(np.unique(split.train)) == 60
    assert np.array_equal(split.y_train, photos.labels[split.train])
    assert not split.noisy.any()
    assert np.array_equal(split.val, np.flatnonzero(photos.parts == VALIDATION))
    assert np.array_equal(split.test, np.flatnonzero(photos.parts == TEST))


def test_more_than_there_are_means_all() -> None:
    photos = three_classes()
    split = split_set(photos, 1000, 0.0, seed=1)
    assert np.array_equal(np.sort(split.train), np.flatnonzero(photos.parts == TRAIN))


def test_the_seed_decides() -> None:
    photos = three_classes()
    once, again, other = (split_set(photos, 20, 0.3, seed) for seed in (1, 1, 2))
    assert np.array_equal(once.train, again.train)
    assert np.array_equal(once.y_train, again.y_train)
    assert set(once.train) != set(other.train)


def test_fewer_photos_are_among_the_more() -> None:
    photos = three_classes()
    assert set(split_set(photos, 5, 0.0, 7).train) < set(split_set(photos, 30, 0.0, 7).train)


def test_noise_changes_the_share_it_names_and_always_to_another_class() -> None:
    photos = three_classes()
    split = split_set(photos, 70, 0.4, seed=3)
    assert np.array_equal(split.y_train != photos.labels[split.train], split.noisy)
    assert 0.3 < split.noisy.mean() < 0.5
    assert set(split.y_train) == {0, 1, 2}


def test_sharing_out_holds_out_a_tenth_and_15_percent_of_each_class() -> None:
    labels = np.repeat([0, 1], [100, 40])
    parts = share_out(labels, [None] * 140)
    assert np.bincount(parts[labels == 0]).tolist() == [75, 15, 10]
    assert np.bincount(parts[labels == 1]).tolist() == [30, 6, 4]
    assert np.array_equal(parts, share_out(labels, [None] * 140))


def test_given_parts_stay() -> None:
    given_parts = [TRAIN] * 4 + [VALIDATION] * 2 + [TEST] * 3
    assert share_out(np.zeros(9, int), given_parts).tolist() == given_parts


def test_the_second_half_of_the_validation_photos_is_the_test_where_none_is_given() -> None:
    parts = share_out(np.zeros(10, int), [TRAIN] * 6 + [VALIDATION] * 4)
    assert parts.tolist() == [TRAIN] * 6 + [VALIDATION] * 2 + [TEST] * 2


def test_without_given_validation_it_is_taken_from_training() -> None:
    parts = share_out(np.zeros(25, int), [TRAIN] * 20 + [TEST] * 5)
    assert np.bincount(parts).tolist() == [16, 4, 5]
    assert np.all(parts[20:] == TEST)


def test_a_class_that_came_without_training_photos_is_shared_out_anew() -> None:
    parts = share_out(np.zeros(20, int), [TEST] * 20)
    assert np.bincount(parts).tolist() == [15, 3, 2]


@given(st.lists(st.sampled_from([None, TRAIN, VALIDATION, TEST]), min_size=4, max_size=40))
def test_every_class_has_photos_in_every_part(given_parts: list[int | None]) -> None:
    labels = np.zeros(len(given_parts), int)
    assert np.all(np.bincount(share_out(labels, given_parts), minlength=3) >= 1)


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_two_photos_a_class_are_enough(noise: float) -> None:
    labels = np.repeat([0, 1], 4)
    split = split_set(photo_set(labels, share_out(labels, [None] * 8)), 2, noise, seed=0)
    assert len(split.train) == len(split.y_train) == 4
