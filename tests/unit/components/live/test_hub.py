"""Who gets which picture, and how often pictures are made; in an event loop of the test's own."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace

import pytest

from components.live.feeds import Payer, Watch
from components.live.hub import Hub
from components.live.messages import Refused, Wish, read_begin
from components.live.pace import Pace
from components.live.source import SOURCES
from models.limits import LIMITS
from tests.unit.components.live.channel import VIEWER, Toy, begin


@pytest.fixture(autouse=True)
def quick_browsers(monkeypatch) -> None:
    """However busy the machine is, whoever draws has drawn quickly."""
    monkeypatch.setattr("components.live.hub._QUICK_SECONDS", 60.0)


class Tab:
    """A browser: what it was shown, newest last."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.payer: Payer = ("127.0.0.1", self)
        self.versions: list[int] = []
        self.payloads: list[bytes] = []
        self.refused: list[str] = []

    def show(self, number: int, version: int, payload: bytes) -> None:
        self.versions.append(version)
        self.payloads.append(payload)

    def refuse(self, number: int, why: str) -> None:
        self.refused.append(why)

    def watch(self, name: str = "a", have: int = 0, **told) -> Watch:
        return self._hub.watch(self, 1, wish(name, **told), VIEWER, have)

    async def comes(self, pictures: int = 1) -> None:
        """Wait until it was shown so many pictures."""
        await come(lambda: len(self.payloads) >= pictures)

    async def draws(self, name: str = "a", **told) -> Watch:
        """Watch, and draw the first picture."""
        watch = self.watch(name, **told)
        await self.comes()
        self._hub.drawn(watch)
        return watch

    @property
    def shown(self) -> list[str]:
        """Name and number of each picture."""
        lines = [json.loads(zlib.decompress(payload))["lines"] if payload else None for payload in self.payloads]
        return [f"{line['name']} {line['value']}" if line else "nothing" for line in lines]


class EagerTab(Tab):
    """A browser that draws in no time."""

    def watch(self, name: str = "a", have: int = 0, **told) -> Watch:
        self.watched = super().watch(name, have, **told)
        return self.watched

    def show(self, number: int, version: int, payload: bytes) -> None:
        super().show(number, version, payload)
        asyncio.get_running_loop().call_soon(lambda: self._hub.drawn(self.watched))


def wish(name: str = "a", **told) -> Wish:
    return read_begin(begin(name, **told)).wish


async def come(condition: Callable[[], object]) -> None:
    """Let the loop run until the condition holds."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.001)


async def made(source, watch: Watch, name: str) -> None:
    """Wait until this picture was made."""
    await come(lambda: name in source.made and not watch.feed.is_making)


def in_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run a test in an event loop of its own, with a hub."""

    def run(source) -> None:
        async def whole() -> None:
            with closing(Hub()) as hub:
                await test(source, hub)

        asyncio.run(whole())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def change(hub: Hub, source, value: int, name: str = "a") -> None:
    source.value = value
    hub.changed(name)


@in_loop
async def test_one_making_serves_all_who_watch_the_same(source, hub):
    tabs = [Tab(hub) for _ in range(5)]
    for tab in tabs:
        tab.watch()
    await come(lambda: all(tab.payloads for tab in tabs))
    assert source.made == ["a"]
    assert len({tab.payloads[0] for tab in tabs}) == len({tab.versions[0] for tab in tabs}) == 1


@in_loop
async def test_a_language_has_its_own_pictures(source, hub):
    english, korean = Tab(hub), Tab(hub)
    english.watch()
    korean.watch(language="ko")
    await come(lambda: english.payloads and korean.payloads)
    assert [json.loads(zlib.decompress(tab.payloads[0]))["lines"]["language"] for tab in (english, korean)] == [
        "en",
        "ko",
    ]


@in_loop
async def test_who_has_not_drawn_is_sent_nothing_and_costs_nothing(source, hub):
    tab = Tab(hub)
    tab.watch()
    await tab.comes()
    for value in range(1, 6):
        change(hub, source, value)
        await asyncio.sleep(0)
    other = Tab(hub)
    other.watch("b")  # made after whatever was asked for before
    await other.comes()
    assert source.made == ["a", "b"]
    assert tab.shown == ["a 0"]


@in_loop
async def test_the_newest_wins(source, hub):
    tab = Tab(hub)
    watch = tab.watch()
    await tab.comes()
    for value in range(1, 6):
        change(hub, source, value)
    hub.drawn(watch)
    await tab.comes(2)
    assert tab.shown == ["a 0", "a 5"]
    assert len(set(tab.versions)) == 2


