"""The family tree: every counted network has its place, and the notes' figures are held against the counts."""

import pytest

from models.architectures.counts import counts
from models.architectures.family import (
    FAMILIES,
    MEMBERS,
    NOTED_PARAMETERS,
    NOTED_TIMES_FEWER,
    FamilyView,
    times_fewer,
)


def test_every_counted_network_is_in_it():
    assert set(MEMBERS) == set(counts()) - {"googlenet_in_training"}


def test_they_stand_in_the_order_of_their_years():
    years = [member.year for member in MEMBERS.values()]
    assert years == sorted(years)


@pytest.mark.parametrize("member", MEMBERS.values(), ids=MEMBERS)
def test_published_figures_are_shares_with_a_source(member):
    assert member.family in FAMILIES
    assert all(address.startswith("https://") for address in (member.paper, member.source))
    given = [share for share in (member.top_1, member.top_5) if share is not None]
    assert given
    assert given == sorted(given)
    assert all(0.5 < share < 1 for share in given)


def test_the_course_notes_contradict_themselves_and_the_counts():
    assert [round(times_fewer("googlenet", than)) for than in NOTED_TIMES_FEWER] == [9, 20]
    said = [NOTED_PARAMETERS * times / counts()[than].parameters for than, times in NOTED_TIMES_FEWER.items()]
    assert said[0] == pytest.approx(1, abs=0.02)
    assert said[1] < 0.8


def test_what_is_unfolded_and_who_outdoes_it():
    view = FamilyView(architecture="vgg16")
    assert (view.member.title, view.counted.depth) == ("VGG16", 16)
    assert view.outdone_by[0] == "xception"
    assert not {"vgg19", "alexnet", "mobilenet_v2", "googlenet"} & set(view.outdone_by)
    assert FamilyView(architecture="mobilenet_v2").outdone_by == []
    assert FamilyView(architecture="googlenet").outdone_by == []
