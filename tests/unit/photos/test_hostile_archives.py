"""Zips that are too large, lie about what is in them, or are damaged."""

from __future__ import annotations

import random
import tracemalloc
import unicodedata
import zipfile
from typing import Any

import pytest

from models.imagenet.labelled import label_entries
from models.limits import LIMITS
from models.photo_sets.folders import empty_classes
from models.photos.archive import ArchiveLimits, ArchiveRefused, Skipped, open_archive
from tests.unit.photos.zips import Packed, pack, paths, refusal, zipped


def test_too_many_files_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    init = zipfile.ZipInfo.__init__

    def counted(self: zipfile.ZipInfo, *arguments: Any, **named: Any) -> None:
        nonlocal made
        made += 1
        init(self, *arguments, **named)

    data = pack(*[Packed(b"%d.jpg" % n, b"") for n in range(100_000)])
    monkeypatch.setattr(zipfile.ZipInfo, "__init__", counted)
    refused = refusal(data)
    assert (refused.reason, refused.values) == ("too_many_files", {"files": 100_000, "limit": 10_000})
    assert made == 0


def test_the_largest_number_of_files_is_allowed() -> None:
    names = [f"{n}.jpg" for n in range(20)]
    assert paths(open_archive(zipped(*names), ArchiveLimits(files=20))) == names
    assert refusal(zipped(*names), ArchiveLimits(files=19)).reason == "too_many_files"


def test_bytes_up_to_the_limits_are_taken_and_one_beyond_is_not() -> None:
    data = zipped("a.jpg", "b.jpg")
    assert paths(open_archive(data, ArchiveLimits(bytes=len(data), unpacked_bytes=12, file_bytes=6)))
    assert refusal(data, ArchiveLimits(bytes=len(data) - 1)).reason == "too_many_bytes"
    assert refusal(data, ArchiveLimits(unpacked_bytes=11)).reason == "bomb"
    assert refusal(data, ArchiveLimits(file_bytes=5)).values == {"skipped": 2, "why": "too_many_bytes"}


def test_a_table_of_contents_of_endless_names_is_refused() -> None:
    names = [b"%02d" % n + b"x" * 60_000 + b".jpg" for n in range(20)]
    assert refusal(pack(*map(Packed, names)), ArchiveLimits(files=20)).reason == "broken"


def test_a_bomb_that_says_what_it_is_is_refused() -> None:
    many = [Packed(b"%d.jpg" % n, b"", declared=4_000_000_000) for n in range(16)]
    refused = refusal(pack(*many))
    assert (refused.reason, refused.values["bytes"]) == ("bomb", 64_000_000_000)
    assert refusal(pack(Packed(b"readme.txt", b"", declared=4_000_000_000))).reason == "bomb"


def test_a_bomb_that_lies_about_its_size_stops_at_what_it_declared() -> None:
    bomb = Packed(b"bomb.jpg", bytes(20_000_000), method=zipfile.ZIP_DEFLATED, declared=100)
    archive = open_archive(pack(bomb, Packed(b"good.jpg")))
    with pytest.raises(ArchiveRefused) as caught:
        archive.read(archive.entries[0])
    assert (caught.value.reason, caught.value.values) == ("bomb", {"path": "bomb.jpg", "limit": 100})
    assert archive.read(archive.entries[1]) == b"pixels"


def test_a_photo_that_is_shorter_than_declared_is_broken() -> None:
    archive = open_archive(pack(Packed(b"short.jpg", b"abc", declared=5)))
    with pytest.raises(ArchiveRefused) as caught:
        archive.read(archive.entries[0])
    assert (caught.value.reason, caught.value.values) == ("broken", {"path": "short.jpg"})


def test_damage_inside_one_photo_is_told_and_the_others_are_read() -> None:
    data = bytearray(pack(Packed(b"bad.jpg", b"0123456789"), Packed(b"good.jpg")))
    data[data.index(b"0123456789")] ^= 1
    archive = open_archive(bytes(data))
    with pytest.raises(ArchiveRefused) as caught:
        archive.read(archive.entries[0])
    assert caught.value.reason == "broken"
    assert archive.read(archive.entries[1]) == b"pixels"


def test_large_photos_and_rare_methods_are_skipped() -> None:
    files = (Packed(b"large.jpg", bytes(101)), Packed(b"lzma.jpg", method=zipfile.ZIP_LZMA), Packed(b"a.jpg"))
    archive = open_archive(pack(*files), ArchiveLimits(file_bytes=100))
    assert paths(archive) == ["a.jpg"]
    assert archive.skipped == (Skipped("large.jpg", "too_many_bytes"), Skipped("lzma.jpg", "compression"))


@pytest.mark.parametrize("seed", range(20))
def test_damaged_archives_are_read_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    whole = zipped("a/tabby.jpg", "화산.png", "b.txt", data=b"pixels" * 50)
    for _ in range(50):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 12)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.3:
            del data[rng.randrange(len(data)) :]
        try:
            archive = open_archive(bytes(data))
        except ArchiveRefused:
            continue
        for entry in archive.entries:
            try:
                told = len(archive.read(entry))
            except ArchiveRefused as refused:
                told = refused.values["path"]
            assert told in (entry.bytes, entry.path)


def test_the_deepest_and_longest_paths_are_read_and_one_beyond_is_skipped() -> None:
    parts, letters = LIMITS.zip_path_parts, LIMITS.zip_path_letters
    deepest, longest = "/".join(["f"] * (parts - 1) + ["a.jpg"]), "x" * (letters - 4) + ".jpg"
    archive = open_archive(zipped(deepest, longest, "f/" + deepest, "y" + longest))
    assert paths(archive) == [deepest, longest]
    assert archive.skipped == (Skipped("f/" + deepest, "unsafe_path"), Skipped("y" + longest[:-1], "unsafe_path"))


def test_paths_of_thousands_of_folders_take_no_memory_to_speak_of() -> None:
    depth = 32_000
    folders = [Packed(b"%02d" % n + b"/a" * depth + b".jpg") for n in range(100)]
    data = pack(*folders, Packed(b"cats/tabby.jpg"), Packed(b"dogs/"))
    tracemalloc.start()
    try:
        archive = open_archive(data)
        assert empty_classes(archive, ["cats"]) == ["dogs"]
        assert len(label_entries(archive.entries)[0]) == 1
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    assert len(archive.skipped) == len(folders)


def test_accents_without_end_are_not_put_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """That takes time as the square of their number."""
    put_in_order: list[str] = []

    def noted(_form: str, name: str) -> str:
        put_in_order.append(name)
        return name

    monkeypatch.setattr(unicodedata, "normalize", noted)
    accents = "a" + "\u0301" * 16_000 + "\u0323" * 16_000
    archive = open_archive(pack(Packed(b"good.jpg"), Packed(accents.encode(), flags=0x800)))
    assert paths(archive) == put_in_order == ["good.jpg"]


def test_folders_that_hold_nothing_are_found_in_any_order() -> None:
    names = ("train/", "train/cats/", "train/dogs/", "train/dogs/", "train/cats/1.jpg", "birds/deep/", "top.jpg")
    for order in (names, names[::-1]):
        archive = open_archive(pack(*(Packed(name.encode()) for name in order)))
        assert archive.empty_folders == (("birds", "deep"), ("train", "dogs"))
