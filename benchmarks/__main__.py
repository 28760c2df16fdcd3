"""``python -m benchmarks NAME [--json] [--only PART]``; the last line printed is one JSON object."""

from __future__ import annotations

import argparse
import importlib
import json
import sys

from benchmarks.data import DataMissing
from benchmarks.figures import UnknownPart, rounded

NAMES = (
    "training",
    "instant",
    "pictures",
    "server",
    "live",
    "crowd",
    "soak",
    "imagenet",
    "transfer",
    "truth",
    "abuse",
    "presets",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="print nothing but the last line")
    parser.add_argument("--only", help="one part of the benchmark")
    arguments = parser.parse_args()
    benchmark = importlib.import_module(f"benchmarks.{arguments.name}")
    say = (lambda *_: None) if arguments.json else (lambda *words: print(*words, flush=True))
    try:
        figures = benchmark.measure(say, arguments.only)
    except (DataMissing, UnknownPart) as error:
        sys.exit(str(error))
    print(json.dumps(rounded(figures)))


if __name__ == "__main__":
    main()
