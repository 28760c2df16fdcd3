"""The network that a visitor takes home: plain Keras, with its resizing and preprocessing inside."""

import io
import json
import os
import subprocess
import sys
import zipfile
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image

from models.engine.tasks import TASKS
from models.engine.transfer import train
from models.engine.transfer.export import export
from models.engine.transfer.results import Trained
from models.engine.transfer.whole import Whole
from models.home import trained_folder
from models.imagenet.preprocessing import MODES, preprocess
from models.photo_sets.drawn import draw
from models.photo_sets.sets import load_set
from models.photos.fit import fit
from models.photos.samples import load_sample
from models.transfer.export_zip import export_zip
from models.transfer.saved_models import ModelGone, model_path
from tests.unit.engine.transfer.finished_runs import RUNS, SMALL, run

# Photos as visitors have them: on pictures of 64 pixels, a grey level is much to a network.
LARGE = SMALL.replace(photo_size="160", per_class=25, epochs=10)
OPEN_AND_PREDICT = """
import keras, numpy as np
answers = {}
for key, photos in np.load("photos.npz").items():
    model = keras.models.load_model(f"{key.split()[0]}.keras")  # safe mode is the default
    answers[key] = model.predict(photos, verbose=0)
np.savez("answers.npz", **answers)
"""

pytestmark = pytest.mark.slow  # several networks are trained and written


@pytest.fixture(scope="module")
def trained(small_home):
    """Networks and their results; of the networks, what the engine itself holds at the end of the run."""
    held: dict[str, Any] = {}
    results: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:

        def keep(trained, *rest, **figures):
            held[name] = trained
            return make_result(trained, *rest, **figures)

        make_result = train.make_transfer_result
        patch.setattr(train, "make_transfer_result", keep)
        for name, experiment in {**RUNS, "large": LARGE}.items():
            results[name] = run(experiment)
    return held, results


def own_probabilities(network: Trained, pictures):
    """The engine's forward pass in float32, as features and program are used in a run."""
    base, program = network.base, network.program
    if base is None:
        return program.predict(pictures)
    maps = base.frozen(preprocess(pictures, base.info.preprocessing), training=False).numpy()
    if base.trained is None:
        flat = network.experiment.pooling == "flatten"
        maps = maps.reshape(len(maps), -1) if flat else maps.mean(axis=(1, 2))
    return program.predict(maps)


def in_a_fresh_process(folder, *arguments):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-I", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_plain_keras_gives_the_same_probabilities(trained, tmp_path):
    held, results = trained
    exact = {name: np.asarray(load_set("drawn", "", held[name].experiment.size, 10).pictures[:8]) for name in results}
    wide = np.stack([draw(("cat", "dog")[number % 2], 9000 + number, 400)[:330] for number in range(16)])
    np.savez(tmp_path / "photos.npz", allow_pickle=True, **exact, **{"large wide": wide})
    for name, result in results.items():
        (tmp_path / f"{name}.keras").symlink_to(result.model_file)
    in_a_fresh_process(tmp_path, "-c", OPEN_AND_PREDICT)
    answers = np.load(tmp_path / "answers.npz")
    for name in results:
        own = own_probabilities(held[name], exact[name])
        assert np.ptp(own[:, 0]) > 1e-3, name  # it does tell photos apart
        np.testing.assert_allclose(answers[name], own, atol=1e-5, err_msg=name)
    squeezed = np.stack([fit(picture, LARGE.size, "squeeze") for picture in wide])
    own = own_probabilities(held["large"], squeezed)
    assert np.ptp(own[:, 0]) > 0.5
    np.testing.assert_allclose(answers["large wide"], own, atol=0.02)


