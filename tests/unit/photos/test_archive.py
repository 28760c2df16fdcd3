"""Reading uploaded zips: usual ones, and ones from Korean Windows and macOS."""

from __future__ import annotations

import pickle
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.photos.archive import ArchiveLimits, Skipped, open_archive
from tests.unit.photos.zips import Packed, pack, paths, refusal, zipped

UTF8, ENCRYPTED = 0x800, 0x1


def test_photos_are_listed_and_read() -> None:
    archive = open_archive(zipped("top.jpg", "a/b/tabby.PNG", "a/no_extension"))
    assert [(entry.path, entry.folder, entry.name, entry.bytes) for entry in archive.entries] == [
        ("top.jpg", "", "top.jpg", 6),
        ("a/b/tabby.PNG", "b", "tabby.PNG", 6),
        ("a/no_extension", "a", "no_extension", 6),
    ]
    assert [archive.read(entry) for entry in archive.entries] == [b"pixels"] * 3
    assert archive.skipped == ()


def test_what_systems_add_is_passed_over_in_silence() -> None:
    clutter = ["__MACOSX/._a.jpg", "a/.DS_Store", "a/Thumbs.db", ".hidden.jpg", ".git/a.jpg", "folder/", "desktop.ini"]
    archive = open_archive(zipped("a/1.jpg", *clutter))
    assert paths(archive) == ["a/1.jpg"]
    assert archive.skipped == ()


def test_other_files_are_skipped_and_listed() -> None:
    archive = open_archive(zipped("1.jpg", "labels.csv", "more/inner.zip", "film.mp4"))
    assert paths(archive) == ["1.jpg"]
    assert archive.skipped == (
        Skipped("labels.csv", "not_a_photo"),
        Skipped("more/inner.zip", "archive"),
        Skipped("film.mp4", "not_a_photo"),
    )


@pytest.mark.parametrize(
    "name",
    ["../evil.jpg", "a/../../evil.jpg", "/etc/evil.jpg", "C:/evil.jpg", "c:evil.jpg", "..\\evil.jpg", "\\\\x\\e"],
)
def test_a_path_that_leaves_the_archive_is_skipped_and_listed(name: str) -> None:
    archive = open_archive(pack(Packed(name.encode()), Packed(b"good.jpg")))
    assert paths(archive) == ["good.jpg"]
    assert archive.skipped == (Skipped(name, "unsafe_path"),)


def test_a_zip_without_a_photo_says_why_most_files_were_left_out() -> None:
    assert refusal(zipped("a.txt")).values == {"skipped": 1, "why": "not_a_photo"}
    assert refusal(zipped()).values == {"skipped": 0, "why": ""}
    left_out = pack(Packed(b"../1.jpg"), Packed(b"../2.jpg"), Packed(b"notes.txt"))
    assert refusal(left_out).values == {"skipped": 3, "why": "unsafe_path"}


def test_backslashes_of_windows_powershell_separate_folders() -> None:
    archive = open_archive(pack(Packed(b"dogs\\1.jpg"), Packed(b"dogs\\")))
    assert [(entry.path, entry.folder) for entry in archive.entries] == [("dogs/1.jpg", "dogs")]


def test_links_repeated_paths_and_invisible_letters() -> None:
    archive = open_archive(
        pack(
            Packed(b"a.jpg", b"first"),
            Packed(b"./a.jpg", b"second"),
            Packed(b"link.jpg", mode=0o120777),
            Packed("gpj.\u202ebad\n.jpg".encode(), flags=UTF8),
        )
    )
    assert paths(archive) == ["a.jpg", "gpj.bad.jpg"]
    assert archive.read(archive.entries[0]) == b"first"
    assert archive.skipped == (Skipped("a.jpg", "duplicate"), Skipped("link.jpg", "link"))


