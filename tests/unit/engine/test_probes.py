"""What a frame is taken from: the network is looked at and left as it was."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.engine.probes import FrameClock, Probe, curves_of
from models.engine.program_cache import acquire
from models.network.histograms import MOST_LOOKED_AT, even_stride, histograms
from models.training.data import split_for
from models.training.presets import PRESETS
from models.training.preview import preview, probe_size
from tests.unit.engine.engine_runs import LIVELY, PHOTOS, POINTS, plain_model, run, scaled

ALL_ON = PHOTOS.replace(batch_norm="after", dropout=0.3, input_batch_norm=True, l2=0.01)


@pytest.mark.parametrize("experiment", [POINTS, LIVELY, ALL_ON, POINTS.replace(layers=())])
def test_probing_leaves_every_variable_as_it_was(experiment):
    split = split_for(experiment)
    with acquire(experiment) as program:
        program.load(experiment)
        program.train_batch(split.x_train, split.y_train)  # optimizer and averages hold something
        variables = [*program.model.variables, *program._optimizer.variables, program.network.clock]
        before = [variable.numpy() for variable in variables]
        program.probe(split.x_train, split.y_train)
        Probe(program, experiment, split).frame(
            step=1, steps_per_epoch=1, epochs=1, seconds=0.0, curves=curves_of([]), batch_loss=0.0
        )
        for variable, value in zip(variables, before, strict=True):
            np.testing.assert_array_equal(variable.numpy(), value)


@pytest.mark.parametrize(
    "experiment",
    [POINTS, POINTS.replace(batch_norm="before", activation="relu"), POINTS.replace(layers=()), PHOTOS],
)
def test_gradients_are_those_of_plain_keras(experiment):
    plain, split = plain_model(experiment), split_for(experiment)
    kernels = [layer.kernel for layer in plain.layers if hasattr(layer, "kernel")]
    with tf.GradientTape() as tape:
        probabilities = plain(scaled(split.x_train), training=True)
        losses = keras.losses.sparse_categorical_crossentropy(split.y_train, probabilities)
        loss = tf.reduce_mean(losses)
    expected = tape.gradient(loss, [kernel.value for kernel in kernels])
    with acquire(experiment) as program:
        program.load(experiment)
        probed = program.probe(split.x_train, split.y_train)
    np.testing.assert_allclose(probed.outputs[-1], probabilities, rtol=1e-4, atol=1e-6)
    assert len(probed.gradients) == len(expected)
    for ours, theirs in zip(probed.gradients, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-6)
    for ours, theirs in zip(probed.kernels, kernels, strict=True):
        np.testing.assert_array_equal(ours, theirs.numpy())


def close(ours, theirs):
    """To 1e-4 of the array's largest value."""
    np.testing.assert_allclose(ours, theirs, atol=1e-4 * np.abs(theirs).max() + 1e-9, rtol=0)


DENSE = {key: preset.built_in for key, preset in PRESETS.items() if not preset.built_in.is_conv}


