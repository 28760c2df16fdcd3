"""``python -m benchmarks NAME [--json]``; the last line printed is one JSON object."""

from __future__ import annotations

import argparse
import importlib
import json

NAMES = ("training", "soak")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="print nothing but the last line")
    parser.add_argument("--only", help="one part of the benchmark, by the name it prints")
    arguments = parser.parse_args()
    benchmark = importlib.import_module(f"benchmarks.{arguments.name}")
    say = (lambda *_: None) if arguments.json else (lambda *words: print(*words, flush=True))
    print(json.dumps(benchmark.measure(say, arguments.only)))


if __name__ == "__main__":
    main()