@in_loop
async def test_a_change_while_a_picture_is_made_makes_another(source, hub):
    source.may_go_on.clear()
    slow, fast = Tab(hub), Tab(hub)
    slow.watch()
    await come(source.has_begun.is_set)
    fast_watch = fast.watch()
    change(hub, source, 1)
    source.may_go_on.set()
    await fast.comes()
    hub.drawn(fast_watch)
    await fast.comes(2)
    assert (slow.shown, fast.shown) == (["a 0"], ["a 0", "a 1"])
    assert source.made == ["a", "a"]


@in_loop
async def test_who_draws_quickly_has_one_picture_made_meanwhile(source, hub):
    tab, other = Tab(hub), Tab(hub)
    watch = await tab.draws()
    change(hub, source, 1)
    await tab.comes(2)
    change(hub, source, 2)
    await come(lambda: len(source.made) == 3)
    change(hub, source, 3)  # too many
    other.watch("b")
    await other.comes()
    assert source.made == ["a", "a", "a", "b"]
    hub.drawn(watch)
    assert tab.shown == ["a 0", "a 1", "a 2"]
    await come(lambda: len(source.made) == 5)
    hub.drawn(watch)
    await tab.comes(4)
    assert tab.shown[3:] == ["a 3"]


@in_loop
async def test_what_was_made_long_ago_is_shown_to_nobody_where_there_is_something_newer(source, hub):
    tab = Tab(hub)
    watch = await tab.draws()
    change(hub, source, 1)
    await tab.comes(2)
    change(hub, source, 2)
    await come(lambda: len(source.made) == 3 and not watch.feed.is_making)
    watch.feed.made_at -= 60.0
    change(hub, source, 3)
    await come(lambda: watch.feed.is_stale)
    hub.drawn(watch)
    await tab.comes(3)
    assert tab.shown == ["a 0", "a 1", "a 3"]


@in_loop
async def test_for_who_draws_slowly_no_picture_is_made_meanwhile(source, hub):
    tab, other = Tab(hub), Tab(hub)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("components.live.hub._QUICK_SECONDS", 0.0)
        await tab.draws()
        change(hub, source, 1)
        await tab.comes(2)
        change(hub, source, 2)
        other.watch("b")
        await other.comes()
    assert source.made == ["a", "a", "b"]


@in_loop
async def test_what_was_made_meanwhile_is_shown_at_once(source, hub):
    tab = Tab(hub)
    watch = await tab.draws()
    change(hub, source, 1)
    await tab.comes(2)
    change(hub, source, 2)
    await come(lambda: len(source.made) == 3)
    await come(lambda: not watch.feed.is_making)
    hub.drawn(watch)
    assert tab.shown == ["a 0", "a 1", "a 2"]


@in_loop
async def test_the_next_place_of_a_slider_is_computed_while_the_last_is_drawn(source, hub):
    tab = Tab(hub)
    watch = await tab.draws("0", fixed=True)
    for place in ("1", "2"):
        hub.change(watch, wish(place, fixed=True), 0)
        await made(source, watch, place)
    assert tab.shown == ["0 0", "1 0"]
    hub.drawn(watch)
    assert tab.shown == ["0 0", "1 0", "2 0"]


@in_loop
async def test_a_picture_that_is_the_same_is_not_sent_again(source, hub):
    tab = Tab(hub)
    await tab.draws()
    hub.changed("a")
    await come(lambda: source.made == ["a", "a"])
    change(hub, source, 1)
    await tab.comes(2)
    assert tab.shown == ["a 0", "a 1"]


@in_loop
async def test_who_has_the_picture_already_waits_for_the_next(source, hub):
    first, second = Tab(hub), Tab(hub)
    watch = first.watch()
    await first.comes()
    hub.end(watch)
    second.watch(have=first.versions[0])
    change(hub, source, 1)
    await second.comes()
    assert second.shown == ["a 1"]


@in_loop
async def test_while_a_slider_is_dragged_pictures_are_shown_and_only_the_newest_is_made_next(source, hub):
    source.may_go_on.clear()
    tab = Tab(hub)
    watch = tab.watch("0", fixed=True)
    await come(source.has_begun.is_set)
    for place in range(1, 10):
        hub.change(watch, wish(str(place), fixed=True), 0)
    source.may_go_on.set()
    await tab.comes()
    hub.drawn(watch)
    await tab.comes(2)
    assert tab.shown == ["0 0", "9 0"]
    assert source.made == ["0", "9"]


@in_loop
async def test_a_picture_of_arguments_alone_is_made_once_for_all_who_come(source, hub):
    for _ in range(3):
        tab = Tab(hub)
        watch = tab.watch(fixed=True)
        await tab.comes()
        hub.end(watch)
    assert source.made == ["a"]


