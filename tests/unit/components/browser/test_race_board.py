"""The server's side of the race board."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from components.browser.race_board import board

_FOLDER = Path(board.__file__).parent
_DATA = {"x": (-10.0, 10.0), "y": (-4.0, 4.0)}


def test_packed_arrays_come_back_row_by_row():
    values = np.array([[1.5, -2.0], [np.nan, 1e30]]).T
    back = np.frombuffer(base64.b64decode(board.packed(values)), "<f4").reshape(values.shape)
    np.testing.assert_allclose(back, values, rtol=1e-7)


@pytest.mark.filterwarnings("error")
def test_what_is_too_large_for_the_browser_is_infinite():
    assert np.frombuffer(base64.b64decode(board.packed(np.array([1e300]))), "<f4")[0] == np.inf


@pytest.mark.parametrize(
    ("sent", "start"),
    [
        ({"x": 1.5, "y": -2}, (1.5, -2.0)),
        ({"x": 11, "y": -1e9}, (10.0, -4.0)),
        ({"x": float("nan"), "y": 0}, None),
        ({"x": "1", "y": 0}, None),
        ({"x": 1}, None),
        ([1, 2], None),
        (None, None),
    ],
)
def test_a_start_from_the_browser_is_a_place_within_the_ranges_or_nothing(sent, start):
    assert board.chosen_start(sent, cast(board.BoardData, _DATA)) == start


def test_every_script_is_part_of_the_module():
    assert {f"{name}.js" for name in board._SCRIPTS} == {path.name for path in _FOLDER.glob("*.js")}


def test_the_texts_are_those_that_the_page_and_the_scripts_name():
    scripts = "".join(path.read_text("utf-8") for path in _FOLDER.glob("*.js"))
    page = (_FOLDER / "board.html").read_text("utf-8")
    named = set(re.findall(r"\btexts\.(\w+)", scripts)) | set(re.findall(r'data-(?:text|label)="(\w+)"', page))
    assert named == set(board._texts())