@pytest.mark.parametrize("experiment", DENSE.values(), ids=DENSE.keys())
def test_a_dense_network_shows_the_same_in_numpy_and_in_tensorflow(experiment):
    split = split_for(experiment)
    some = slice(probe_size(experiment))
    with acquire(experiment) as program:
        program.load(experiment)
        for start in range(0, 800, experiment.batch_size):  # biases, scales and shifts become something
            part = slice(start, start + experiment.batch_size)
            program.train_batch(split.x_train[part], split.y_train[part])
        here = program.probe(split.x_train[some], split.y_train[some])
        there = program._probe_by_tensorflow(tf.constant(split.x_train[some]), tf.constant(split.y_train[some]))
    for name in ("activated", "outputs", "kernels"):
        for ours, theirs in zip(getattr(here, name), getattr(there, name), strict=True):
            close(ours, theirs)
            assert ours.dtype == theirs.dtype
    for ours, theirs in zip(here.gradients, there.gradients, strict=True):
        inputs, units = theirs.shape
        close(ours, theirs[:: even_stride(inputs, max(1, MOST_LOOKED_AT // units))])
        assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(histograms(here.gradients).std, histograms(there.gradients).std, rtol=0.03)


def test_activations_are_told_apart_from_what_is_handed_on():
    """Batch norm behind tanh: within its bounds before, with mean 0 and deviation 1 behind."""
    experiment, split = LIVELY, split_for(LIVELY)
    with acquire(experiment) as program:
        program.load(experiment)
        probed = program.probe(split.x_train, split.y_train)
    assert len(probed.activated) == 2
    assert len(probed.outputs) == 3
    for activated, handed_on in zip(probed.activated, probed.outputs, strict=False):
        assert np.abs(activated).max() <= 1
        np.testing.assert_allclose(handed_on.mean(axis=0), 0, atol=1e-5)
        moving = handed_on.std(axis=0) > 0.5
        assert moving.all()


@pytest.mark.parametrize("experiment", [POINTS, LIVELY.replace(dropout=0.5), PHOTOS, POINTS.replace(layers=())])
def test_a_frame_before_training_is_the_preview(experiment):
    """Except for the boundary with batch norm, which here has seen no batch yet."""
    split = split_for(experiment)
    with acquire(experiment) as program:
        program.load(experiment)
        frame = Probe(program, experiment, split).frame(
            step=0, steps_per_epoch=1, epochs=1, seconds=0.0, curves=curves_of([]), batch_loss=0.0
        )
    size = probe_size(experiment)
    shown = preview(experiment, split.x_train[:size], split.y_train[:size])
    for name in ("activations", "gradients", "weights"):
        here, there = getattr(frame, name), getattr(shown, name)
        np.testing.assert_allclose(here.std, there.std, rtol=1e-3, atol=1e-6)
        np.testing.assert_allclose(here.mean, there.mean, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(frame.saturated, shown.saturated, atol=0.01)
    np.testing.assert_allclose(frame.dead, shown.dead, atol=0.01)


def test_frames_of_a_run():
    done = run(POINTS.replace(epochs=5))
    frames = done.values("frame")
    last = frames[-1]
    assert [frame.step for frame in frames] == sorted(frame.step for frame in frames)
    assert (last.step, last.steps_per_epoch, last.epoch, last.progress) == (25, 5, 5.0, 1.0)
    assert last.boundary.shape == (50, 50)
    assert last.activations.counts.shape[0] == last.gradients.counts.shape[0] == last.weights.counts.shape[0] == 3
    np.testing.assert_array_equal(np.stack(list(vars(last.curves).values()), axis=1), np.float32(done.history))
    assert last.seconds == done.seconds > 0


def test_photos_have_no_boundary():
    assert run(PHOTOS).values("frame")[-1].boundary is None


class Clocks:
    """The clocks of a test: of all that passes, of the run alone, and of the work that is done."""

    def __init__(self):
        self.now = self.own = self.worked = 100.0

    def pass_by(self, seconds, own=None, worked=None):
        self.now += seconds
        self.own += seconds if own is None else own
        self.worked += seconds if worked is None else worked


@pytest.fixture
def clocks():
    return Clocks()


def frame_clock(clocks, most=lambda: 10.0, share=0.1):
    return FrameClock(lambda: clocks.now, lambda: clocks.own, lambda: clocks.worked, most, share)


def take(clock, clocks, cost, worked=None):
    with clock.taking():
        clocks.pass_by(cost, worked=worked)


def test_cheap_frames_are_due_as_often_as_is_wished_for(clocks):
    wished = 10.0
    clock = frame_clock(clocks, lambda: wished)
    assert clock.is_due()
    take(clock, clocks, 0.001)
    clocks.pass_by(clock.seconds_left - 0.01)
    take(clock, clocks, 0.001)  # a little early
    assert clock.seconds_left == pytest.approx(0.109)
    assert not clock.is_due()
    assert clock.is_due(within=0.11)
    clocks.pass_by(0.07)
    assert not clock.is_due()
    wished = 20.0
    assert clock.is_due()


@pytest.mark.parametrize("off", [0.04, -0.04])
def test_frames_keep_the_beat_whether_they_come_late_or_early(clocks, off):
    clock, began = frame_clock(clocks), clocks.now
    for index in range(100):
        take(clock, clocks, 0.001)
        clocks.pass_by(clock.seconds_left + off * (index % 2))
    assert (clocks.now - began) / 100 == pytest.approx(0.1, rel=0.02)


@pytest.mark.parametrize("costs", [(0.05,), (0.2,), (0.03, 0.01, 0.4, 0.02, 0.02)])
def test_frames_take_no_more_than_their_share(clocks, costs):
    clock, spent, began = frame_clock(clocks), 0.0, clocks.now
    for index in range(100):
        cost = costs[index % len(costs)]
        take(clock, clocks, cost)
        spent += cost
        clocks.pass_by(clock.seconds_left)
        assert clock.is_due(within=1e-9)
    assert spent / (clocks.now - began) == pytest.approx(0.1, rel=0.1)


def test_one_frame_that_was_held_up_leaves_no_gap(clocks):
    clock = frame_clock(clocks)
    for _ in range(30):
        take(clock, clocks, 0.01)
        clocks.pass_by(0.1)
    take(clock, clocks, 0.1)
    assert clock.seconds_left < 0.2  # by its own cost it would be 0.9


def test_a_frame_that_waits_for_a_core_costs_what_it_works(clocks):
    clock = frame_clock(clocks)
    take(clock, clocks, 0.03, worked=0.012)
    assert clock.seconds_left == pytest.approx(0.09)


def test_a_frame_that_works_on_several_cores_costs_more_than_its_seconds(clocks):
    clock = frame_clock(clocks)
    take(clock, clocks, 0.02, worked=0.04)
    assert clock.seconds_left == pytest.approx(0.38)


def test_what_other_runs_take_is_not_this_runs_time(clocks):
    clock = frame_clock(clocks)
    take(clock, clocks, 0.05)
    clocks.pass_by(1.6, own=0.3)
    assert not clock.is_due()
    clocks.pass_by(0.1, own=0.2)
    assert clock.is_due()


def test_a_run_among_many_shows_a_frame_now_and_then_whatever_it_costs(clocks):
    clock = frame_clock(clocks, most=lambda: 20.0)
    take(clock, clocks, 0.1)
    clocks.pass_by(0.2, own=0.2)
    assert clock.seconds_left == pytest.approx(0.7)
    clocks.pass_by(0.5, own=0.01)
    assert clock.seconds_left == pytest.approx(0.1)
    clocks.pass_by(0.2, own=0.01)
    assert clock.is_due()
