"""Fill the folder of weights files before a class: ``python -m models.engine.fetch [--notop] NAME... | --all``.

The folder, ``models/downloaded`` below ``LAYERLAB_HOME``, can be carried to machines without internet.
"""

from __future__ import annotations

import argparse
import sys

from models.fetch_program import add_names, chosen_names, fetch_with_progress
from models.imagenet.networks import NETWORKS
from models.imagenet.weights import downloaded_folder, fetch_weights, verify_weights


def main() -> int:
    """Download the named networks' weights; 1 if a file could not be had."""
    parser = argparse.ArgumentParser(prog="python -m models.engine.fetch", description=__doc__)
    add_names(parser, [name for name, info in NETWORKS.items() if info.weights])
    parser.add_argument("--notop", action="store_true", help="the files without the classifier, instead")
    chosen = parser.parse_args()
    names = [name for name, info in NETWORKS.items() if (info.weights_notop if chosen.notop else info.weights)]
    return max(_fetch(name, top=not chosen.notop) for name in chosen_names(parser, chosen, names))


def _fetch(name: str, top: bool) -> int:
    found = verify_weights(name, top)
    if found and found.usable:
        print(f"{name}: already there, {found.path}" + ("" if found.state == "verified" else ", not the official file"))
        return 0
    if found:
        print(f"{name}: {found.path} is damaged")
    return fetch_with_progress(name, lambda progress: fetch_weights(name, progress, top=top), downloaded_folder())


if __name__ == "__main__":
    sys.exit(main())
