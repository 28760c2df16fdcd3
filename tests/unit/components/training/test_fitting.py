"""Experiments fitted to their data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.session import gave_way
from components.training import fitting
from components.training.fitting import Adjusted, fit, fitted, obstacle, with_dataset
from models.datasets import IMAGE_DATASETS
from models.experiment import OPTIMIZERS, Experiment
from models.layers import ACTIVATIONS, BATCH_NORMS, parse_layers
from models.limits import ServerLimits
from models.run_memory import estimate
from models.run_memory.estimate import fits


def test_a_network_that_no_server_could_hold_loses_its_last_layers():
    huge = Experiment(dataset="cifar10", layers=parse_layers("c128k3-1024-1024"))
    assert obstacle(huge) == "parameters"
    new, adjusted = fitted(huge)
    assert obstacle(new) is None
    assert [notice.field for notice in adjusted if isinstance(notice, Adjusted)] == ["layers"]


def test_an_experiment_that_fits_stays_as_it_is():
    assert fitted(Experiment()) == (Experiment(), [])


@pytest.mark.parametrize(
    ("start", "examples", "dataset", "then"),
    [
        ("digits", 4000, "xor", 2000),
        ("xor", 2000, "digits", 4000),
        ("digits", 4000, "mnist", 4000),
        ("mnist", 60_000, "cifar10", 50_000),
        ("cifar10", 50_000, "digits", 4000),
        ("digits", 500, "xor", 500),
    ],
)
def test_all_examples_stay_all_and_nothing_is_said_of_it(start, examples, dataset, then):
    new, adjusted = with_dataset(Experiment(dataset=start, examples=examples), dataset)
    assert (new.examples, adjusted) == (then, [])


def test_a_chosen_number_of_examples_that_is_too_large_is_told():
    new, adjusted = with_dataset(Experiment(examples=3000), "xor")
    assert new.examples == 2000
    assert [notice.wanted for notice in adjusted if isinstance(notice, Adjusted)] == [3000]
    assert fitted(Experiment(dataset="xor")) == (Experiment(dataset="xor", examples=2000), [])


SMALL = ServerLimits.of(2_000_000_000)
WIDE = Experiment(layers=parse_layers("c128k1-c128k1-c128k1-c128k1"), activation="gelu", batch_norm="after")


@pytest.fixture(scope="module")
def small_server():
    """Two gigabytes."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (estimate, fitting, gave_way):
            patch.setattr(module, "LIMITS", SMALL)
        yield


def test_a_batch_that_would_take_too_much_memory_gives_way_and_it_is_told_why(small_server):
    new, told = fit(WIDE, {"batch_size": 1024})
    assert new.batch_size < 1024
    assert fits(new)
    assert not fits(new.replace(batch_size=new.batch_size + 1))
    assert f"**Batch size** is {new.batch_size}, not 1,024" in told[0].text()
    assert fit(new, {"epochs": 3}) == (new.replace(epochs=3), [])


def test_on_a_larger_server_the_same_batch_stays():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(estimate, "LIMITS", ServerLimits.of(64_000_000_000))
        assert fitted(WIDE.replace(batch_size=1024))[0].batch_size == 1024


def test_layers_that_no_batch_makes_fit_are_not_taken(small_server):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(estimate, "LIMITS", ServerLimits.of(900_000_000))
        before = Experiment(dataset="mnist", optimizer="adam")
        new, told = fit(before, {"layers": parse_layers("1024-1024-1024-1024-1024-1024")})
    assert new == before
    assert "Nothing was changed" in told[0].text()


TEXTS = st.one_of(
    st.tuples(st.integers(1, 128), st.integers(1, 11), st.sampled_from(["", "v"]), st.integers(1, 4)).map(
        lambda conv: "c{}k{}{}".format(*conv) + (f"p{conv[3]}" if conv[3] > 1 else "")
    ),
    st.integers(1, 1024).map(str),
)


@given(
    st.lists(TEXTS, max_size=8),
    st.builds(
        dict,
        activation=st.sampled_from(ACTIVATIONS),
        batch_norm=st.sampled_from(BATCH_NORMS),
        dropout=st.sampled_from([0.0, 0.5]),
        optimizer=st.sampled_from(OPTIMIZERS),
        batch_size=st.integers(1, 1024),
        dataset=st.sampled_from(IMAGE_DATASETS),
        examples=st.integers(20, 50_000),
        input_batch_norm=st.booleans(),
    ),
)
def test_whatever_a_link_says_what_is_let_through_fits(small_server, texts, values):
    convolutions = [text for text in texts if text.startswith("c")][:4]
    dense = [text for text in texts if not text.startswith("c")][:6]
    wanted = Experiment(layers=parse_layers("-".join(convolutions + dense)), **values)
    assert fits(fitted(wanted)[0])
