"""Experiments fitted to their data."""

from components.fitting import fit, obstacle
from models.experiment import Experiment
from models.layers import parse_layers


def test_a_network_that_no_server_could_hold_loses_its_last_layers():
    huge = Experiment(dataset="cifar10", layers=parse_layers("c128k3-1024-1024"))
    assert obstacle(huge) == "parameters"
    fitted, adjusted = fit(huge)
    assert obstacle(fitted) is None
    assert [notice.field for notice in adjusted] == ["layers"]


def test_an_experiment_that_fits_stays_as_it_is():
    assert fit(Experiment()) == (Experiment(), [])
