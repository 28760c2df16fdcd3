"""The sets of photos that are downloaded: from where, and by what they are known."""

from __future__ import annotations

from dataclasses import dataclass

from models.datasets.registry import DIGITS
from models.downloads import DownloadFile


@dataclass(frozen=True)
class OfficialSet:
    """A set of photos with an official place.

    Attributes:
        name: of the dataset.
        file: its archive. None of these has a published checksum: Google names none, and GitHub packs an archive anew
            whenever it likes. What arrives is held to `photos` instead.
        small: another archive of the same photos or some of them, which may be laid by hand.
        classes: a class's folder in the archive -> its name, English.
        photos: of each class, in the order of `classes`: how many there are in the official archive.
    """

    name: str
    file: DownloadFile
    small: str
    classes: dict[str, str]
    photos: tuple[int, ...]


CATS_AND_DOGS = OfficialSet(
    "cats_and_dogs",
    DownloadFile(
        "cats_and_dogs_filtered.zip",
        "https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip",
        "",
        68_606_236,
    ),
    "cats_and_dogs_small.zip",
    {"cats": "cat", "dogs": "dog"},
    (1500, 1500),
)
# The photos were counted in the archive. The size is about that: GitHub does not say. Of one commit, the last that is
# known: a photo more at the head of the branch, and what arrives would not be this set any more.
SIGN_LANGUAGE = OfficialSet(
    "sign_language",
    DownloadFile(
        "Sign-Language-Digits-Dataset-master.zip",
        "https://github.com/ardamavi/Sign-Language-Digits-Dataset/archive/306fffc703199e5986ab003935914b72483733ec.zip",
        "",
        24_600_000,
    ),
    "sign_language_digits.zip",
    {digit: digit for digit in DIGITS},
    (205, 206, 206, 206, 207, 207, 207, 206, 208, 204),
)
OFFICIAL_SETS = {official.name: official for official in (CATS_AND_DOGS, SIGN_LANGUAGE)}
