"""What a browser may say, and what is refused, without a word of Python."""

import json
from typing import Any

import pytest

from components.live.messages import STRANGER, Begin, Drawn, End, Refused, read_message
from tests.unit.components.live.channel import VIEWER, begin


def test_a_wish_names_what_is_watched(source):
    message = read_message(json.dumps(begin("a", 3, language="ko", have=7)))
    assert isinstance(message, Begin)
    assert (message.number, message.viewer, message.have) == (3, VIEWER, 7)
    assert (message.wish.args, message.wish.topics, message.wish.language) == (("a", False), ("a", "all"), "ko")
    assert message.wish.source is source


def test_what_is_watched_may_follow_from_who_watches(source):
    message = read_message(json.dumps(begin("mine")))
    assert isinstance(message, Begin)
    assert message.wish.args == (f"mine {VIEWER}", False)


@pytest.mark.parametrize("viewer", ["0" * 32, "0" * 64, "0123456789abcdef" * 4])
def test_whose_token_no_server_has_issued_is_a_stranger(source, viewer):
    message = read_message(json.dumps(begin("mine", viewer=viewer)))
    assert isinstance(message, Begin)
    assert (message.viewer, message.wish.args) == (STRANGER, (f"mine {STRANGER}", False))


def test_the_others_name_a_number(source):
    assert read_message('{"drawn": 16}') == Drawn(16)
    assert read_message('{"end": 1}') == End(1)


ODD: list[Any] = [None, True, 0, 17, -1, 1.0, "1", [], {}, 2**70]


@pytest.mark.parametrize("number", ODD)
@pytest.mark.parametrize("key", ["watch", "drawn", "end"])
def test_odd_numbers_are_refused(source, key, number):
    with pytest.raises(Refused):
        read_message(json.dumps({**(begin() if key == "watch" else {}), key: number}))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "null", '"watch"', "{}", '{"watch"', "[" * 4000, "\x00", "NaN", "9" * 4000]
)
def test_what_is_no_message_is_refused(source, text):
    with pytest.raises(Refused):
        read_message(text)


@pytest.mark.parametrize("key", ["source", "args", "language", "viewer", "have"])
@pytest.mark.parametrize("value", [None, True, -1, 2**32, 1.5, "x", "toys", ["a"], [], float("nan")])
def test_wrong_types_are_refused_with_the_number(source, key, value):
    with pytest.raises(Refused) as refused:
        read_message(json.dumps(begin(**{key: value})))
    assert refused.value.number == 1
    assert refused.value.why


@pytest.mark.parametrize("args", [{}, {"name": 3}, {"name": None}, {"name": ["a"]}])
def test_arguments_that_a_source_cannot_read_are_refused(source, args):
    with pytest.raises(Refused) as refused:
        read_message(json.dumps(begin(args=args)))
    assert refused.value.number == 1


def test_arguments_that_cannot_be_compared_are_refused(source, monkeypatch):
    monkeypatch.setattr(source, "read", lambda *_: ([], False))
    with pytest.raises(Refused):
        read_message(json.dumps(begin()))
