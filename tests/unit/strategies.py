"""Networks and layers that Hypothesis draws."""

from hypothesis import strategies as st

from models.initialization.fresh_network import FreshNetwork
from models.layers import (
    ACTIVATIONS,
    BATCH_NORMS,
    DROPOUT_RANGE,
    INIT_STD_RANGE,
    INITIALIZERS,
    MAX_CONV_LAYERS,
    MAX_DENSE_LAYERS,
    MAX_FILTERS,
    MAX_KERNEL,
    MAX_POOL,
    MAX_UNITS,
    PADDINGS,
    PENALTY_RANGE,
    Layer,
)

SMALL_NETWORKS = st.builds(
    FreshNetwork,
    depth=st.integers(1, 50),
    width=st.integers(10, 25),
    initializer=st.sampled_from(INITIALIZERS),
    init_std=st.floats(-5, 2).map(lambda power: 10**power).filter(lambda std: 1e-5 <= std <= 100),
    activation=st.sampled_from(ACTIVATIONS),
    bias=st.sampled_from([0.0, 0.5, -2.0, 2.0]),
    batch_norm=st.sampled_from(BATCH_NORMS),
    batch_size=st.integers(2, 30),
    seed=st.integers(0, 9),
)


FRESH_NETWORKS = st.builds(
    FreshNetwork,
    inputs=st.sampled_from(["normal", "digits"]),
    depth=st.integers(1, 50),
    width=st.integers(10, 1000),
    initializer=st.sampled_from(INITIALIZERS),
    init_std=st.floats(1e-5, 100),
    activation=st.sampled_from(ACTIVATIONS),
    bias=st.floats(-2, 2),
    batch_norm=st.sampled_from(BATCH_NORMS),
    batch_size=st.integers(2, 1000),
    seed=st.integers(0, 9999),
)


OWN_SETTINGS = {
    "activation": st.sampled_from(ACTIVATIONS),
    "initializer": st.sampled_from(INITIALIZERS),
    "init_std": st.floats(*INIT_STD_RANGE),
    "batch_norm": st.sampled_from(BATCH_NORMS),
    "dropout": st.floats(*DROPOUT_RANGE),
    "l1": st.floats(*PENALTY_RANGE),
    "l2": st.floats(*PENALTY_RANGE),
}
MAYBE_OWN = {name: st.none() | values for name, values in OWN_SETTINGS.items()}
DENSE = st.builds(Layer, units=st.integers(1, MAX_UNITS), **MAYBE_OWN)
CONVOLUTIONS = st.builds(
    Layer,
    units=st.integers(1, MAX_FILTERS),
    kernel=st.integers(1, MAX_KERNEL),
    pool=st.integers(1, MAX_POOL),
    padding=st.sampled_from(PADDINGS),
    **MAYBE_OWN,
)
DENSE_NETWORKS = st.lists(DENSE, max_size=MAX_DENSE_LAYERS).map(tuple)
NETWORKS = st.builds(
    lambda convs, dense: (*convs, *dense), st.lists(CONVOLUTIONS, max_size=MAX_CONV_LAYERS), DENSE_NETWORKS
)
