"""The benchmarks that there are, and what README says of them."""

import importlib
import re
from pathlib import Path

import pytest

from benchmarks.__main__ import NAMES

README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")


def test_readme_names_them_all_and_no_other():
    table = README.split("`python -m benchmarks NAME")[1].split("\n\n")[1]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_can_be_asked_to_measure(name):
    assert callable(importlib.import_module(f"benchmarks.{name}").measure)
