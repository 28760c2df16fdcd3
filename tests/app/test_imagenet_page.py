"""The page on ImageNet prediction: its controls, parts and links, with a real worker."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.imagenet.try_this import CASES
from components.words.labels import label
from models.imagenet.classes import CLASSES
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.imagenet.view import PARTS, TOP, ImageNetView
from models.photos.fit import VIEWS
from tests.app.controls_page import address, warnings
from tests.app.driver import VALUES, control, moved, opened, pressed, seen
from tests.app.imagenet_page import CHART, answered, bars, photo_page, picked, shown, text

pytestmark = pytest.mark.usefixtures("empty_home", "scheduler")


def test_the_page_opens_with_a_classified_cat():
    at = photo_page()
    rows = bars(at)
    assert len(rows) == TOP
    assert "cat" in rows[0][0]
    assert [probability for _, probability in rows] == sorted((row[1] for row in rows), reverse=True)
    assert "answers instead of" not in seen(at)
    assert "are not on this machine yet" not in text(at)
    assert not warnings(at)


def test_a_network_that_is_missing_is_spoken_for_and_offered():
    at = photo_page(model="vgg16")
    assert len(bars(at)) == TOP
    assert "**EfficientNet-Lite0 answers instead of VGG16**" in seen(at)
    assert "The weights of **VGG16** are not on this machine yet" in text(at)


def test_the_classes_have_korean_names_beside_the_english_ones():
    korean = {known.korean: known.english for known in CLASSES}
    for name, _ in bars(photo_page(lang="ko")):
        spoken, english = name.split(" · ")
        assert korean[spoken] == english


MOVES = {
    "Sample picture": "coffee",
    "Model": "vgg16",
    "Compare with": BUILT_IN,
    "Average crops and scales": True,
}


@pytest.mark.parametrize("name", MOVES)
def test_a_moved_control_changes_the_view_and_the_link(name):
    at = answered(moved(photo_page(), name, MOVES[name]))
    view, errors = ImageNetView.from_query(address(at))
    assert (view, errors) == (shown(at), [])
    assert view != ImageNetView()
    assert control(at, name).value == MOVES[name]
    assert not warnings(at)
    assert ("answers instead of" in seen(at)) == (name == "Model")


def test_the_camera_comes_with_its_switch():
    at = photo_page()
    assert not at.get("camera_input")
    assert at.get("camera_input") != moved(at, "Use the camera", True).get("camera_input")
    assert address(at) == {}


def test_a_squeezed_photo_has_another_answer():
    at = photo_page(sample="rocket")
    cropped = bars(at)
    picked(at, "fit", "squeeze")
    assert address(at) == {"sample": "rocket", "fit": "squeeze"}
    assert bars(at) != cropped


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens(part):
    at = picked(photo_page(part="heat" if part == "seen" else "seen"), "part", part)
    assert shown(at).part == part
    promise = {
        "seen": "**3. As numbers:** 127 is subtracted",
        "inside": "strongest of",
        "heat": "Grad-CAM: light places",
        "patch": "patch",
        "networks": "Top-1 and top-5 as published",
        "accuracy": "How often is EfficientNet-Lite0 right?",
    }
    assert promise[part] in text(at)
    assert "is looking" not in text(at)
    assert not at.error


def test_each_of_the_first_classes_is_explained():
    at = photo_page(part="heat")
    names = [name for name, _ in bars(at)]
    for rank, name in enumerate(names, start=1):
        picked(at, "rank", rank)
        assert f"raise the score of **{name}**" in text(at)
        assert shown(at).rank == rank


def test_the_table_of_networks_has_the_published_figures_and_offers_the_others():
    at = photo_page(part="networks")
    table = at.dataframe[0].value
    assert list(table["Top-1"]) == [info.top_1 for info in NETWORKS.values()]
    assert list(table["Weights are"]) == ["built in" if info.built_in else "not here yet" for info in NETWORKS.values()]
    moved(at, "Get another network", "mobilenet_v2")
    assert "The weights of **MobileNetV2** are not on this machine yet: 15\xa0MB" in text(at)


@pytest.mark.parametrize("name", CASES)
def test_a_telling_case_opens_with_one_click(name):
    at = answered(pressed(photo_page(), name))
    assert shown(at) == ImageNetView(**CASES[name])
    assert ImageNetView.from_query(address(at)) == (shown(at), [])


def test_networks_that_are_missing_are_offered_once():
    at = photo_page(second="vgg16", part="networks")
    assert [button.key for button in at.button if button.label == "Download"] == [
        "download weights vgg19",
        "download weights vgg16",
    ]
    assert seen(at).count("answers instead of") == 1


@pytest.mark.parametrize("query", [{}, {"average": "1"}])
def test_a_network_that_stands_in_for_the_other_one_has_one_chart(query):
    at = photo_page(model="vgg16", second=BUILT_IN, sample="coffee", **query)
    assert len(at.get(CHART)) == 1
    assert "Most likely classes: EfficientNet-Lite0" in at.get(CHART)[0].proto.spec
    assert "EfficientNet-Lite0 answers for both" in seen(at)
    assert text(at).count("4.7\xa0million parameters, 385\xa0million multiply-adds") == 1


def test_two_networks_stand_side_by_side():
    at = photo_page(model=BUILT_IN, second=BUILT_IN, sample="coffee")
    assert bars(at, 0) == bars(at, 1)
    assert text(at).count("4.7\xa0million parameters, 385\xa0million multiply-adds") == 2
    assert not any(button.label == "Download" for button in at.button)


def test_the_average_of_many_views_stands_beside_the_one_view():
    single = dict(bars(photo_page(sample="coffee")))
    at = photo_page(sample="coffee", average="1")
    rows = bars(at)
    before, after = dict(rows[::2]), dict(rows[1::2])
    assert set(before) == set(after)
    assert before.items() & single.items()
    assert all(before[name] == single[name] for name in set(before) & set(single))
    assert before != after
    assert f"average of {VIEWS} views" in at.get(CHART)[0].proto.spec


QUERIES = st.dictionaries(
    st.sampled_from([*ImageNetView.FIELDS, "lang", "photo", "unit"]),
    st.one_of(VALUES, st.sampled_from([choice for field in ImageNetView.FIELDS.values() for choice in field.choices])),
    max_size=6,
)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(query=QUERIES)
def test_no_link_breaks_the_page(query):
    at = opened("imagenet.py", **query)
    assert not at.exception
    view = shown(at)
    assert ImageNetView.from_query(view.to_query()) == (view, [])
    for name in set(query) & set(ImageNetView.FIELDS):
        refused = ImageNetView.from_query({name: query[name]})[1]
        told = any(f"**{label(name)}**" in warning for warning in warnings(at))
        assert told == bool(refused)


def test_a_link_reopens_every_setting():
    link = {"model": "vgg16", "second": "resnet50", "fit": "squeeze", "sample": "temple", "part": "patch"}
    link |= {"average": "1", "layer": "7", "rank": "3", "pixel_x": "0.2", "pixel_y": "0.9"}
    link |= {"patch_x": "0.25", "patch_y": "0.75", "patch_size": "0.4"}
    at = photo_page(**link)
    assert (shown(at), []) == ImageNetView.from_query(link)
    assert address(at) == link
    assert not warnings(at)
