"""Features: what plain Keras computes, each photo once, whatever batch it comes in and however a run ends."""

import keras
import numpy as np
import pytest

from models.engine.pretrained.cache import clear
from models.engine.transfer import features as features_module
from models.engine.transfer.base import load_base
from models.engine.transfer.features import BATCH, BFLOAT16, FLOAT32, ExtractionStopped, extract, precision
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.imagenet.preprocessing import preprocess
from models.photo_sets.photo_set import PhotoSet, photo_hash
from models.transfer.augmentation import augment
from models.transfer.cache import FeatureCache

SIZE, COUNT = 64, 20
EVERYTHING = np.arange(COUNT)


def set_of(pictures, shared=True):
    count = len(pictures)
    hashes = tuple(photo_hash(picture) for picture in pictures)
    labels, parts = np.arange(count, dtype=np.int32) % 2, np.zeros(count, np.uint8)
    return PhotoSet("noise", ("even", "odd"), pictures, labels, hashes, parts, shared)


def noise(count, seed=0):
    """Pictures of coloured noise in patches, so that they still differ after the poolings."""
    patches = np.random.default_rng(seed).integers(0, 256, (count, 4, 4, 3), dtype=np.uint8)
    return patches.repeat(SIZE // 4, axis=1).repeat(SIZE // 4, axis=2)


class Reports(list):
    """Takes progress, and stops after so many batches."""

    def __init__(self, batches=None):
        super().__init__()
        self.batches = batches

    def __call__(self, done, total):
        self.append((done, total))

    def stopped(self):
        return self.batches is not None and len(self) > self.batches


@pytest.fixture(scope="module")
def photos():
    return set_of(noise(COUNT))


@pytest.fixture(scope="module")
def lite0():
    yield load_base(BUILT_IN, "", SIZE, None)
    clear()


@pytest.fixture
def cache(tmp_path):
    return FeatureCache(tmp_path / "features", 10**9)


def test_features_are_the_average_of_what_keras_computes(lite0, photos):
    maps = lite0.frozen(preprocess(photos.pictures, lite0.info.preprocessing), training=False)
    wanted = keras.layers.GlobalAveragePooling2D()(maps)
    found = extract(lite0, photos, EVERYTHING)
    assert (found.shape, found.dtype) == ((COUNT, 1280), np.float32)
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(("pooling", "shape"), [("flatten", (2 * 2 * 1280,)), (None, (2, 2, 1280))])
def test_maps_are_flattened_or_left_as_they_are(lite0, photos, pooling, shape):
    maps = lite0.frozen(preprocess(photos.pictures[:3], lite0.info.preprocessing), training=False)
    found = extract(lite0, photos, np.arange(3), pooling=pooling)
    np.testing.assert_allclose(found, np.reshape(maps, (3, *shape)), rtol=1e-3, atol=1e-4)


def test_a_photo_has_the_same_features_in_every_batch(lite0, photos):
    whole = extract(lite0, photos, EVERYTHING)
    chosen = np.array([7, 19, 0])
    np.testing.assert_allclose(extract(lite0, photos, chosen), whole[chosen], rtol=1e-3, atol=1e-5)
    assert np.array_equal(extract(lite0, photos, EVERYTHING), whole)


def test_the_frozen_part_alone_is_computed(photos):
    base = load_base(BUILT_IN, "", SIZE, 10)
    found = extract(base, photos, np.arange(2), pooling=None)
    assert found.shape[1:] == base.frozen_shape == (4, 4, 112)
    prepared = preprocess(photos.pictures[:2], base.info.preprocessing)
    np.testing.assert_allclose(found, base.frozen(prepared, training=False), rtol=1e-3, atol=1e-3)


def test_where_nothing_is_frozen_the_preprocessed_photos_come_back(photos, cache):
    base = load_base(BUILT_IN, "", SIZE, 0)
    found = extract(base, photos, np.arange(2), pooling=None, cache=cache)
    assert np.array_equal(found, preprocess(photos.pictures[:2], base.info.preprocessing))
    assert not cache.folder.exists()


def test_each_photo_is_computed_once(lite0, photos, cache):
    first, second, third = Reports(), Reports(), Reports()
    some = extract(lite0, photos, np.arange(10), on_progress=first, cache=cache)
    everything = extract(lite0, photos, EVERYTHING, on_progress=second, cache=cache)
    again = extract(lite0, photos, EVERYTHING[::-1], on_progress=third, cache=cache)
    assert first == [(0, 10), (BATCH, 10), (10, 10)]
    assert second == [(10, COUNT), (10 + BATCH, COUNT), (COUNT, COUNT)]
    assert third == [(COUNT, COUNT)]
    assert np.array_equal(everything[:10], some)
    assert np.array_equal(again, everything[::-1])


def test_other_poolings_blocks_sizes_and_weights_are_kept_apart(lite0, photos, cache):
    extract(lite0, photos, EVERYTHING, cache=cache)
    reports = Reports()
    extract(lite0, photos, EVERYTHING, pooling="flatten", on_progress=reports, cache=cache)
    extract(load_base(BUILT_IN, "", SIZE, 5), photos, EVERYTHING, on_progress=reports, cache=cache)
    assert [done for done, _ in reports].count(0) == 2


def test_random_weights_are_not_kept(photos, cache):
    extract(load_base(BUILT_IN, "", SIZE, None, random=True), photos, np.arange(2), cache=cache)
    assert not cache.folder.exists()


def test_a_stopped_run_keeps_its_batches(lite0, photos, cache):
    reports = Reports(batches=1)
    with pytest.raises(ExtractionStopped):
        extract(lite0, photos, EVERYTHING, on_progress=reports, stopped=reports.stopped, cache=cache)
    after = Reports()
    found = extract(lite0, photos, EVERYTHING, on_progress=after, cache=cache)
    assert after[0] == (BATCH, COUNT)
    np.testing.assert_allclose(found, extract(lite0, photos, EVERYTHING), rtol=1e-3, atol=1e-5)


def test_a_killed_run_loses_the_batch_in_hand(lite0, photos, cache, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(done, total):
        if done > BATCH:
            raise Killed

    monkeypatch.setattr(cache, "merge", lambda kind, packs: None)  # a killed process does not tidy up
    with pytest.raises(Killed):
        extract(lite0, photos, EVERYTHING, on_progress=killed, cache=cache)
    after = Reports()
    extract(lite0, photos, EVERYTHING, on_progress=after, cache=FeatureCache(cache.folder, cache.most_bytes))
    assert after[0] == (2 * BATCH, COUNT)


def test_variants_come_one_after_the_other_and_the_first_is_the_photo_itself(lite0, photos):
    kinds = ("flip", "shift")
    found = extract(lite0, photos, np.arange(4), variants=3, augmentation=kinds)
    assert found.shape == (12, 1280)
    plain = extract(lite0, photos, np.arange(4))
    np.testing.assert_allclose(found[:4], plain, rtol=1e-3, atol=1e-5)
    assert np.abs(found[4:8] - found[8:]).max() > 0.01
    seed = features_module._seed(photos.hashes[1], 2)
    other = set_of(augment(photos.pictures[1], kinds, seed)[None])
    np.testing.assert_allclose(found[9], extract(lite0, other, np.arange(1))[0], rtol=1e-3, atol=1e-4)


def test_variants_are_kept_and_the_photo_itself_serves_every_augmentation(lite0, photos, cache):
    def progress(kinds):
        reports = Reports()
        extract(lite0, photos, np.arange(4), 2, kinds, on_progress=reports, cache=cache)
        return reports

    assert progress(("flip",))[0] == (0, 8)
    assert progress(("noise",))[0] == (4, 8)
    assert progress(("flip",)) == [(8, 8)]


def test_a_folder_that_is_gone_does_not_come_back_and_the_run_goes_on(lite0, photos, tmp_path):
    gone = tmp_path / "private" / "features"
    found = extract(lite0, photos, np.arange(3), cache=FeatureCache(gone, 10**9))
    np.testing.assert_allclose(found, extract(lite0, photos, np.arange(3)), rtol=1e-3, atol=1e-5)
    assert not gone.parent.exists()


def test_photos_of_another_size_are_refused(lite0):
    with pytest.raises(ValueError, match="32"):
        extract(lite0, set_of(noise(1)[:, :32, :32]), np.arange(1))


@pytest.mark.parametrize(
    ("flags", "network", "wanted"),
    [
        ("fpu avx512f avx512_bf16", "vgg16", BFLOAT16),
        ("fpu amx_bf16", "resnet50", BFLOAT16),
        ("fpu avx512f", "vgg16", FLOAT32),
        ("fpu avx512_bf16", BUILT_IN, FLOAT32),
    ],
)
def test_reduced_precision_where_the_processor_has_it_and_the_network_gains(flags, network, wanted, monkeypatch):
    monkeypatch.setattr(
        features_module, "_has_bfloat16", lambda: features_module._tells_bfloat16(f"flags\t: {flags}\n")
    )
    assert precision(network) == wanted


@pytest.mark.parametrize("number_format", [BFLOAT16, FLOAT32])
@pytest.mark.parametrize("pooling", ["average", "flatten"])
def test_vgg_in_either_precision_agrees_with_keras_and_comes_back_as_it_went(
    photos, cache, monkeypatch, number_format, pooling
):
    monkeypatch.setattr(features_module, "precision", lambda network: number_format)
    keras.utils.set_random_seed(0)
    base = load_base("vgg16", "", SIZE, None, random=True)
    kept = type(base)(base.info, base.cut, base.frozen, base.trained, weights="these")
    found = extract(kept, photos, EVERYTHING, pooling=pooling, cache=cache)
    maps = base.frozen(preprocess(photos.pictures, NETWORKS["vgg16"].preprocessing), training=False).numpy()
    wanted = maps.mean(axis=(1, 2)) if pooling == "average" else maps.reshape(COUNT, -1)
    error = np.linalg.norm(found - wanted) / np.linalg.norm(wanted)
    assert error < (0.02 if number_format == BFLOAT16 else 1e-4)
    reports = Reports()
    assert np.array_equal(extract(kept, photos, EVERYTHING, pooling=pooling, on_progress=reports, cache=cache), found)
    assert reports == [(COUNT, COUNT)]
    assert keras.config.dtype_policy().name == "float32"
