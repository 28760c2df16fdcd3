"""ImageNet's classes, and finding one in a file or folder name."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.imagenet.classes import CATS, CLASSES, DOGS, ImageNetClass, class_of_name, class_of_wordnet_id

AMBIGUOUS = {"crane", "maillot", "cardigan"}  # "Cardigan" is a dog as well as a knitted jacket


def class_of(text: str) -> ImageNetClass | None:
    """As `models.imagenet.labelled` finds it: by the id that a name holds, else by the name."""
    return class_of_wordnet_id(text) or class_of_name(text)


# Index, WordNet id and name as Keras's decode_predictions gives them.
KERAS = [
    (0, "n01440764", "tench"),
    (2, "n01484850", "great_white_shark"),
    (3, "n01491361", "tiger_shark"),
    (47, "n01694178", "African_chameleon"),
    (72, "n01773157", "black_and_gold_garden_spider"),
    (134, "n02012849", "crane"),
    (151, "n02085620", "Chihuahua"),
    (190, "n02095889", "Sealyham_terrier"),
    (235, "n02106662", "German_shepherd"),
    (241, "n02108000", "EntleBucher"),
    (268, "n02113978", "Mexican_hairless"),
    (281, "n02123045", "tabby"),
    (285, "n02124075", "Egyptian_cat"),
    (383, "n02497673", "Madagascar_cat"),
    (398, "n02666196", "abacus"),
    (475, "n02965783", "car_mirror"),
    (477, "n02966687", "carpenter's_kit"),
    (517, "n03126707", "crane"),
    (540, "n03240683", "drilling_platform"),
    (607, "n03590841", "jack-o'-lantern"),
    (638, "n03710637", "maillot"),
    (639, "n03710721", "maillot"),
    (707, "n03902125", "pay-phone"),
    (837, "n04356056", "sunglasses"),
    (916, "n06359193", "web_site"),
    (986, "n12057211", "yellow_lady's_slipper"),
    (999, "n15075141", "toilet_tissue"),
]


@pytest.mark.parametrize(("index", "wordnet_id", "name"), KERAS)
def test_a_class_is_called_as_in_keras(index: int, wordnet_id: str, name: str) -> None:
    one = CLASSES[index]
    assert (one.index, one.wordnet_id, one.name) == (index, wordnet_id, name)


def test_there_are_a_thousand_in_the_order_of_their_wordnet_ids() -> None:
    ids = [one.wordnet_id for one in CLASSES]
    assert len(ids) == 1000
    assert ids == sorted(set(ids))
    assert [one.index for one in CLASSES] == list(range(1000))


def test_two_names_are_shared_in_keras_and_none_in_english_or_korean() -> None:
    assert {name for name, n in Counter(one.name for one in CLASSES).items() if n > 1} == {"crane", "maillot"}
    assert len({one.english.casefold() for one in CLASSES}) == 1000
    assert len({one.korean for one in CLASSES}) == 1000


def test_every_class_has_clean_names() -> None:
    for one in CLASSES:
        assert " " not in one.name, one
        assert "_" not in one.english, one
        assert any("가" <= letter <= "힣" for letter in one.korean), one
        for text in (one.name, one.english, one.korean):
            assert text, one
            assert text == unicodedata.normalize("NFC", " ".join(text.split())), one


def test_dogs_and_cats_are_together() -> None:
    assert (CLASSES[DOGS[0]].name, CLASSES[DOGS[-1]].name) == ("Chihuahua", "Mexican_hairless")
    assert CLASSES[DOGS[-1] + 1].name == "timber_wolf"
    assert [CLASSES[index].name for index in CATS] == [
        "tabby", "tiger_cat", "Persian_cat", "Siamese_cat", "Egyptian_cat"
    ]  # fmt: skip


def test_every_class_is_found_by_each_of_its_names() -> None:
    for one in CLASSES:
        assert class_of(one.wordnet_id) == one
        assert class_of(one.korean) == one
        for name in (one.name, one.english):
            assert class_of(name) == (None if name.casefold() in AMBIGUOUS else one), one


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("n02106662_German_shepherd.JPEG", "German_shepherd"),
        ("ILSVRC2012_val_00000003_n02106662.JPEG", "German_shepherd"),
        ("N02106662", "German_shepherd"),
        ("German Shepherd (2).jpg", "German_shepherd"),
        ("german-shepherd_01.png", "German_shepherd"),
        ("GermanShepherd7.jpg", "German_shepherd"),
        ("my golden_retriever at home.jpg", "golden_retriever"),
        ("tiger shark.jpg", "tiger_shark"),
        ("tiger.jpg", "tiger"),
        ("독일셰퍼드", "German_shepherd"),
        ("독일 셰퍼드_3.jpg", "German_shepherd"),
        (unicodedata.normalize("NFD", "화산 1.jpg"), "volcano"),
        ("에스프레소.webp", "espresso"),
        ("킹 찰스 스패니얼", "Blenheim_spaniel"),
        ("kite.jpg", "kite"),
        ("polar bear.jpg", "ice_bear"),
        ("hotdog", "hotdog"),
        ("hot dog", "hotdog"),
        ("carpenters kit.jpg", "carpenter's_kit"),
        ("a jack o' lantern.jpg", "jack-o'-lantern"),
        ("n02084071_pizza.jpg", "pizza"),  # a WordNet id that is none of the 1000 says nothing
    ],
)
def test_a_class_is_found_in_a_file_name(text: str, name: str) -> None:
    found = class_of(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "IMG_20240501_123456.jpg",
        "crane.jpg",
        "Crane 7",
        "maillot",
        "cardigan",
        "fox squirrel and tabby.jpg",
        "n02106662 or n02123045.jpg",
        "red wine bottle.jpg",  # red wine, or a wine bottle
        "pizzeria.jpg",  # a name only counts as a whole word
        "n021066620.jpg",
        "강아지",
        "dog.89.jpg",
    ],
)
def test_no_class_is_found_where_none_is_named_or_it_stays_open(text: str) -> None:
    assert class_of(text) is None


def test_an_article_is_no_part_of_a_name() -> None:
    assert class_of("a corn.jpg") == CLASSES[987]
    assert class_of("acorn.jpg") == CLASSES[988]


def test_a_wordnet_id_tells_ambiguous_names_apart() -> None:
    assert class_of("crane_n03126707.jpg") == CLASSES[517]
    assert class_of("n02012849_crane.jpg") == CLASSES[134]
    assert class_of("n03126707_volcano.jpg") == CLASSES[517]


@given(
    one=st.sampled_from(CLASSES),
    attribute=st.sampled_from(["name", "english", "korean"]),
    change=st.sampled_from([str.upper, str.lower, str.title, str]),
    separator=st.sampled_from([" ", "_", "-", "  ", "", "."]),
    number=st.integers(0, 99_999),
    form=st.sampled_from(["NFC", "NFD"]),
)
def test_a_name_is_found_however_it_is_written(one, attribute, change, separator, number, form) -> None:
    name = getattr(one, attribute)
    written = separator.join(change(name).replace("_", " ").split())
    found = class_of(unicodedata.normalize(form, f"{written}{number}.jpg"))
    assert found == class_of(name)


@given(st.text())
def test_an_id_is_found_in_any_text(text: str) -> None:
    assume(class_of_wordnet_id(text) is None)
    class_of(text)  # whatever it is, it is answered
    assert class_of(f"{text} n02106662.jpg") == CLASSES[235]
