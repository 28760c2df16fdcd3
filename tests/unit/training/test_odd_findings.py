"""Findings on frames that no healthy run sends: any numbers, in any combination."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from components.training.findings import sentences
from models.experiment import OPTIMIZERS, Experiment
from models.layers import ACTIVATIONS, Layer
from models.runs.frames import Curves, Frame
from models.training.findings import KINDS, MOST_SHOWN, findings
from tests.unit.training.findings_data import frame, histograms, result

any_float = st.floats(width=32, allow_nan=True, allow_infinity=True)


@st.composite
def odd_frames(draw) -> tuple[Experiment, Frame]:
    hidden = draw(st.integers(0, 4))
    vector = lambda size: draw(arrays(np.float32, size, elements=any_float))  # noqa: E731
    epochs = draw(st.integers(0, 20))
    repeated = draw(st.booleans())
    series = [np.full(epochs, draw(any_float), np.float32) if repeated else vector(epochs) for _ in range(5)]
    experiment = Experiment(
        layers=(Layer(8),) * hidden,
        activation=draw(st.sampled_from(ACTIVATIONS)),
        optimizer=draw(st.sampled_from(OPTIMIZERS)),
        initializer=draw(st.sampled_from(("zeros", "he_normal"))),
        label_noise=draw(st.sampled_from((0.0, 0.3))),
        dropout=draw(st.sampled_from((0.0, 0.5))),
    )
    size = draw(st.sampled_from((0, hidden + 1)))
    shown = frame(
        Curves(*series),
        batch_loss=draw(any_float),
        **{name: histograms(vector(size), vector(size)) for name in ("activations", "gradients", "weights")},
        dead=vector(max(0, size - 1)),
        saturated=vector(max(0, size - 1)),
        alike=draw(arrays(bool, max(0, size - 1))),
    )
    return experiment, shown


@settings(deadline=None, max_examples=300)
@given(odd_frames(), st.sampled_from([None, "early_stopping", "stop_when_met", "diverged", "stopped"]))
def test_no_frame_is_too_odd(pair, reason):
    experiment, shown = pair
    found = findings(experiment, shown, reason and result(reason))
    assert len(found) <= MOST_SHOWN
    assert {finding.kind for finding in found} <= set(KINDS)
    assert len(sentences(found)) == len(found)
