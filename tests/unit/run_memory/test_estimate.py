"""What a run is thought to take of memory, and what a small server allows."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.training.try_this import CASES
from components.transfer.try_this import CASES as TRANSFER_CASES
from models.any_experiment import AnyExperiment
from models.architectures.depth import DepthExperiment, chart_of
from models.convolution.compared import REPEATS, compared_experiment
from models.experiment import Experiment
from models.layers import parse_layers
from models.limits import ServerLimits
from models.run_memory import estimate, transfer
from models.run_memory.estimate import fits, need_of, require_room, with_fitting_batch
from models.run_memory.need import RunTooLarge
from models.training.continued import ContinuedExperiment, whole_network
from models.training.presets import INITIALIZER_RUNS, PRESETS
from models.transfer.experiment import TransferExperiment
from models.transfer.presets import TRANSFER_PRESETS
from models.transfer.strategies import strategy_experiments

SMALL = ServerLimits.of(2_000_000_000)
# Four convolutions of a hundred and twenty-eight filters on all pixels, with all that keeps copies.
WIDE = Experiment(
    layers=parse_layers("c128k1-c128k1-c128k1-c128k1"),
    activation="gelu",
    batch_norm="after",
    dropout=0.5,
    optimizer="adam",
    batch_size=1024,
)


@pytest.fixture(autouse=True)
def small_server(monkeypatch):
    """Two gigabytes."""
    for module in (estimate, transfer):
        monkeypatch.setattr(module, "LIMITS", SMALL)


LESSONS: dict[str, Sequence[AnyExperiment]] = {
    "defaults": [Experiment(), TransferExperiment(), DepthExperiment()],
    "presets": [one for preset in PRESETS.values() for one in (preset.experiment, preset.built_in)],
    "presets of transfer": [
        one for preset in TRANSFER_PRESETS.values() for one in (preset.experiment, preset.built_in)
    ],
    "cases": list(CASES.values()),
    "cases of transfer": list(TRANSFER_CASES.values()),
    "strategies": list(strategy_experiments().values()),
    "initializers": [one for runs in INITIALIZER_RUNS.values() for one in runs.values()],
    "continued": [whole_network(dataset) for dataset in ("digits", "fashion_mnist")],
    "compared": [compared_experiment(*key) for key in REPEATS.keys],
    "depth": list(chart_of().values()),
}


@pytest.mark.parametrize("lesson", LESSONS)
def test_all_that_the_lessons_show_is_allowed_on_a_small_server(lesson):
    assert [one for one in LESSONS[lesson] if not fits(one)] == []


def test_at_the_bound_a_batch_is_taken_and_one_example_more_is_refused():
    taken = with_fitting_batch(WIDE)
    assert taken is not None
    assert 1 < taken.batch_size < WIDE.batch_size
    require_room(taken)
    with pytest.raises(RunTooLarge) as refused:
        require_room(taken.replace(batch_size=taken.batch_size + 1))
    assert refused.value.available == SMALL.run_bytes < refused.value.needed


def test_a_larger_server_allows_more(monkeypatch):
    small = with_fitting_batch(WIDE)
    for module in (estimate, transfer):
        monkeypatch.setattr(module, "LIMITS", ServerLimits.of(16_000_000_000))
    large = with_fitting_batch(WIDE)
    assert small is not None
    assert large is not None
    assert large.batch_size > 4 * small.batch_size


def test_what_no_batch_makes_fit_is_none():
    assert with_fitting_batch(TransferExperiment(strategy="everything", network="resnet50", photo_size="224")) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 512},
        {"activation": "gelu"},
        {"batch_norm": "before"},
        {"dropout": 0.5},
        {"input_batch_norm": True},
        {"optimizer": "adam"},
        {"dataset": "cifar10"},
        {"examples": 3_000},
        {"layers": parse_layers("c64k3-c64k3-64")},
    ],
)
def test_what_takes_more_memory_is_thought_to(changes):
    before = Experiment(layers=parse_layers("c64k3-64"), examples=2_000, batch_size=256)
    assert need_of(before.replace(**changes)).bytes > need_of(before).bytes


def test_a_part_that_goes_on_is_thought_to_take_what_the_whole_network_does():
    assert need_of(ContinuedExperiment(PRESETS["C1"].experiment)) == need_of(PRESETS["C1"].experiment)


@given(st.sampled_from(TransferExperiment.FIELDS["photo_size"].choices), st.integers(1, 255))
def test_more_photos_at_once_never_take_less(size, batch):
    experiment = TransferExperiment(strategy="everything", photo_size=size, batch_size=batch)
    assert need_of(experiment).bytes <= need_of(experiment.replace(batch_size=batch + 1)).bytes
