"""Fill the datasets folder before a class: ``python -m models.datasets.fetch NAME... | --all``."""

from __future__ import annotations

import argparse
import sys

from models.datasets.downloads import DownloadFailed, fetch
from models.datasets.files import download_folder, is_available, is_verified
from models.datasets.registry import DATASETS


def main() -> int:
    """Download the named datasets; 1 if one could not be had."""
    names = [name for name, info in DATASETS.items() if not info.built_in]
    parser = argparse.ArgumentParser(prog="python -m models.datasets.fetch", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help=", ".join(names))
    parser.add_argument("--all", action="store_true", help="all of them")
    chosen = parser.parse_args()
    if set(chosen.names) - set(names) or not (chosen.names or chosen.all):
        parser.error(f"name one or more of {', '.join(names)}; or --all")
    return max([_fetch(name) for name in (names if chosen.all else chosen.names)])


def _fetch(name: str) -> int:
    if is_available(name):
        print(f"{name}: already there" + ("" if is_verified(name) else ", not the official files"))
        return 0
    try:
        fetch(
            name, lambda done, total: print(f"\r{name}: {done / 1e6:.1f} of {total / 1e6:.1f} MB", end="", flush=True)
        )
    except DownloadFailed as error:
        print(
            f"\n{name}: {error.file.name} ({error.file.bytes:,} bytes) from {error.file.url}: {error.reason}.\n"
            f"It may be laid by hand into {error.folder}",
            file=sys.stderr,
        )
        return 1
    print(f"\n{name}: in {download_folder(name)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
