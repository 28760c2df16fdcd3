"""Pictures as bytes, and back as a browser reads them."""

import json
import math
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from components.picture import packed

LENGTHS = st.integers(0, 30)
FLOATS = st.sampled_from([math.nan, math.inf, -math.inf]) | st.floats(-1e308, 1e308)  # the largest would be rounded up
COLUMNS = arrays.arrays(st.sampled_from([np.float16, np.float32]), LENGTHS) | arrays.arrays(
    float, LENGTHS, elements=FLOATS
)


def decoded(picture):
    """What `JSON.parse` makes of it, which knows neither NaN nor Infinity."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(zlib.decompress(packed(picture)), parse_constant=refuse)


def column(values):
    return decoded({"tables": {"loss": {"training": values}}})["tables"]["loss"]["training"]


def test_every_part_comes_back():
    picture = {
        "progress": {"share": np.float32(0.25), "text": "**Epoch 3**"},
        "lines": {"figures": "정확도 98 %"},
        "words": ["It has learnt.", "“Quoted” \\ and \n broken"],
        "tables": {
            "loss": {"epoch": np.arange(3), "training": np.array([1.5, 1.25, 0.1]), "text": ["", "가", '"']},
            "none": {},
        },
        "stage": "going",
    }
    assert decoded(picture) == {
        **picture,
        "progress": {"share": 0.25, "text": "**Epoch 3**"},
        "tables": {"loss": {"epoch": [0, 1, 2], "training": [1.5, 1.25, 0.1], "text": ["", "가", '"']}, "none": {}},
    }
    assert decoded({}) == {}


@given(COLUMNS)
def test_numbers_lose_at_most_half_of_their_fifth_digit(values):
    found = column(values)
    assert len(found) == len(values)
    for was, now in zip(values.astype(float).tolist(), found, strict=True):
        if not math.isfinite(was):
            assert now is None
        else:
            assert now == pytest.approx(was, rel=5.001e-5, abs=0.0)


@given(arrays.arrays(st.sampled_from([np.uint8, np.int32, np.int64, np.bool_]), LENGTHS))
def test_integers_are_kept(values):
    assert column(values) == values.tolist()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_texts_are_kept(texts):
    assert column(texts) == texts


@given(FLOATS)
def test_numbers_outside_of_tables_are_rounded_too(share):
    found = decoded({"progress": {"share": share, "text": ""}})["progress"]["share"]
    assert found is None if not math.isfinite(share) else found == pytest.approx(share, rel=5.001e-5, abs=0.0)


def test_equal_pictures_are_equal_bytes():
    first, second = (packed({"tables": {"a": {"x": np.linspace(0, 1, 50)}}, "words": ["one"]}) for _ in range(2))
    assert first == second


def test_columns_of_one_length():
    with pytest.raises(ValueError, match="loss"):
        packed({"tables": {"loss": {"epoch": np.arange(3), "training": np.zeros(2)}}})