@in_loop
async def test_a_picture_that_changed_while_nobody_watched_is_made_anew(source, hub):
    tab, later = Tab(hub), Tab(hub)
    watch = tab.watch()
    await tab.comes()
    hub.end(watch)
    change(hub, source, 1)
    await asyncio.sleep(0)
    later.watch()
    await later.comes()
    assert later.shown == ["a 1"]


@in_loop
async def test_only_so_many_pictures_are_kept(source, hub):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("components.live.feeds.MOST_KEPT", 2)
        for name in ("a", "b", "c", "c", "b", "a"):
            tab = Tab(hub)
            watch = tab.watch(name, fixed=True)
            await tab.comes()
            hub.end(watch)
    assert source.made == ["a", "b", "c", "a"]


@in_loop
async def test_each_has_its_turn_before_another_has_its_next(source, hub):
    names = [f"run {n}" for n in range(6)]

    def made(name: str) -> None:
        source.value += 1
        hub.changed(name)  # there is always something newer

    source.on_made = made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("components.live.accounts.LEAST", 1.0)  # a collection in one of them must not count
        patch.setattr("components.live.hub._THREADS", 1)  # nor a thread that the system lets wait
        for name in names:
            EagerTab(hub).watch(name)
        await come(lambda: len(source.made) >= 60)
    counts = [source.made[:60].count(name) for name in names]
    assert max(counts) - min(counts) <= 2


@in_loop
async def test_slow_pictures_leave_a_thread_to_the_others(source, hub):
    slow, tab, quick = Toy(), Tab(hub), Tab(hub)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SOURCES, "slow", slow)
        patch.setattr(Pace, "cost", lambda _, name: 1.0 if name == "slow" else 0.0)
        slow.may_go_on.clear()
        for name in ("one", "two"):
            tab.watch(name, source="slow")
        quick.watch()
        await quick.comes()
        assert slow.made == ["one"]
        slow.may_go_on.set()
        await tab.comes(2)


@in_loop
async def test_what_has_taken_its_share_goes_on_after_a_rest(source, hub):
    loop = asyncio.get_running_loop()
    free_at = loop.time() + 0.02
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pace, "free_at", lambda _: free_at)
        tab = Tab(hub)
        tab.watch()
        await tab.comes()
    assert loop.time() >= free_at


@in_loop
async def test_who_comes_while_a_picture_is_made_sees_the_one_before_meanwhile(source, hub):
    first, second = Tab(hub), Tab(hub)
    watch = first.watch()
    await first.comes()
    source.has_begun.clear()
    source.may_go_on.clear()
    hub.drawn(watch)
    change(hub, source, 1)
    await come(source.has_begun.is_set)
    newcomer = second.watch()
    assert second.shown == ["a 0"]
    source.may_go_on.set()
    hub.drawn(newcomer)
    await second.comes(2)
    assert second.shown == ["a 0", "a 1"]


@in_loop
async def test_what_changes_while_the_same_picture_is_made_is_shown(source, hub):
    tab = Tab(hub)
    watch = tab.watch()
    await tab.comes()
    hub.drawn(watch)
    source.has_begun.clear()
    source.may_go_on.clear()
    hub.changed("a")
    await come(source.has_begun.is_set)
    change(hub, source, 1)
    await asyncio.sleep(0)
    source.may_go_on.set()
    await tab.comes(2)
    assert tab.shown == ["a 0", "a 1"]


@in_loop
async def test_a_picture_that_nobody_waits_for_any_more_leaves_nothing_behind(source, hub):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("components.live.feeds.MOST_KEPT", 0)
        source.may_go_on.clear()
        watch = Tab(hub).watch()
        await come(source.has_begun.is_set)
        hub.end(watch)
        source.may_go_on.set()
        await come(lambda: hub.feeds == 0)


@in_loop
async def test_a_picture_of_several_topics_follows_each(source, hub):
    tab = Tab(hub)
    watch = tab.watch("a")
    await tab.comes()
    for value, topic in enumerate(["all", "a"], 1):
        hub.drawn(watch)
        change(hub, source, value, topic)
        await come(lambda: len(tab.payloads) > value)  # noqa: B023
    assert tab.shown == ["a 0", "a 1", "a 2"]


@in_loop
async def test_a_picture_that_ages_is_made_again_while_it_is_watched(source, hub):
    source.every = 0.001
    tab = Tab(hub)
    watch = tab.watch(fixed=True)
    await tab.comes()
    hub.drawn(watch)
    await come(lambda: len(source.made) > 3)
    assert tab.shown == ["a 0"]  # the others were the same
    source.value = 1
    await tab.comes(2)
    hub.drawn(watch)
    hub.end(watch)
    await come(lambda: hub.feeds == 0)


