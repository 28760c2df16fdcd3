"""The doors between the packages stay shut, and the first room stays small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_the_import_contracts_hold():
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]
    checked = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_everything_begins_with_is_short():
    for first in (PROJECT / "app.py", PROJECT / "pages" / "navigation.py"):
        assert len(first.read_text("utf-8").splitlines()) < 60
