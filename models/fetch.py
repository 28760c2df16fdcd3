"""Fill the folder of a class without internet: ``python -m models.fetch [--notop] NAME... | --all``.

It gets the datasets, the sets of photos and the pretrained networks' weights; the folder, ``LAYERLAB_HOME``, can be
carried to other machines.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from models.datasets.files import download_folder, fetch, is_available, is_verified
from models.datasets.registry import DATASETS
from models.downloads import DownloadFailed, Progress
from models.home import datasets_folder, downloaded_folder
from models.imagenet.networks import NETWORKS
from models.imagenet.weights import fetch_weights, verify_weights
from models.photo_sets.official import fetch_set, is_set_available
from models.photo_sets.registry import OFFICIAL_SETS


def main() -> int:
    """Download what is named; 1 if a file could not be had."""
    parser = argparse.ArgumentParser(prog="python -m models.fetch", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help=", ".join(_fetchers(top=True)))
    parser.add_argument("--all", action="store_true", help="all of them")
    parser.add_argument("--notop", action="store_true", help="of networks, the files without the classifier instead")
    chosen = parser.parse_args()
    fetchers = _fetchers(top=not chosen.notop)
    if set(chosen.names) - set(fetchers) or not (chosen.names or chosen.all):
        parser.error(f"name one or more of {', '.join(fetchers)}; or --all")
    return max(fetchers[name]() for name in (fetchers if chosen.all else chosen.names))


def _fetchers(top: bool) -> dict[str, Callable[[], int]]:
    """What there is to fetch, and the function that fetches it and gives the program's exit code."""
    datasets = [name for name, info in DATASETS.items() if not info.built_in]
    networks = [name for name, info in NETWORKS.items() if (info.weights if top else info.weights_notop)]
    return {
        **{name: partial(_fetch_dataset, name) for name in datasets},
        **{name: partial(_fetch_photos, name) for name in OFFICIAL_SETS},
        **{name: partial(_fetch_weights, name, top) for name in networks},
    }


def _fetch_dataset(name: str) -> int:
    if is_available(name):
        print(f"{name}: already there" + ("" if is_verified(name) else ", not the official files"))
        return 0
    return _with_progress(name, lambda progress: fetch(name, progress), download_folder(name))


def _fetch_photos(name: str) -> int:
    if is_set_available(name):
        print(f"{name}: already there")
        return 0
    return _with_progress(name, lambda progress: fetch_set(name, progress), datasets_folder())


def _fetch_weights(name: str, top: bool) -> int:
    found = verify_weights(name, top)
    if found and found.usable:
        print(f"{name}: already there, {found.path}" + ("" if found.state == "verified" else ", not the official file"))
        return 0
    if found:
        print(f"{name}: {found.path} is damaged")
    return _with_progress(name, lambda progress: fetch_weights(name, progress, top=top), downloaded_folder())


def _with_progress(name: str, download: Callable[[Progress], None], folder: Path) -> int:
    """Download, showing how far it is, and say what became of it."""
    try:
        download(lambda done, total: print(f"\r{name}: {done / 1e6:.1f} of {total / 1e6:.1f} MB", end="", flush=True))
    except DownloadFailed as error:
        print(
            f"\n{name}: {error.file.name} ({error.file.bytes:,} bytes) from {error.file.url}: {error.reason}.\n"
            f"It may be laid by hand into {error.folder}",
            file=sys.stderr,
        )
        return 1
    print(f"\n{name}: in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
