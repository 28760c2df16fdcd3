"""Datasets: what there is, loading it, downloading it, and splitting it for an experiment."""

from models.datasets.dataset import Dataset, load
from models.datasets.downloads import DownloadCancelled, DownloadFailed, fetch
from models.datasets.files import DatasetMissing, download_folder, home, is_available, is_verified
from models.datasets.formats import DatasetBroken
from models.datasets.registry import DATASETS, DatasetInfo, DownloadFile
from models.datasets.split import Split, first_training_examples, prepare, split_for

__all__ = [
    "DATASETS",
    "Dataset",
    "DatasetBroken",
    "DatasetInfo",
    "DatasetMissing",
    "DownloadCancelled",
    "DownloadFailed",
    "DownloadFile",
    "Split",
    "download_folder",
    "fetch",
    "first_training_examples",
    "home",
    "is_available",
    "is_verified",
    "load",
    "prepare",
    "split_for",
]
