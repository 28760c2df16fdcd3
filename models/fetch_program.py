"""What the programs that fill the folders before a class have in common: names in, progress and failures out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from models.downloads import DownloadFailed, Progress


def add_names(parser: argparse.ArgumentParser, names: Sequence[str]) -> None:
    """Let the program be called with names, or with ``--all``."""
    parser.add_argument("names", metavar="NAME", nargs="*", help=", ".join(names))
    parser.add_argument("--all", action="store_true", help="all of them")


def chosen_names(parser: argparse.ArgumentParser, chosen: argparse.Namespace, names: Sequence[str]) -> list[str]:
    """What was asked for; leaves the program, with a word on what there is, where that is nothing or unknown."""
    if set(chosen.names) - set(names) or not (chosen.names or chosen.all):
        parser.error(f"name one or more of {', '.join(names)}; or --all")
    return list(names) if chosen.all else chosen.names


def fetch_with_progress(name: str, fetch: Callable[[Progress], None], folder: Path) -> int:
    """Run ``fetch``, showing how far it is, and say what became of it.

    Returns:
        The program's exit code: 1 if a file could not be had.
    """
    try:
        fetch(lambda done, total: print(f"\r{name}: {done / 1e6:.1f} of {total / 1e6:.1f} MB", end="", flush=True))
    except DownloadFailed as error:
        print(
            f"\n{name}: {error.file.name} ({error.file.bytes:,} bytes) from {error.file.url}: {error.reason}.\n"
            f"It may be laid by hand into {error.folder}",
            file=sys.stderr,
        )
        return 1
    print(f"\n{name}: in {folder}")
    return 0
