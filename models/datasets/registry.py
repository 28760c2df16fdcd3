"""What can be learnt from: every dataset with its shape, classes, size and official files."""

from __future__ import annotations

from dataclasses import dataclass

from models.downloads import DownloadFile

KERAS_STORAGE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
TORONTO = "https://www.cs.toronto.edu/~kriz/"


@dataclass(frozen=True)
class DatasetInfo:
    """What is known of a dataset before it is loaded.

    Attributes:
        shape: of one example: (height, width, channels), or (2,) for points in the plane.
        classes: the number of classes; labels go from 0 to ``classes - 1``.
        class_names: English, one a class.
        train_size, test_size: the number of examples.
        files: what has to be downloaded; empty for what is built in.
        subfolder: where the files lie below a datasets folder (Keras's own layout).
    """

    name: str
    shape: tuple[int, ...]
    classes: int
    class_names: tuple[str, ...]
    train_size: int
    test_size: int
    files: tuple[DownloadFile, ...] = ()
    subfolder: str = ""

    @property
    def is_plane(self) -> bool:
        """Whether the examples are points in the plane and not pictures."""
        return self.shape == PLANE

    @property
    def built_in(self) -> bool:
        """Whether it needs no download."""
        return not self.files

    @property
    def bytes(self) -> int:
        """The size of all files to download."""
        return sum(file.bytes for file in self.files)


GREY, COLOUR, PLANE = (28, 28, 1), (32, 32, 3), (2,)
DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

MNIST_FILES = (
    DownloadFile(
        "mnist.npz",
        KERAS_STORAGE + "mnist.npz",
        "sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
        11_490_434,
    ),
)
# Checksums: README of zalandoresearch/fashion-mnist. The order is the one that load() reads.
FASHION_FILES = tuple(
    DownloadFile(name, KERAS_STORAGE + name, checksum, size)
    for name, checksum, size in (
        ("train-images-idx3-ubyte.gz", "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880),
        ("train-labels-idx1-ubyte.gz", "md5:25c81989df183df01b3e8a0aad5dffbe", 29_515),
        ("t10k-images-idx3-ubyte.gz", "md5:bef4ecab320f06d8554ea6380940ec79", 4_422_102),
        ("t10k-labels-idx1-ubyte.gz", "md5:bb300cfdad3c16e7a12a480ee83cd310", 5_148),
    )
)
# The binary version: the one for Python is a pickle, which runs code when it is read.
CIFAR10_FILES = (
    DownloadFile(
        "cifar-10-binary.tar.gz",
        TORONTO + "cifar-10-binary.tar.gz",
        "md5:c32a1d4ab5d03f1284b67883e8d87530",
        170_052_171,
    ),
)

DATASETS: dict[str, DatasetInfo] = {
    info.name: info
    for info in (
        DatasetInfo("digits", GREY, 10, DIGITS, 4_000, 1_000),
        DatasetInfo("mnist", GREY, 10, DIGITS, 60_000, 10_000, MNIST_FILES),
        DatasetInfo("fashion_mnist", GREY, 10, CLOTHES, 60_000, 10_000, FASHION_FILES, "fashion-mnist"),
        DatasetInfo("cifar10", COLOUR, 10, THINGS, 50_000, 10_000, CIFAR10_FILES),
        # Two classes each, so that all plane sets share one compiled network.
        *(DatasetInfo(name, PLANE, 2, DIGITS[:2], 2_000, 500) for name in ("moons", "circles", "blobs")),
        *(DatasetInfo(name, PLANE, 2, DIGITS[:2], 2_000, 500) for name in ("xor", "spiral")),
    )
}
IMAGE_DATASETS = tuple(name for name, info in DATASETS.items() if not info.is_plane)
PLANE_DATASETS = tuple(name for name, info in DATASETS.items() if info.is_plane)
