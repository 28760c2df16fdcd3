"""Races: every path is that of Keras's own optimizer."""

import keras
import numpy as np
import pytest

from models.experiment import OPTIMIZERS
from models.optimizers.formulas import FormulaError, parse
from models.optimizers.race import FARTHEST, Race, run_race
from models.optimizers.surfaces import SURFACES
from models.settings import SettingError
from tests.there import there


def race_on(name: str, **changes) -> Race:
    """A race with the surface's own starts and learning rate."""
    surface = SURFACES[name]
    start = {"x": surface.start[0], "y": surface.start[1]}
    second = {"x2": surface.second_start[0], "y2": surface.second_start[1]}
    return Race(**{"surface": name, "learning_rate": surface.learning_rate, **start, **second, **changes})


def _keras_optimizer(name: str, race: Race) -> keras.optimizers.Optimizer:
    rate = race.learning_rate
    return {
        "sgd": lambda: keras.optimizers.SGD(rate),
        "momentum": lambda: keras.optimizers.SGD(rate, momentum=race.momentum),
        "nesterov": lambda: keras.optimizers.SGD(rate, momentum=race.momentum, nesterov=True),
        "adagrad": lambda: keras.optimizers.Adagrad(rate),
        "rmsprop": lambda: keras.optimizers.RMSprop(rate, rho=race.rho),
        "adam": lambda: keras.optimizers.Adam(rate, beta_1=race.beta_1, beta_2=race.beta_2),
    }[name]()


VALUES = [{}, {"momentum": 0.5, "rho": 0.99, "beta_1": 0.6, "beta_2": 0.9}]


@pytest.mark.parametrize("values", VALUES, ids=["defaults", "others"])
@pytest.mark.parametrize("surface", ["valley", "saddle", "beale", "rosenbrock", "minima"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_path_is_that_of_keras(surface, name, values):
    race = race_on(surface, optimizers=(name,), **values)
    formula = parse(SURFACES[surface].formula)
    point = keras.Variable([race.x, race.y], dtype="float64")
    optimizer = _keras_optimizer(name, race)
    expected = [point.numpy()]
    for _ in range(race.steps):
        gradient = np.array(formula.gradient(*expected[-1]))
        optimizer.apply([keras.ops.convert_to_tensor(gradient, dtype="float64")], [point])
        expected.append(point.numpy())
    np.testing.assert_allclose(run_race(race)[name][0].points, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_path_holds_what_the_optimizer_saw_and_did(name):
    race = race_on("beale", two_starts=True, noise=0.3, steps=20)
    formula = parse(SURFACES["beale"].formula)
    paths = run_race(race)
    noise = 0.3 * np.random.default_rng(race.seed).standard_normal((20, 2))
    assert len(paths[name]) == 2
    for path, start in zip(paths[name], race.starts, strict=True):
        np.testing.assert_array_equal(path.points[0], start)
        np.testing.assert_allclose(path.losses, formula.value(*path.points.T))
        clean = np.stack(formula.gradient(*path.points[:-1].T), axis=-1)
        np.testing.assert_allclose(path.gradients, clean + noise, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(np.diff(path.points, axis=0), path.terms["move"], atol=1e-12)
        assert {values.shape for values in path.terms.values()} == {(20, 2)}


def test_others_in_the_race_and_more_steps_change_nothing():
    alone = run_race(race_on("minima", optimizers=("adam",), noise=0.5, steps=50))["adam"][0]
    among = run_race(race_on("minima", noise=0.5, steps=80, two_starts=True))["adam"][0]
    np.testing.assert_allclose(among.points[:51], alone.points, rtol=1e-9, atol=1e-12)


def test_a_path_that_leaves_for_infinity_is_cut():
    (path,) = run_race(race_on("beale", learning_rate=5.0))["sgd"]
    assert path.diverged
    assert 1 < len(path.points) < 101
    assert np.abs(path.points).max() <= FARTHEST
    assert np.isfinite(path.losses).all()
    assert len(path.gradients) == len(path.terms["move"]) == len(path.points) - 1
    gradient = parse(SURFACES["beale"].formula).gradient(*path.points[-1])
    np.testing.assert_allclose(there(path.beyond), path.points[-1] - 5 * np.array(gradient))
    assert not any(path.diverged or path.beyond is not None for (path,) in run_race(race_on("beale")).values())


def test_a_start_without_a_value_keeps_its_point():
    (path,) = run_race(Race(surface="own", formula="log(x)", x=-1.0, optimizers=("sgd",)))["sgd"]
    assert path.diverged
    assert path.points.shape == (1, 2)
    assert np.isnan(path.losses).all()
    assert path.terms["move"].shape == (0, 2)


def test_from_the_second_start_only_momentum_leaves_the_local_minima():
    paths = run_race(race_on("minima", two_starts=True))
    assert max(path[0].losses[-1] for path in paths.values()) < 0.01
    assert {name for name, path in paths.items() if path[1].losses[-1] < 0.1} == {"momentum"}


@pytest.mark.parametrize("name", [name for name in SURFACES if name != "own"])
def test_the_suggested_rate_tells_the_optimizers_apart(name):
    paths = run_race(race_on(name))
    assert not any(path.diverged for (path,) in paths.values())
    losses = np.sort([path.losses[50] for (path,) in paths.values()])
    assert losses[-1] > 2 * losses[0]


def test_settings_are_checked_and_travel_in_a_link():
    race = Race(surface="own", formula="x^2 + .0", optimizers=("adam", "sgd"), two_starts=True, selected="adam")
    assert race.optimizers == ("sgd", "adam")
    assert Race.from_query(race.to_query()) == (race, [])
    assert Race().to_query() == {}
    _, errors = Race.from_query({"formula": "x" * 201, "steps": "9", "surface": "hill"})
    assert {error.field for error in errors} == {"formula", "steps", "surface"}
    with pytest.raises(SettingError):
        Race(formula="x" * 201)


def test_a_formula_is_read_only_on_the_surface_own():
    assert run_race(Race(formula="x +"))
    with pytest.raises(FormulaError):
        run_race(Race(surface="own", formula="x +"))


def test_nobody_takes_part():
    assert run_race(Race(optimizers=())) == {}
