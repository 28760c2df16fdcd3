"""What a run of the transfer page leaves: scores, mistakes with their heat, points, counts of parameters."""

import keras
import numpy as np
import pytest

from models.engine.examples import Examples
from models.engine.program import Program
from models.engine.results import trainable_parameters
from models.engine.transfer.base import load_base
from models.engine.transfer.train import make_trainable_base
from models.engine.transfer.whole import Whole, assemble
from models.photo_sets.sets import load_set
from models.photo_sets.split import TEST, VALIDATION
from models.runs.wire import pack, unpack
from models.transfer.presets import TRANSFER_PRESETS
from tests.unit.engine.transfer.finished_runs import RUNS, run


@pytest.fixture(scope="module", params=("dense", "fine_tune", "small_cnn"))
def finished(request, small_home):
    return RUNS[request.param], run(RUNS[request.param])


def test_scores_agree_with_each_other(finished):
    _, result = finished
    photos = load_set("drawn", "", 64, 10)
    np.testing.assert_array_equal(
        result.confusion.sum(axis=1), np.bincount(photos.labels[photos.parts == TEST], minlength=2)
    )
    assert np.trace(result.confusion) / result.confusion.sum() == pytest.approx(result.test_accuracy)
    assert (result.truths == result.answers).mean() == pytest.approx(result.test_accuracy)
    assert result.classes == photos.classes


def test_the_photos_are_counted(finished):
    _, result = finished
    photos = load_set("drawn", "", 64, 10)
    counts = tuple(int((photos.parts == part).sum()) for part in (VALIDATION, TEST))
    assert result.photos == (20, *counts)


def test_features_that_were_there_are_told_from_computed_ones(fresh_home):
    first, again = run(RUNS["dense"]), run(RUNS["dense"])
    assert first.kept == (0, sum(first.photos))
    assert again.kept == (sum(first.photos), sum(first.photos))


def test_every_mistake_has_its_heat(finished):
    _, result = finished
    assert len(result.heat) == len(result.mistakes) > 0
    assert result.heat.dtype == np.float32
    assert np.isin(result.heat.max(axis=(1, 2)).round(6), (0, 1)).all()
    assert result.heat.min() >= 0


def test_every_shown_photo_is_a_point_before_and_after(finished):
    _, result = finished
    for points in (result.before, result.after):
        for kind in ("pca", "tsne"):
            assert points[kind].shape == (len(result.truths), 2)
            assert points[kind].dtype == np.float32
            assert np.isfinite(points[kind]).all()
    assert not np.array_equal(result.before["pca"], result.after["pca"])


def test_a_result_survives_its_way_to_the_page(finished):
    _, result = finished
    arrived = unpack(pack(result))
    assert (arrived.photos, arrived.kept) == (result.photos, result.kept)
    assert arrived.model_file == result.model_file != ""
    np.testing.assert_array_equal(arrived.before["tsne"], result.before["tsne"])
    np.testing.assert_array_equal(arrived.heat, result.heat)


@pytest.mark.parametrize("key", TRANSFER_PRESETS)
def test_the_textbooks_networks_have_the_published_numbers_of_parameters(key):
    preset = TRANSFER_PRESETS[key]
    experiment, head = preset.experiment, preset.experiment.head_experiment()
    base = load_base("vgg16", "", experiment.size, experiment.trained_from, random=True)
    height, width, channels = base.frozen_shape
    given = base.frozen_shape if base.trained else (height * width * channels,)
    classes = 10 if experiment.dataset == "sign_language" else 2
    program = Program(head, Examples(given, classes, "float32"), make_trainable_base(experiment, base))
    published = {one.figure: one.value for one in preset.published}
    assert assemble(experiment, head, base, program).parameters == published["parameters"]
    assert trainable_parameters(program) == published["trainable_parameters"]


def test_heat_of_an_averaged_softmax_head_is_the_class_activation_map():
    """There Grad-CAM is CAM (Zhou et al. 2016): the maps weighed with the class's own weights."""
    rng = np.random.default_rng(0)
    photos, maps = keras.Input((6, 6, 3)), keras.Input((6, 6, 4))
    output = keras.layers.Dense(3, activation="softmax")
    output.build((None, 4))
    convolution = keras.layers.Conv2D(4, 3, padding="same", activation="relu")
    to_maps = keras.Model(photos, convolution(photos))
    entry = keras.Model(maps, keras.layers.GlobalAveragePooling2D()(maps))
    whole = Whole("tf", to_maps, entry, output)
    pictures = rng.integers(0, 256, (5, 6, 6, 3), dtype=np.uint8)
    answers = np.array([0, 1, 2, 1, 0])
    weighed = np.einsum("nhwc,cn->nhw", whole.maps(pictures), output.kernel.numpy()[:, answers]).clip(0)
    largest = weighed.max(axis=(1, 2), keepdims=True)
    assert (largest > 0).any()
    expected = np.divide(weighed, largest, out=np.zeros_like(weighed), where=largest > 0)
    np.testing.assert_allclose(whole.heat(pictures, answers), expected, atol=1e-5)


def test_heat_of_a_network_that_diverged_is_zero():
    photos, maps = keras.Input((6, 6, 3)), keras.Input((6, 6, 3))
    output = keras.layers.Dense(2)
    output.build((None, 3))
    output.kernel.assign(np.full((3, 2), np.nan, np.float32))
    to_maps = keras.Model(photos, keras.layers.Identity()(photos))
    entry = keras.Model(maps, keras.layers.GlobalAveragePooling2D()(maps))
    pictures = np.full((2, 6, 6, 3), 200, np.uint8)
    heat = Whole("tf", to_maps, entry, output).heat(pictures, np.array([0, 1]))
    np.testing.assert_array_equal(heat, np.zeros((2, 6, 6)))


def test_a_disk_that_takes_no_file_costs_the_file_alone(small_home, monkeypatch):
    monkeypatch.setenv("LAYERLAB_PRIVATE", "/proc/layerlab")
    result = run(RUNS["small_cnn"].replace(epochs=1))
    assert (result.model_file, result.disk_refused) == ("", True)
    assert result.confusion.sum() == result.photos[2] > 0