@pytest.mark.parametrize(
    ("raw", "flags"),
    [
        ("얼룩고양이/화산 똠방.jpg".encode("cp949"), 0),
        ("얼룩고양이/화산 똠방.jpg".encode(), 0),
        ("얼룩고양이/화산 똠방.jpg".encode(), UTF8),
        (unicodedata.normalize("NFD", "얼룩고양이/화산 똠방.jpg").encode(), 0),
        (unicodedata.normalize("NFD", "얼룩고양이/화산 똠방.jpg").encode(), UTF8),
    ],
    ids=["windows", "utf8 unsaid", "utf8", "macos unsaid", "macos"],
)
def test_korean_names_are_read_from_every_system(raw: bytes, flags: int) -> None:
    archive = open_archive(pack(Packed(raw, flags=flags)))
    assert paths(archive) == ["얼룩고양이/화산 똠방.jpg"]
    assert archive.entries[0].folder == "얼룩고양이"
    assert archive.read(archive.entries[0]) == b"pixels"


def test_a_name_in_neither_encoding_stays_as_zipfile_reads_it() -> None:
    raw = b"caf\x82.jpg"
    assert paths(open_archive(pack(Packed(raw)))) == [raw.decode("cp437")]


HANGUL = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
LETTERS = st.one_of(HANGUL, st.sampled_from("abcXYZ0123456789 _-()"))
PART = st.text(LETTERS, min_size=1, max_size=12)


@given(parts=st.lists(PART, min_size=1, max_size=4), encoding=st.sampled_from(["cp949", "utf-8", "utf-8 flagged"]))
def test_names_survive_the_round_trip(parts: list[str], encoding: str) -> None:
    path = "/".join(parts) + ".jpg"
    flags = UTF8 if encoding.endswith("flagged") else 0
    raw = path.encode(encoding.split()[0])
    if encoding == "cp949" and not raw.isascii():
        # Few names are good UTF-8 and good cp949 at once; nobody can tell which was meant.
        assume(not _is_utf8(raw))
    assert paths(open_archive(pack(Packed(raw, flags=flags)))) == [path]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), min_size=1, max_size=5))
def test_no_entry_ever_has_a_dangerous_path(names: list[str]) -> None:
    good = Packed(b"good.jpg")
    archive = open_archive(pack(good, *(Packed(name.encode(), flags=UTF8) for name in names)))
    for entry in archive.entries:
        parts = entry.path.split("/")
        assert entry.path.isprintable()
        assert "\\" not in entry.path
        assert not {"", ".", ".."} & set(parts)
        assert entry.name == parts[-1]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_a_zip"),
        (b"\xff\xd8\xff\xe0 a photo", "not_a_zip"),
        (b"PK\x05\x06" + bytes(18), "no_photos"),
        (zipped("a.jpg", "b.jpg")[:-30], "broken"),
        (zipped("readme.txt", "folder/"), "no_photos"),
        (pack(Packed(b"a.jpg", flags=ENCRYPTED)), "encrypted"),
        (pack(Packed(b"a.jpg", flags=ENCRYPTED, method=99)), "encrypted"),
        (pack(Packed(b"\xff\xfe.jpg", flags=UTF8)), "broken"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    assert refusal(data).reason == reason


def test_a_refusal_tells_the_numbers_and_survives_pickling() -> None:
    data = zipped("a.txt")
    refused = refusal(data, ArchiveLimits(bytes=10))
    again = pickle.loads(pickle.dumps(refused))
    assert (again.reason, again.values) == ("too_many_bytes", {"bytes": len(data), "limit": 10})
    assert refusal(data).values == {"skipped": 1, "why": "not_a_photo"}


def test_a_real_archive_is_read(shared_data) -> None:
    archive = open_archive(shared_data("cats_and_dogs_small.zip").read_bytes())
    assert len(archive.entries) == 700
    assert {entry.folder for entry in archive.entries} == {"cats", "dogs"}
    assert archive.skipped == ()
    assert archive.read(archive.entries[0]).startswith(b"\xff\xd8")
