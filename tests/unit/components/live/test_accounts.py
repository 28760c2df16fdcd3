"""Who has had how much: nobody gains by coming often, or from many places at once."""

from __future__ import annotations

import math

from components.live.accounts import HALF_LIFE, LEAST, Accounts
from components.live.feeds import Payer

GREEDY: Payer = ("school", "greedy")
MODEST: Payer = ("school", "modest")
ELSEWHERE: Payer = ("home", "one")


def served(accounts: Accounts, waiting: list[Payer], seconds: dict[Payer, float], turns: int) -> list[Payer]:
    """Who is served in so many turns when all of them always wait."""
    order = []
    for turn in range(turns):
        payer = min(waiting, key=lambda one: accounts.place(one))
        accounts.charge([payer], seconds[payer], turn)
        order.append(payer)
    return order


def test_who_asks_for_much_is_served_less_often():
    order = served(Accounts(), [GREEDY, MODEST], {GREEDY: 2.0, MODEST: 0.1}, 30)
    assert order.count(MODEST) > 4 * order.count(GREEDY) > 0


def test_quick_pictures_are_served_in_turn():
    order = served(Accounts(), [GREEDY, MODEST], {GREEDY: LEAST / 2, MODEST: LEAST / 9}, 10)
    assert order == [GREEDY, MODEST] * 5


def test_an_address_with_many_connections_has_no_more_than_another():
    many: list[Payer] = [("attack", number) for number in range(50)]
    order = served(Accounts(), [*many, ELSEWHERE], dict.fromkeys([*many, ELSEWHERE], 1.0), 60)
    assert order.count(ELSEWHERE) >= 29


def test_to_come_again_and_again_gains_nothing():
    accounts, order = Accounts(), []
    accounts.charge([MODEST], 0.5, 0.0)
    for number in range(20):
        newcomer: Payer = ("school", number)
        order.append(min((MODEST, newcomer), key=lambda one: accounts.place(one)))
        accounts.charge([order[-1]], 0.5, 0.0)
    assert order.count(MODEST) >= 9


def test_what_somebody_had_is_forgotten_in_time():
    accounts = Accounts()
    accounts.charge([GREEDY], 8.0, 0.0)
    accounts.charge([ELSEWHERE], 3.0, 0.0)
    assert accounts.place(ELSEWHERE) < accounts.place(GREEDY)
    accounts.charge([ELSEWHERE], 3.0, 2 * HALF_LIFE)  # what counts of the others now are 2 and 0.75 seconds
    assert accounts.place(GREEDY) < accounts.place(ELSEWHERE)
    accounts.charge([GREEDY], 1.5, 2 * HALF_LIFE)
    assert accounts.place(GREEDY) < accounts.place(ELSEWHERE)
    accounts.charge([GREEDY], 0.5, 2 * HALF_LIFE)
    assert accounts.place(ELSEWHERE) < accounts.place(GREEDY)


def test_all_who_wait_for_one_picture_pay_their_part():
    accounts = Accounts()
    accounts.charge([GREEDY, ELSEWHERE], 8.0, 0.0)
    assert accounts.of_browser(GREEDY) == accounts.of_browser(ELSEWHERE) == accounts.of_address("home") == 2.0


def test_a_server_that_runs_for_a_year_still_counts():
    accounts, year = Accounts(), 365 * 86_400.0
    accounts.charge([GREEDY], 8.0, year)
    accounts.charge([ELSEWHERE], 1.0, year)
    assert accounts.place(ELSEWHERE) < accounts.place(GREEDY)
    assert accounts.of_browser(("elsewhere", 1)) == -math.inf
