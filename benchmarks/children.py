"""Modules of the benchmarks that run in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from benchmarks.data import PROJECT


def child(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Any:
    """What a module printed as its last line, a JSON value, once it has ended.

    Raises:
        RuntimeError: it failed.
    """
    process = _run(module, arguments, environment)
    printed, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"benchmarks.{module} ended with exit code {process.returncode}")
    return json.loads(printed.splitlines()[-1])


class Asked:
    """A module that answers each empty line with a JSON value, and first tells that it is ready."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._answer()

    def ask(self) -> Any:
        """Have it do its work once."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a child ended with exit code {self._process.wait()}")
        return json.loads(line)


@contextmanager
def asked_child(module: str, *arguments: str) -> Iterator[Asked]:
    """A module that is kept and asked again and again; it ends with the ``with`` block."""
    with _run(module, arguments, None) as process:  # closes its input, and waits for its end
        yield Asked(process)


def _run(module: str, arguments: tuple[str, ...], environment: Mapping[str, str] | None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        cwd=PROJECT,
        env={"TF_CPP_MIN_LOG_LEVEL": "3", **(os.environ if environment is None else environment)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
