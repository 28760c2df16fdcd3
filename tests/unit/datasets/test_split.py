import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.datasets import Dataset, load, prepare
from models.experiment import Experiment
from models.training.data import split_for

# Every example is its own number, so that it can be told where it went.
NUMBERED = Dataset(
    "digits",
    np.arange(100)[:, None],
    (np.arange(100) % 10).astype(np.int32),
    np.arange(100, 130)[:, None],
    (np.arange(30) % 10).astype(np.int32),
)


@given(
    examples=st.integers(2, 300),
    share=st.floats(0, 0.5),
    noise=st.floats(0, 1),
    seed=st.integers(0, 9999),
)
def test_every_example_is_in_one_part_and_only_training_labels_change(examples, share, noise, seed):
    split = prepare(NUMBERED, examples, share, noise, seed)
    train, validation = split.x_train[:, 0], split.x_val[:, 0]
    assert len(train) >= 1
    assert len(split.y_train) == len(split.noisy) == len(train)
    np.testing.assert_array_equal(split.x_test, NUMBERED.x_test)
    np.testing.assert_array_equal(split.y_test, NUMBERED.y_test)
    if share:
        assert len(validation) >= 1
        assert len(train) + len(validation) == min(examples, 100)
        assert abs(len(validation) - share * min(examples, 100)) <= 1
        np.testing.assert_array_equal(split.y_val, validation % 10)
        assert len({*train, *validation}) == min(examples, 100)
    else:
        assert len({*train}) == len(train) == min(examples, 100)
        assert split.x_val is NUMBERED.x_test
        assert split.y_val is NUMBERED.y_test
    np.testing.assert_array_equal(split.noisy, split.y_train != train % 10)
    assert split.y_train.dtype == np.int32
    assert set(split.y_train) <= set(range(10))


def test_the_data_set_itself_keeps_its_labels():
    before = NUMBERED.y_train.copy()
    prepare(NUMBERED, 100, 0.2, 1.0, 1)
    np.testing.assert_array_equal(NUMBERED.y_train, before)


def test_the_same_seed_draws_the_same_and_another_one_does_not():
    first, second, other = (prepare(NUMBERED, 50, 0.2, 0.3, seed) for seed in (1, 1, 2))
    for name in ("x_train", "y_train", "x_val", "noisy"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    assert (first.x_train != other.x_train).any()


def test_noise_changes_neither_the_drawing_nor_the_parts():
    clean, noisy = prepare(NUMBERED, 50, 0.2, 0.0, 1), prepare(NUMBERED, 50, 0.2, 0.5, 1)
    np.testing.assert_array_equal(clean.x_train, noisy.x_train)
    np.testing.assert_array_equal(clean.x_val, noisy.x_val)
    assert not clean.noisy.any()


@pytest.mark.parametrize("noise", [0.1, 0.5])
@pytest.mark.parametrize("name", ["digits", "moons"])
def test_the_share_of_noise_is_the_one_asked_for_spread_over_the_other_classes(name, noise):
    data = load(name)
    split = prepare(data, 60_000, 0.0, noise, 3)
    assert abs(split.noisy.mean() - noise) < 4 * np.sqrt(noise * (1 - noise) / len(split.noisy))
    clean = prepare(data, 60_000, 0.0, 0.0, 3)
    steps = (split.y_train - clean.y_train)[split.noisy] % (data.y_train.max() + 1)
    assert set(steps) == set(range(1, data.y_train.max() + 1))


def test_the_algorithm_is_the_one_that_the_keras_program_repeats():
    split = split_for(Experiment(examples=1000, validation_share=0.25, label_noise=0.2, seed=7))
    data = load("digits")
    rng = np.random.default_rng(7)
    order = rng.permutation(4000)[:1000]
    np.testing.assert_array_equal(split.x_train, data.x_train[order[:750]])
    np.testing.assert_array_equal(split.x_val, data.x_train[order[750:]])
    labels = data.y_train[order[:750]]
    noisy = rng.random(750) < 0.2
    labels[noisy] = (labels[noisy] + rng.integers(1, 10, noisy.sum())) % 10
    np.testing.assert_array_equal(split.y_train, labels)
    np.testing.assert_array_equal(split.noisy, noisy)
