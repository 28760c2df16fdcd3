"""Datasets: what there is, loading it, downloading it, and splitting it."""

from models.datasets.dataset import Dataset, fault, load
from models.datasets.downloads import fetch
from models.datasets.files import DatasetMissing, download_folder, is_available, is_verified
from models.datasets.formats import DatasetBroken
from models.datasets.registry import DATASETS, IMAGE_DATASETS, PLANE_DATASETS, DatasetInfo
from models.datasets.split import Split, prepare
from models.downloads import DownloadCancelled, DownloadFailed, DownloadFile
from models.home import home

__all__ = [
    "DATASETS",
    "IMAGE_DATASETS",
    "PLANE_DATASETS",
    "Dataset",
    "DatasetBroken",
    "DatasetInfo",
    "DatasetMissing",
    "DownloadCancelled",
    "DownloadFailed",
    "DownloadFile",
    "Split",
    "download_folder",
    "fault",
    "fetch",
    "home",
    "is_available",
    "is_verified",
    "load",
    "prepare",
]
