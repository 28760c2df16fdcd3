"""What the hostile visitors of the benchmark bring, and what holds and watches the server that they visit."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.abuse import payloads
from benchmarks.abuse.footprint import Footprint, leftovers, megabytes
from benchmarks.abuse.kinds import KINDS
from benchmarks.abuse.memory_group import memory_group
from benchmarks.abuse.small_disk import small_disk

README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")


def test_there_are_twelve_kinds_and_each_is_of_its_own():
    assert len(KINDS) == len(set(KINDS.values())) == 12


def test_the_worst_photo_is_a_photo_that_unpacks_to_a_thousand_times_its_size():
    with Image.open(io.BytesIO(payloads.worst_png())) as photo:
        assert photo.size[0] * photo.size[1] * len(photo.mode) > 900 * len(payloads.worst_png())


def test_the_deep_zip_is_one_with_two_photos():
    with zipfile.ZipFile(io.BytesIO(payloads.deep_zip())) as archive:
        assert [name.count("/") for name in archive.namelist()] == [32_000, 32_000]
        photos = [archive.read(name) for name in archive.namelist()]
    assert [Image.open(io.BytesIO(photo)).size for photo in photos] == [(1, 1)] * 2


def test_only_what_should_not_stay_counts_as_left_behind(tmp_path):
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    stays = ("datasets/digits.npz", "features/a.npy", "key")
    goes = ("private/1-2/a/draft.rgb", "trained/a.keras", "datasets/a.npz.part", "pictures/tmpabc")
    for path in (*(home / name for name in (*stays, *goes)), temporary / "folder" / "file"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert leftovers(home, temporary) == sorted(map(str, (*(home / name for name in goes), temporary / "folder/file")))


def test_a_footprint_is_what_it_was_at_most_and_too_large_a_one_is_told(tmp_path):
    told: list[bool] = []
    footprint = Footprint(os.getpid(), lambda: [os.getpid()], tmp_path, 1.0, lambda: told.append(True))
    footprint.look()
    assert footprint.server_peak == footprint.tree_peak > 1.0
    assert footprint.disk_left > 0
    assert told == [True]
    assert megabytes(2**22 + 1) == 0.0  # no process has such a number


def test_a_group_ends_what_takes_too_much_and_is_gone_afterwards():
    with memory_group(100_000_000) as group:
        if group is None:
            pytest.skip("no control group for memory can be made here; it needs root")
        for size, exit_code in ((1_000_000, 0), (300_000_000, -9)):
            code = f"held = bytearray({size}); held[:] = b'x' * {size}"
            assert subprocess.run([*group.joining, sys.executable, "-c", code]).returncode == exit_code
        assert group.killed == 1
        sleep = [*group.joining, sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"]
        left = subprocess.Popen(sleep, stdout=subprocess.PIPE)
        assert left.stdout is not None
        left.stdout.readline()
        assert group.processes == [left.pid]
    assert left.wait(5) == -9


def test_a_small_disk_is_small_and_gone_afterwards():
    with small_disk(50_000_000) as (folder, is_mounted):
        if not is_mounted:
            pytest.skip("nothing can be mounted here; it needs root")
        with pytest.raises(OSError, match="No space left"):
            (folder / "file").write_bytes(bytes(60_000_000))
    assert not folder.exists()
    assert str(folder) not in Path("/proc/mounts").read_text()
