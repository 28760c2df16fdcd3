"""Fill the datasets folder before a class: ``python -m models.datasets.fetch NAME... | --all``."""

from __future__ import annotations

import argparse
import sys

from models.datasets.downloads import fetch
from models.datasets.files import download_folder, is_available, is_verified
from models.datasets.registry import DATASETS
from models.fetch_program import add_names, chosen_names, fetch_with_progress


def main() -> int:
    """Download the named datasets; 1 if one could not be had."""
    names = [name for name, info in DATASETS.items() if not info.built_in]
    parser = argparse.ArgumentParser(prog="python -m models.datasets.fetch", description=__doc__)
    add_names(parser, names)
    return max(_fetch(name) for name in chosen_names(parser, parser.parse_args(), names))


def _fetch(name: str) -> int:
    if is_available(name):
        print(f"{name}: already there" + ("" if is_verified(name) else ", not the official files"))
        return 0
    return fetch_with_progress(name, lambda progress: fetch(name, progress), download_folder(name))


if __name__ == "__main__":
    sys.exit(main())
