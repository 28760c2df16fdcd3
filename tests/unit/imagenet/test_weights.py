import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from models.downloads import DownloadFailed
from models.home import downloaded_folder, weights_folder
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.imagenet.weights import (
    WeightsBroken,
    WeightsMissing,
    base_kinds,
    fetch_weights,
    find_base,
    find_weights,
    verify_weights,
    weights_file,
)
from tests.mirror import mirror
from tests.there import there
from tests.waiting import until

PROJECT = Path(__file__).parents[3]
FILE = "vgg16_weights_tf_dim_ordering_tf_kernels.h5"
PLACES = ("home/models/downloaded", "home/models", "home", "keras/models")
BY_HAND = PLACES[1:]

pytestmark = pytest.mark.usefixtures("empty_home")


def write_weights(path: Path, seed: int = 0) -> Path:
    """A small file of the right kind, different for each seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        file["kernel"] = np.random.default_rng(seed).random(5000)
    return path


def cut(path: Path) -> Path:
    """Leave the end of the file away, as a download that broke off does."""
    path.write_bytes(path.read_bytes()[:-1000])
    return path


@pytest.fixture
def official(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of the right kind on a mirror, where it is the official one."""
    path = write_weights(tmp_path / "mirror" / FILE)
    checksum = "md5:" + hashlib.md5(path.read_bytes()).hexdigest()
    file = replace(there(NETWORKS["vgg16"].weights), checksum=checksum, bytes=path.stat().st_size - 3)
    monkeypatch.setitem(NETWORKS, "vgg16", replace(NETWORKS["vgg16"], weights=file))
    with mirror(path.parent) as address:
        monkeypatch.setenv("LAYERLAB_MIRROR", address)
        yield path


def lay(official: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(official.read_bytes())
    return folder / FILE


def test_nothing_there_is_nothing_found():
    assert find_weights("vgg16") is None
    assert verify_weights("vgg16") is None


@pytest.mark.parametrize("name", [BUILT_IN, "alexnet"])
def test_a_network_without_a_file_is_a_mistake(name):
    with pytest.raises(KeyError):
        find_weights(name)
    with pytest.raises(KeyError):
        fetch_weights(name)


@pytest.mark.parametrize("place", PLACES)
def test_the_official_file_is_known_wherever_it_lies(place, official, tmp_path):
    path = lay(official, tmp_path / place)
    assert there(verify_weights("vgg16")).path == path
    assert there(verify_weights("vgg16")).state == "verified"
    assert find_weights("vgg16") == verify_weights("vgg16"), "looked through once, it is known"


@pytest.mark.parametrize("place", BY_HAND)
def test_a_file_laid_by_hand_is_unverified_until_it_was_looked_through(place, official, tmp_path):
    lay(official, tmp_path / place)
    assert there(find_weights("vgg16")).usable
    until(lambda: there(find_weights("vgg16")).state == "verified")


@pytest.mark.parametrize("place", BY_HAND)
def test_another_file_laid_by_hand_stays_unverified(place, tmp_path):
    path = write_weights(tmp_path / place / FILE)
    assert there(verify_weights("vgg16")).state == "unverified"
    assert there(find_weights("vgg16")).path == path


def test_files_without_the_classifier_are_looked_for_by_their_own_name(tmp_path):
    path = write_weights(tmp_path / "home/models" / weights_file("vgg16", top=False).name)
    assert find_weights("vgg16") is None
    assert there(find_weights("vgg16", top=False)).path == path


def test_the_first_place_goes_first(tmp_path):
    for place in reversed(PLACES):
        path = write_weights(tmp_path / place / FILE)
        assert there(find_weights("vgg16")).path == path


@pytest.mark.parametrize(
    "content", [b"", b"not HDF5", b"\x89HDF\r\n\x1a\n" + bytes(5000)], ids=["empty", "text", "head"]
)
def test_what_is_no_hdf5_file_is_damaged(content, tmp_path):
    path = tmp_path / "home" / FILE
    path.write_bytes(content)
    assert there(find_weights("vgg16")).path == path
    assert there(find_weights("vgg16")).state == "damaged"


def test_a_file_cut_short_is_passed_over_for_a_whole_one(tmp_path):
    damaged = cut(write_weights(tmp_path / "home/models" / FILE))
    assert there(find_weights("vgg16")).path == damaged
    assert not there(find_weights("vgg16")).usable
    whole = write_weights(tmp_path / "keras/models" / FILE)
    assert there(find_weights("vgg16")).path == whole


def test_a_folder_of_that_name_is_no_file(tmp_path):
    (tmp_path / "home" / FILE).mkdir()
    assert find_weights("vgg16") is None


def test_a_download_is_verified_at_once(official):
    seen = []
    fetch_weights("vgg16", lambda *pair: seen.append(pair))
    assert there(find_weights("vgg16")).state == "verified"
    assert there(find_weights("vgg16")).path == downloaded_folder() / FILE
    assert os.listdir(downloaded_folder()) == [FILE]
    assert seen[-1] == (official.stat().st_size,) * 2
    fetch_weights("vgg16", lambda *_: pytest.fail("nothing is missing"))


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut, spoil])
def test_a_damaged_download_is_noticed_and_fetched_again(damage, official):
    damage(lay(official, downloaded_folder()))
    assert there(verify_weights("vgg16")).state == "damaged"
    fetch_weights("vgg16")
    assert (downloaded_folder() / FILE).read_bytes() == official.read_bytes()
    assert there(verify_weights("vgg16")).state == "verified"


