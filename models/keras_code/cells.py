"""A program as cells, and its two forms: one text, and a notebook."""

from __future__ import annotations

import json
from collections.abc import Sequence


def as_text(cells: Sequence[str]) -> str:
    """The cells under one another, as formatters lay a program out."""
    text = ""
    for cell in cells:
        text += _gap(text, cell) + cell
    return text + "\n"


def as_notebook(cells: Sequence[str]) -> str:
    """The cells as the JSON of an .ipynb file (format 4.5)."""
    listed: list[dict] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        for number, source in enumerate(cells, start=1)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": listed,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False)


def _gap(before: str, cell: str) -> str:
    """Two empty lines around a definition, one elsewhere, none at the start."""
    if not before:
        return ""
    last_line = before.rsplit("\n", 1)[-1]
    return "\n\n\n" if cell.startswith(("def ", "class ")) or last_line.startswith(" ") else "\n\n"
