"""What a run is thought to take of its worker, from its experiment alone."""

import pytest

from models.architectures.depth import DepthExperiment
from models.experiment import Experiment
from models.jobs.demand import demand_of
from models.layers import Layer, parse_layers
from models.training.continued import ContinuedExperiment
from models.training.presets import PRESETS
from models.transfer.experiment import TransferExperiment


@pytest.mark.parametrize(
    ("experiment", "is_large"),
    [
        (Experiment(), False),
        (PRESETS["B6"].experiment, False),
        (PRESETS["C1"].experiment, False),
        (ContinuedExperiment(PRESETS["C1"].experiment), False),
        (Experiment(layers=(Layer(units=1024), Layer(units=1024)), optimizer="adam"), True),
        (Experiment(layers=(Layer(units=1024), Layer(units=1024)), optimizer="sgd"), False),
        (Experiment(layers=parse_layers("c128k5-c128k5-64"), batch_size=256), True),
        (DepthExperiment(dense_layers=50), False),
        (TransferExperiment(), True),
    ],
)
def test_which_runs_are_large(experiment, is_large):
    assert demand_of(experiment).is_large == is_large


def test_more_examples_take_more_memory():
    few, many = (Experiment(dataset="cifar10", examples=examples) for examples in (1_000, 50_000))
    assert demand_of(many).memory.kept - demand_of(few).memory.kept == 49_000 * 32 * 32 * 3


def test_a_network_without_pixels_is_left_to_the_engine_to_refuse():
    assert not demand_of(Experiment(layers=parse_layers("c4k3p4-c4k3p4-c4k3p4-8"))).is_large
