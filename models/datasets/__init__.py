"""Datasets: what there is, loading it, downloading it, and splitting it."""

from models.datasets.dataset import Dataset, fault, load
from models.datasets.files import DatasetMissing, download_folder, fetch, is_available, is_verified
from models.datasets.formats import DatasetBroken
from models.datasets.registry import DATASETS, IMAGE_DATASETS, PLANE_DATASETS, DatasetInfo
from models.datasets.split import Split, prepare

__all__ = [
    "DATASETS",
    "IMAGE_DATASETS",
    "PLANE_DATASETS",
    "Dataset",
    "DatasetBroken",
    "DatasetInfo",
    "DatasetMissing",
    "Split",
    "download_folder",
    "fault",
    "fetch",
    "is_available",
    "is_verified",
    "load",
    "prepare",
]
