"""The built-in samples are there, and those of others name their author."""

import subprocess
import sys

import pytest

from models.photos.photo import MOST_SHORT_SIDE
from models.photos.samples import SAMPLES, _package_file, load_sample, sample_credit


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_loads_and_is_decoded_once(name):
    photo = load_sample(name)
    assert photo.name == name
    assert 200 < min(photo.pixels.shape[:2]) <= MOST_SHORT_SIDE
    assert load_sample(name) is photo


def test_samples_of_others_have_a_credit_and_ours_need_none():
    assert {"stripes", "noise"} <= set(SAMPLES)
    for name in SAMPLES:
        assert bool(sample_credit(name)) == (name not in ("stripes", "noise"))


def test_the_cat_comes_with_the_requirements():
    assert "cat" in SAMPLES


def test_a_missing_package_is_no_error():
    assert _package_file("no_such_package_of_pictures", "data/cat.png") is None
    assert _package_file("sklearn", "no_such_file.jpg") is None


def test_finding_the_pictures_does_not_import_their_package():
    program = "import sys, models.photos; print([name for name in ('skimage', 'sklearn') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_sample_is_a_key_error():
    with pytest.raises(KeyError):
        load_sample("dog")
