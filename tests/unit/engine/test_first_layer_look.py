"""The first convolution of a run, looked at while it goes on."""

from dataclasses import replace

import numpy as np
import pytest

from models.engine.first_layer_look import FirstLayerLook
from models.runs.control import Control
from models.training.data import split_for
from tests.there import there
from tests.unit.engine.engine_runs import PHOTOS, POINTS, plain_model, run, scaled


@pytest.mark.parametrize("activation", ["relu", "tanh", "linear"])
@pytest.mark.parametrize("padding", ["same", "valid"])
def test_maps_are_what_keras_s_layer_makes_of_the_picture(activation, padding):
    [first, *others] = PHOTOS.layers
    experiment = PHOTOS.replace(layers=(replace(first, padding=padding), *others), activation=activation)
    model, split = plain_model(experiment), split_for(experiment)
    seen = there(FirstLayerLook(experiment, model, split, lambda: 5).now(7))
    convolution, activated = model.get_layer(index=1), model.get_layer(index=2)
    theirs = convolution(scaled(split.x_test[5:6]))
    if activation != "linear":
        theirs = activated(theirs)
    assert (seen.step, seen.picture) == (7, 5)
    maps = seen.low + (seen.high - seen.low) * seen.maps / 255.0
    np.testing.assert_allclose(maps, np.asarray(theirs)[0], atol=(seen.high - seen.low) / 250 + 1e-5)
    np.testing.assert_array_equal(seen.kernels, convolution.kernel.numpy())


def test_nobody_looks_and_nothing_is_shown_or_too_soon():
    wished = iter([None, 3, 3])
    look = FirstLayerLook(PHOTOS, plain_model(PHOTOS), split_for(PHOTOS), lambda: next(wished))
    assert look.now(1) is None
    assert there(look.now(2)).picture == 3
    assert look.now(3) is None  # just seen
    assert FirstLayerLook(POINTS, plain_model(POINTS), split_for(POINTS), lambda: 0).now(1) is None  # no convolution


def test_a_run_that_is_looked_at_learns_the_same():
    control = Control()
    control.tell("look", 2)
    looked_at, alone = run(PHOTOS, control), run(PHOTOS)
    assert looked_at.values("look")[-1].picture == 2
    assert not alone.values("look")
    assert looked_at.history == alone.history
    for mine, theirs in zip(looked_at.weights, alone.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)
