"""The room for uploads: every byte counts, nobody can fill it, and what is dropped makes room."""

from __future__ import annotations

from contextlib import suppress

import pytest

from models.photos.room import Room, RoomFull


@pytest.fixture
def room() -> Room:
    return Room(most=100, each=60)


def test_what_is_held_counts_until_nobody_holds_it(room):
    kept = room.keep("ann", b"photo", 40)
    assert (room.bytes, room.bytes_of("ann"), room.bytes_of("ben")) == (40, 40, 0)
    kept.grow(5)
    assert room.bytes == 45
    del kept
    assert room.bytes == 0


def test_one_visitor_has_no_more_than_his_share(room):
    kept = room.keep("ann", None, 60)
    with pytest.raises(RoomFull) as caught:
        room.keep("ann", None, 1)
    assert caught.value.reason == "visitor"
    with pytest.raises(RoomFull):
        kept.grow(1)
    assert kept.size == 60


def test_a_full_room_takes_no_more_from_those_who_hold_as_much(room):
    kept = [room.keep(one, None, 50) for one in ("ann", "ben")]
    with pytest.raises(RoomFull) as caught:
        room.keep("eve", None, 50)
    assert caught.value.reason == "server"
    assert [one.gave_way for one in kept] == [False, False]
    assert room.bytes == 100


def test_who_holds_most_gives_way_the_oldest_first(room):
    told = []
    first, second = room.keep("ann", b"first", 30), room.keep("ann", b"second", 30)
    small = room.keep("ben", b"small", 40)
    first.on_giving_way = lambda: told.append("first")
    mine = room.keep("eve", b"mine", 20)
    assert (first.gave_way, first.content, first.size, told) == (True, None, 0, ["first"])
    assert (second.content, small.content, mine.content) == (b"second", b"small", b"mine")
    assert room.bytes == 90
    with pytest.raises(RoomFull):
        first.grow(1)


def test_who_left_gives_way_first_however_little_it_is(room):
    large = room.keep("ann", None, 60)
    for one in ("ben", "ben", "cat"):
        room.enter(one)
    of_ben, of_cat = room.keep("ben", None, 10), room.keep("cat", None, 20)
    for one in ("ben", "cat", "ben"):
        room.leave(one)
    mine = room.keep("eve", None, 30)
    assert (of_cat.gave_way, of_ben.gave_way, large.gave_way) == (True, False, False)
    room.enter("ben")
    again = room.keep("eve", None, 10)
    assert (of_ben.gave_way, large.gave_way) == (False, True)
    assert mine.size + again.size + of_ben.size == room.bytes


def test_an_honest_photo_finds_room_among_any_number_of_greedy_visitors(room):
    held = []
    for number in range(50):
        with suppress(RoomFull):
            held.append(room.keep(f"greedy{number}", None, 25))
    assert len(held) == 4
    assert room.keep("honest", None, 5).size == 5
