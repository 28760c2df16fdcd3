"""The settings of the page on ImageNet prediction, and their way through a link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.imagenet.networks import BUILT_IN
from models.imagenet.view import NO_SECOND, ImageNetView
from models.photos.samples import load_sample
from models.settings import Field, SettingError
from tests.there import there

WRONG = {
    "model": "alexnet",
    "second": "alexnet",
    "fit": "stretch",
    "average": "yes",
    "sample": "lena",
    "part": "outside",
    "layer": 0,
    "rank": 6,
    "pixel_x": -0.1,
    "pixel_y": 1.1,
    "patch_x": float("nan"),
    "patch_y": float("inf"),
    "patch_size": 0.8,
}


def values(field: Field) -> st.SearchStrategy:
    if field.choices:
        return st.sampled_from(field.choices)
    if field.kind is bool:
        return st.booleans()
    low, high = there(field.low), there(field.high)
    return st.integers(int(low), int(high)) if field.kind is int else st.floats(low, high)


@given(st.fixed_dictionaries({}, optional={name: values(field) for name, field in ImageNetView.FIELDS.items()}))
def test_a_link_gives_the_same_view(changes):
    view = ImageNetView(**changes)
    assert ImageNetView.from_query(view.to_query()) == (view, [])


def test_a_network_that_is_there_looks_at_a_photo_before_anything_was_chosen():
    view = ImageNetView()
    assert (view.model, view.second, view.average) == (BUILT_IN, NO_SECOND, False)
    assert load_sample(view.sample).pixels.shape[2] == 3
    assert view.to_query() == {}


def test_every_field_has_a_wrong_value_here():
    assert set(WRONG) == set(ImageNetView.FIELDS)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_refused_by_name_and_leaves_the_rest_of_the_link(name):
    with pytest.raises(SettingError) as caught:
        ImageNetView().replace(**{name: WRONG[name]})
    assert caught.value.field == name
    other = "part" if name != "part" else "fit"
    kept = {"part": "heat", "fit": "squeeze"}[other]
    view, errors = ImageNetView.from_query({name: str(WRONG[name]), other: kept})
    assert view == ImageNetView().replace(**{other: kept})
    assert [error.field for error in errors] == [name]


def test_the_photo_is_no_part_of_a_link():
    assert not any(word in name for name in ImageNetView.FIELDS for word in ("photo", "name", "id", "file"))
