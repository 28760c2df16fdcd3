"""Experiments fitted to the memory of a small server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.session import gave_way
from components.transfer.fitting import fit, fitted
from models.imagenet.networks import NETWORKS
from models.limits import ServerLimits
from models.run_memory import estimate, transfer
from models.run_memory.estimate import fits
from models.transfer.experiment import HEADS, PHOTO_SIZES, POOLINGS, STRATEGIES, TransferExperiment

SMALL = ServerLimits.of(2_000_000_000)


@pytest.fixture(autouse=True, scope="module")
def small_server():
    with pytest.MonkeyPatch.context() as patch:
        for module in (estimate, transfer, gave_way):
            patch.setattr(module, "LIMITS", SMALL)
        yield


def test_the_default_stays_as_it_is():
    assert fit(TransferExperiment(), {}) == (TransferExperiment(), [])


def test_the_batch_gives_way_first_and_it_is_told_why():
    taken, told = fit(TransferExperiment(), {"strategy": "from_scratch", "batch_size": 200})
    assert taken.strategy == "from_scratch"
    assert taken.photo_size == TransferExperiment().photo_size
    assert 1 <= taken.batch_size < 200
    assert fits(taken)
    (text,) = (notice.text() for notice in told)
    assert f"**Batch size** is {taken.batch_size}, not 200" in text
    assert "800\xa0MB" in text


def test_where_no_batch_fits_photos_become_smaller():
    taken, told = fit(TransferExperiment(photo_size="224"), {"strategy": "everything"})
    assert taken.strategy == "everything"
    assert int(taken.photo_size) <= 224
    assert fits(taken)
    assert len(told) == 1


def test_a_network_that_cannot_be_trained_whole_is_frozen():
    taken, told = fit(TransferExperiment(network="resnet50"), {"strategy": "everything"})
    assert taken.strategy == "frozen"
    assert fits(taken)
    assert "**Strategy** is" in told[0].text()


@given(
    st.builds(
        TransferExperiment,
        strategy=st.sampled_from(STRATEGIES),
        network=st.sampled_from(tuple(NETWORKS)),
        photo_size=st.sampled_from(PHOTO_SIZES),
        head=st.sampled_from(HEADS),
        pooling=st.sampled_from(POOLINGS),
        block=st.integers(1, 13),
        batch_size=st.integers(1, 256),
        per_class=st.integers(2, 1000),
        optimizer=st.sampled_from(TransferExperiment.FIELDS["optimizer"].choices),
    )
)
def test_whatever_is_set_what_is_let_through_fits(experiment):
    assert fits(fitted(experiment))
