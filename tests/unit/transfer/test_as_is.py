"""Which classes a network of ImageNet answers as it is."""

import pickle

import pytest

from models.imagenet.classes import CATS, DOGS
from models.photo_sets.built_in import BUILT_IN_SETS
from models.transfer.as_is import NoSuchClasses, imagenet_groups
from tests.there import there


@pytest.mark.parametrize(
    ("classes", "groups"),
    [
        (("cats", "dogs"), [CATS, DOGS]),
        (("Dog", " CAT "), [DOGS, CATS]),
        (("강아지", "고양이"), [DOGS, CATS]),
        (("개", "kittens"), [DOGS, CATS]),
    ],
)
def test_cats_and_dogs_are_found_in_the_order_of_the_classes(classes, groups):
    assert imagenet_groups(classes) == groups


def test_the_drawn_set_has_them_and_the_digits_have_not():
    assert imagenet_groups(BUILT_IN_SETS["drawn"].classes) == [CATS, DOGS]
    assert imagenet_groups(BUILT_IN_SETS["digits"].classes) is None


def test_other_classes_are_found_by_their_names_in_imagenet():
    goldfish, zebra = there(imagenet_groups(("Goldfish", "zebra")))
    assert (list(goldfish), list(zebra)) == ([1], [340])
    assert imagenet_groups(("cat", "dog", "얼룩말")) == [CATS, DOGS, zebra]


@pytest.mark.parametrize(
    "classes",
    [
        ("dog",),
        ("dog", "dogs"),
        ("cat", "dog", "horse"),
        ("cat", "tabby"),
        ("crane", "zebra"),
        ("cat", "my sister"),
        (),
    ],
)
def test_other_classes_have_no_groups(classes):
    assert imagenet_groups(classes) is None


def test_the_refusal_survives_its_way_between_processes():
    assert pickle.loads(pickle.dumps(NoSuchClasses(("a", "b")))).classes == ("a", "b")
