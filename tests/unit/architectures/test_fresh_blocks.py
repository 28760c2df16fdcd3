"""Networks of blocks before training: what the server computes is what a run's first step finds."""

import numpy as np
import pytest

from models.architectures import block_kinds
from models.architectures.depth import DepthExperiment, initial_weights
from models.architectures.fresh_blocks import _weights, fresh_blocks

KINDS = [{"skip": False}, *({"joining": joining} for joining in block_kinds.KINDS)]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("layers", [2, 10])
def test_the_weights_are_those_of_a_run(kind, layers):
    experiment = DepthExperiment(dense_layers=layers, seed=4, **kind)
    whole = initial_weights(experiment)
    for kernel, expected in zip(_weights(experiment).kernels, whole.kernels, strict=True):
        np.testing.assert_array_equal(kernel[: experiment.blocks], expected[: experiment.blocks])
    np.testing.assert_array_equal(_weights(experiment).last, whole.last)


def test_a_block_that_does_nothing_changes_nothing():
    signals = fresh_blocks(DepthExperiment(dense_layers=50))
    assert np.ptp(signals.size) < 1e-6
    assert np.ptp(signals.likeness) < 1e-6


def test_in_a_deep_plain_network_all_digits_become_alike():
    shallow, deep = (fresh_blocks(DepthExperiment(dense_layers=layers, skip=False)) for layers in (2, 50))
    assert shallow.likeness[-1] < 0.9 < 0.98 < deep.likeness[-1] <= 1.000001
    assert deep.likeness[0] == pytest.approx(shallow.likeness[0])


def test_a_likeness_is_the_mean_cosine_of_all_pairs():
    from models.architectures.fresh_blocks import _likeness

    rows = np.random.default_rng(1).random((5, 7)).astype(np.float32)
    cosines = [
        rows[i] @ rows[j] / np.linalg.norm(rows[i]) / np.linalg.norm(rows[j])
        for i in range(5)
        for j in range(5)
        if i != j
    ]
    assert _likeness(rows) == pytest.approx(np.mean(cosines))