def test_a_damaged_file_laid_by_hand_is_left_and_goes_behind_the_download(official):
    by_hand = cut(write_weights(weights_folder() / FILE, seed=1))
    before = by_hand.read_bytes()
    fetch_weights("vgg16")
    assert by_hand.read_bytes() == before
    assert there(find_weights("vgg16")).path == downloaded_folder() / FILE


def test_a_download_that_fails_leaves_everything_as_it_was(official):
    by_hand = write_weights(weights_folder() / FILE, seed=1)
    damaged = cut(lay(official, downloaded_folder()))
    before = damaged.read_bytes()
    official.unlink()
    with pytest.raises(DownloadFailed) as caught:
        fetch_weights("vgg16")
    assert caught.value.reason == "http 404"
    assert caught.value.folder == weights_folder(), "not among our downloads"
    assert damaged.read_bytes() == before
    assert there(find_weights("vgg16")).path == by_hand


def test_errors_travel_between_processes():
    missing = WeightsMissing("vgg16", weights_file("vgg16"), Path("a"))
    broken = WeightsBroken("vgg16", "a/b.h5", "no layer fc1")
    for error in (missing, broken):
        copy = pickle.loads(pickle.dumps(error))
        assert vars(copy) == vars(error)
        assert str(copy) == str(error)


def run_program(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-W", "error::RuntimeWarning", "-m", "models.fetch", *arguments]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)


def test_the_program_refuses_what_arrives_with_another_checksum(official):
    done = run_program("vgg16")  # it does not know that the test's file is the official one
    assert done.returncode == 1
    assert "checksum" in done.stderr
    assert os.listdir(downloaded_folder()) == []


def test_the_base_comes_from_the_smaller_file_or_else_from_the_whole_one(tmp_path):
    assert find_base("vgg16") is None
    whole = write_weights(weights_folder() / there(NETWORKS["vgg16"].weights).name)
    assert there(find_base("vgg16")).path == whole
    smaller = write_weights(weights_folder() / there(NETWORKS["vgg16"].weights_notop).name)
    assert there(find_base("vgg16")).path == smaller
    cut(smaller)
    assert there(find_base("vgg16")).path == whole


@pytest.mark.parametrize("name", [name for name, info in NETWORKS.items() if not info.built_in])
def test_a_file_with_the_base_is_known_of_every_network(name):
    assert all(weights_file(name, top) for top in base_kinds(name))
    assert find_base(name) is None
    path = write_weights(weights_folder() / weights_file(name, base_kinds(name)[0]).name)
    assert there(find_base(name)).path == path
