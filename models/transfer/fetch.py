"""Fill the folder of photo sets before a class: ``python -m models.transfer.fetch NAME... | --all``."""

from __future__ import annotations

import argparse
import sys

from models.fetch_program import add_names, chosen_names, fetch_with_progress
from models.photo_sets.official import fetch_set, is_set_available, set_folder
from models.photo_sets.registry import OFFICIAL_SETS


def main() -> int:
    """Download the named sets of photos; 1 if one could not be had."""
    parser = argparse.ArgumentParser(prog="python -m models.transfer.fetch", description=__doc__)
    add_names(parser, list(OFFICIAL_SETS))
    return max(_fetch(name) for name in chosen_names(parser, parser.parse_args(), list(OFFICIAL_SETS)))


def _fetch(name: str) -> int:
    if is_set_available(name):
        print(f"{name}: already there")
        return 0
    return fetch_with_progress(name, lambda progress: fetch_set(name, progress), set_folder())


if __name__ == "__main__":
    sys.exit(main())
