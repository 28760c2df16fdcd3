"""What races say: each kind of finding in a race that shows it, and its absence where it would be false."""

import pytest

from models.finding import Finding
from models.optimizers.findings import MOST_SHOWN, findings
from models.optimizers.race import Race, run_race
from models.optimizers.surfaces import SURFACES


def _found(surface: str, **changes) -> dict[str, Finding]:
    place = SURFACES[surface]
    given = {"x": place.start[0], "y": place.start[1], "x2": place.second_start[0], "y2": place.second_start[1]}
    race = Race(**{"surface": surface, "learning_rate": place.learning_rate, **given, **changes})
    found = findings(race, run_race(race))
    assert len(found) <= MOST_SHOWN
    return {finding.kind: finding for finding in found}


@pytest.mark.parametrize("surface", [name for name in SURFACES if name != "own"])
def test_somebody_is_nearest(surface):
    assert 0 <= _found(surface)["nearest"].values["distance"] < 1


def test_all_that_arrived_are_named():
    assert _found("bowl")["nearest"].values["arrived"] == ("sgd", "momentum", "nesterov", "rmsprop", "adam")


def test_without_known_minima_the_lowest_loss_counts():
    found = _found("own", formula="x^2 + y^2 + 3")
    assert found["lowest"].values["loss"] == pytest.approx(3.0)
    assert "nearest" not in found


def test_who_left_for_infinity_and_first():
    diverged = _found("valley", learning_rate=2.0)["diverged"].values
    assert diverged["optimizers"] == ("sgd", "momentum", "nesterov")
    assert diverged["optimizer"] == "nesterov"
    assert "diverged" not in _found("valley")


@pytest.mark.parametrize("formula", ["log(x) + y^2", "sqrt(x) + y^2"])
def test_who_stepped_to_where_the_formula_has_no_value(formula):
    found = _found("own", formula=formula, x=2.0, y=1.0, learning_rate=0.1, optimizers=("sgd", "nesterov"))
    assert list(found) == ["left_domain"]
    assert found["left_domain"].values["optimizer"] == "nesterov"
    assert 1 < found["left_domain"].values["step"] < 20


def test_one_leap_out_of_the_domain_and_far_away():
    found = _found("own", formula="log(x)", x=1e-9, learning_rate=1.0, optimizers=("sgd",))
    assert found["left_domain"].values == {"optimizers": ("sgd",), "optimizer": "sgd", "step": 1}


@pytest.mark.parametrize("formula", ["-x^2 - y^2", "x^2 - y^2", "-exp(x^2)"])
def test_a_loss_that_has_no_lower_end(formula):
    found = _found("own", formula=formula, x=2.0, y=1.0, learning_rate=0.1)
    assert {"sgd", "nesterov"} <= set(found["bottomless"].values["optimizers"])
    assert not {"diverged", "lowest"} & set(found)


def test_a_loss_that_overflows_uphill_is_overshooting():
    assert _found("own", formula="exp(x^2)", x=-3.0)["diverged"].values["step"] == 1


@pytest.mark.parametrize("surface", ["valley", "bowl", "minima", "saddle", "own"])
def test_a_rate_too_low_is_all_that_is_said(surface):
    assert list(_found(surface, learning_rate=1e-4)) == ["still"]


def test_at_the_minimum_nobody_needs_to_move():
    assert "still" not in _found("bowl", x=0.0, y=0.0, learning_rate=1e-4)


@pytest.mark.parametrize("formula", ["x^2 + y^2", "abs(x) + abs(y)"])
def test_who_starts_close_to_the_lowest_point_gets_somewhere(formula):
    found = _found("own", formula=formula, x=0.1, y=0.05, learning_rate=0.1)
    assert "still" not in found
    assert "lowest" in found


def test_who_starts_close_to_the_saddle_is_held_up_by_it():
    for rate in (0.1, 1e-3):
        found = _found("saddle", x=0.2, y=0.0, learning_rate=rate, optimizers=("sgd",))
        assert "still" not in found
        assert found["saddle"].values["optimizers"] == ("sgd",)


def test_who_is_held_by_another_minimum():
    local = _found("minima", two_starts=True)["local"].values
    assert local["start"] == 1
    assert local["optimizers"] == ("sgd", "nesterov", "adagrad", "rmsprop", "adam")
    assert local["loss"] == pytest.approx(0.895, abs=0.01)
    assert "local" not in _found("minima")


def test_who_is_still_on_the_saddle():
    assert _found("saddle", steps=30)["saddle"].values["optimizers"] == ("sgd",)
    assert "saddle" not in _found("saddle")
    assert "saddle" not in _found("rosenbrock", steps=30)


def test_who_turns_back_at_most_steps():
    swinging = _found("valley", learning_rate=0.95, optimizers=("sgd", "adam"), steps=20)["oscillates"].values
    assert swinging["axis"] == "y"
    assert swinging["optimizers"] == ("sgd",)
    assert swinging["share"] == 1.0
    assert "oscillates" not in _found("bowl")


def test_a_start_where_the_surface_has_no_value():
    assert list(_found("own", formula="log(x)", x=-1.0)) == ["undefined"]
    both = _found("own", formula="log(x)^2 + y^2", x=-1.0, x2=2.0, two_starts=True)
    assert both["undefined"].values == {"start": 0}
    assert both["lowest"].values["start"] == 1
    assert "diverged" not in both


def test_nobody_takes_part():
    assert _found("bowl", optimizers=()) == {}


def test_who_rolls_past_is_not_held_up():
    """Nesterov is near the saddle between two minima at step 19, at full speed."""
    found = _found("minima", two_starts=True, steps=19)
    for kind in ("saddle", "local"):
        if kind in found:
            assert "nesterov" not in found[kind].values["optimizers"]