def test_the_program_in_the_zip_runs(trained, tmp_path):
    result = trained[1]["dense"]
    with zipfile.ZipFile(io.BytesIO(export_zip(model_path(result.model_file), result.classes))) as archive:
        assert sorted(archive.namelist()) == ["classes.json", "model.keras", "predict.py"]
        archive.extractall(tmp_path)
    assert json.loads((tmp_path / "classes.json").read_text(encoding="utf-8")) == list(result.classes)
    picture = np.asarray(load_set("drawn", "", 64, 10).pictures[0])
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side; to be turned a quarter clockwise
    Image.fromarray(np.rot90(picture)).save(tmp_path / "photo.png", exif=exif)
    lines = in_a_fresh_process(tmp_path, "predict.py", "photo.png").split("\n")
    told = {line.split()[1]: float(line.split()[0]) for line in lines if line}
    expected = TASKS["answer_photo"](result.model_file, picture)["probabilities"]
    assert list(told) == list(result.classes)
    np.testing.assert_allclose(list(told.values()), expected, atol=1e-4)


def test_a_worker_answers_a_photo_of_any_size(trained):
    result = trained[1]["small_cnn"]
    answer = TASKS["answer_photo"](result.model_file, np.zeros((30, 500, 3), np.uint8))
    assert answer["probabilities"].shape == (2,)
    assert answer["probabilities"].sum() == pytest.approx(1.0, abs=1e-5)
    assert answer["seconds"] > 0


def test_a_mistakes_photo_is_answered_as_in_the_run(trained):
    for name in RUNS:  # photos larger than these are kept smaller
        result = trained[1][name]
        mistake = result.mistakes[0]
        answer = TASKS["answer_photo"](result.model_file, mistake.image)
        assert answer["probabilities"][mistake.answer] == pytest.approx(mistake.probability, abs=1e-5), name


def test_a_worker_opens_nothing_but_networks_of_runs(trained, tmp_path):
    result = trained[1]["dense"]
    photo = np.zeros((8, 8, 3), np.uint8)
    stranger = tmp_path / os.path.basename(result.model_file)
    stranger.symlink_to(result.model_file)
    for path in (str(stranger), f"{trained_folder()}/../trained/{stranger.name}", "/etc/passwd", ""):
        with pytest.raises(ModelGone):
            TASKS["answer_photo"](path, photo)
    with pytest.raises(ValueError, match="shape"):
        TASKS["answer_photo"](result.model_file, photo[..., 0])


def test_a_forgotten_network_answers_no_more(trained):
    result = trained[1]["from_scratch"]
    model_path(result.model_file).unlink()
    with pytest.raises(ModelGone):
        TASKS["answer_photo"](result.model_file, np.zeros((8, 8, 3), np.uint8))


@pytest.mark.parametrize("size", [(300, 211), (64, 64), (40, 50)])
def test_photos_become_square_as_in_the_run(size):
    """Pillow rounds to whole grey levels after the rows and again after the columns, and cuts off at 0 and 255."""
    photos = keras.Input((64, 64, 3))
    passed_on = keras.Model(photos, keras.layers.Identity()(photos))
    maps = keras.Input((64, 64, 3))
    whole = Whole("none", passed_on, keras.Model(maps, keras.layers.Flatten()(maps)), keras.layers.Dense(1))
    exported = export(whole)
    pixels = keras.Model(exported.input, exported.get_layer("as_pixels").output)
    photo = fit(load_sample("cat").pixels, max(size), "squeeze")[: size[0], : size[1]]
    off = np.abs(pixels.predict(photo[np.newaxis], verbose=0)[0] - fit(photo, 64, "squeeze"))
    assert off.max() < 2.5
    assert off.mean() < 0.5


@pytest.mark.parametrize("mode", MODES)
def test_every_networks_preprocessing_is_in_the_layers(mode):
    """A network that gives back what it is given shows it."""
    photos, maps = keras.Input((1, 1, 3)), keras.Input((1, 1, 3))
    output = keras.layers.Dense(3)
    output.build((None, 3))
    output.set_weights([np.eye(3, dtype=np.float32), np.zeros(3, np.float32)])
    same = keras.Model(photos, keras.layers.Identity()(photos))
    whole = Whole(mode, same, keras.Model(maps, keras.layers.Flatten()(maps)), output)
    pixels = np.random.default_rng(0).integers(0, 256, (20, 1, 1, 3), dtype=np.uint8)
    given = export(whole).predict(pixels, verbose=0)
    np.testing.assert_allclose(given, preprocess(pixels, mode)[:, 0, 0], rtol=1e-5, atol=1e-5)