@in_loop
async def test_what_is_over_ages_no_more(source, hub):
    source.every, source.stage = 0.001, "over"
    over, other = EagerTab(hub), EagerTab(hub)
    over.watch("a")
    await over.comes()
    source.stage = "going"
    other.watch("b")
    await come(lambda: source.made.count("b") > 5)
    assert source.made.count("a") == 1
    change(hub, source, 1)  # somebody went on with it
    await come(lambda: source.made.count("a") > 3)


@in_loop
async def test_what_is_gone_is_an_empty_picture(source, hub):
    tab = Tab(hub)
    await tab.draws()
    source.gone.add("a")
    hub.changed("a")
    await tab.comes(2)
    assert tab.payloads[1] == b""


@in_loop
async def test_a_picture_that_fails_is_left_out_and_the_next_one_comes(source, hub):
    tab = Tab(hub)
    await tab.draws()
    source.failing.add("a")
    change(hub, source, 1)
    await come(lambda: len(source.made) == 2)
    source.failing.clear()
    change(hub, source, 2)
    await tab.comes(2)
    assert (tab.shown, tab.refused) == (["a 0", "a 2"], [])


@in_loop
async def test_where_no_other_picture_can_come_a_failing_one_is_refused(source, hub):
    source.failing.add("a")
    tab = Tab(hub)
    tab.watch(fixed=True)
    await come(lambda: tab.refused)
    assert hub.watches == 0
    source.failing.clear()
    tab.watch(fixed=True)
    await tab.comes()


@in_loop
async def test_sources_are_told_again_and_again_who_watches(source, hub):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("components.live.hub._TELLING_SECONDS", 0.001)
        watch = Tab(hub).watch()
        await come(lambda: len(source.seen) > 3)
        assert set(source.seen) == {(("a", False), VIEWER)}
        hub.end(watch)
        Tab(hub).watch("b")
        await come(lambda: source.seen[-1][0] == ("b", False))


def test_a_change_that_nobody_could_have_seen_is_none(source):
    Hub().changed("a")


def test_another_event_loop_begins_anew(source):
    hub = Hub()

    async def visit() -> None:
        tab = Tab(hub)
        tab.watch()
        await tab.comes()

    asyncio.run(visit())
    hub.changed("a")
    asyncio.run(visit())
    assert source.made == ["a", "a"]


@in_loop
async def test_whoever_asks_for_much_keeps_nobody_else_waiting(source, hub):
    greedy, modest = EagerTab(hub), EagerTab(hub)

    def made(name: str) -> None:
        until = time.thread_time() + (0.02 if name.startswith("large") else 0.0)
        while time.thread_time() < until:
            pass
        source.value += 1
        hub.changed(name)  # there is always something newer

    source.on_made = made
    watches = [greedy.watch(f"large {number}") for number in range(8)]
    modest.watch("small")
    while source.made.count("small") < 20 and len(source.made) < 60:
        for watch in watches:
            hub.drawn(watch)
        await asyncio.sleep(0.001)
    assert len(source.made) - 20 <= 20


class TestLimits:
    LIMITS = replace(LIMITS, channel_watches=2, channel_pictures_bytes=1_500)

    def test_so_many_watches_in_all_and_no_more(self, source):
        async def whole() -> None:
            with closing(Hub(self.LIMITS)) as hub:
                first = Tab(hub).watch("a")
                Tab(hub).watch("b")
                for _ in range(2):
                    with pytest.raises(Refused, match="too much"):
                        Tab(hub).watch("a")
                hub.end(first)
                hub.end(first)
                assert hub.watches == 1
                Tab(hub).watch("c")
                assert hub.watches == 2

        asyncio.run(whole())

    def test_pictures_that_nobody_watches_make_room_and_then_there_is_none(self, source):
        source.size = 2_000  # bytes of noise, packed; hexadecimal

        async def whole() -> None:
            with closing(Hub(self.LIMITS)) as hub:
                left = Tab(hub)
                watch = left.watch("left", fixed=True)
                await left.comes()
                hub.end(watch)
                assert hub.feeds == 1  # it is kept
                tab, other = Tab(hub), Tab(hub)
                watch = tab.watch("a", fixed=True)
                await tab.comes()
                await other.draws("b", fixed=True)
                assert hub.feeds == 2
                hub.drawn(watch)
                with pytest.raises(Refused, match="too much"):
                    hub.change(watch, wish("c", fixed=True), 0)
                hub.change(watch, wish("b", fixed=True), 0)  # it is there
                await tab.comes(2)
                hub.change(watch, wish("c", fixed=True), 0)

        asyncio.run(whole())
