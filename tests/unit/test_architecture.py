"""The drawing of the house in docs/architecture.md is that of the contracts."""

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


def layers_of(container: str) -> list[set[str]]:
    """The layers of a floor as the contract has them, from the top."""
    tools = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]
    contracts = tools["importlinter"]["contracts"]
    contract = next(one for one in contracts if one.get("containers") == [container])
    return [set(re.split(r"\s*\|\s*", layer)) for layer in contract["layers"]]


@pytest.mark.parametrize("container", ["components", "models"])
def test_the_tables_are_the_contracts_layers(container):
    text = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    table = text.split(f"## {container.title()}, from the top")[1].split("\n\n")[1]
    drawn = [set(line.split("|")[1].replace(" ", "").split(",")) for line in table.splitlines()[2:]]
    assert drawn == layers_of(container)


@pytest.mark.parametrize("document", ["docs/architecture.md", "CONTRIBUTING.md", "README.md"])
def test_files_that_are_named_are_there(document):
    text = (PROJECT / document).read_text("utf-8")
    floors = "pages|components|models|tests|locales|lessons|docs|benchmarks"
    named = re.findall(rf"`((?:{floors})/[\w./]*)`", text)
    assert [path for path in named if not (PROJECT / path).exists()] == []
