"""The programs under "In Keras" of the instant pages run, and show what the pages show."""

import re

import numpy as np
import pytest

from models.architectures.counts import counts
from models.architectures.endings import Ending
from models.architectures.inception import Module
from models.initialization.fresh_network import FEATURES, FreshNetwork
from models.initialization.propagation import propagate
from models.keras_code.architectures import architectures_cells
from models.keras_code.cells import as_text
from models.keras_code.fresh_network import fresh_network_cells
from models.keras_code.race import race_cells
from models.optimizers.race import Race, run_race


def executed(cells: list[str]) -> dict:
    """The names that the program leaves."""
    names: dict = {"__name__": "program"}
    exec(compile(as_text(cells), "program", "exec"), names)
    return names


NETWORKS = {
    "classic": FreshNetwork(batch_size=50),
    "batch norm before": FreshNetwork(batch_size=50, batch_norm="before", activation="relu", bias=0.5),
    "batch norm after": FreshNetwork(batch_size=50, batch_norm="after", initializer="he_normal"),
    "digits": FreshNetwork(batch_size=50, inputs="digits", initializer="orthogonal", activation="gelu"),
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_the_program_of_a_fresh_network_prints_the_same_spreads(network: FreshNetwork, capsys):
    names = executed(fresh_network_cells(network))
    assert names["x"].shape == (50, FEATURES[network.inputs])
    printed = [line.split() for line in capsys.readouterr().out.splitlines() if "spread" in line]
    steps = [name for name, *_ in printed if not name.startswith("input")]
    assert len(steps) == network.depth * (1 + (network.batch_norm != "off") + (network.batch_norm == "before"))
    measured = propagate(network).activations.std[-1]
    assert float(printed[-1][-1]) == pytest.approx(measured, rel=0.25)  # another draw of the weights


RACES = {
    "classic": Race(steps=20),
    "noise and two starts": Race(steps=20, noise=0.5, two_starts=True),
    "own formula": Race(steps=10, surface="own", formula="sin(3x) + e^(x/5) + y² · pi", learning_rate=0.01),
    "functions of numbers": Race(steps=10, surface="own", formula="x^2 + sqrt(2) y^2 + exp(1) x"),
    "level": Race(steps=10, surface="own", formula="5"),
    "beale": Race(steps=20, surface="beale", x=1.0, y=1.5, learning_rate=0.01),
}


@pytest.mark.parametrize("race", RACES.values(), ids=RACES)
def test_the_program_of_a_race_ends_where_the_page_ends(race: Race, capsys):
    executed(race_cells(race))
    printed = [re.fullmatch(r"(\w+) \[(.*)\]", line) for line in capsys.readouterr().out.splitlines()]
    ends = [(match[1], [float(number) for number in match[2].split()]) for match in printed if match]
    expected = [(name, path.points[-1]) for name, paths in run_race(race).items() for path in paths]
    assert [name for name, _ in ends] == [name for name, _ in expected]
    for (_, end), (_, point) in zip(ends, expected, strict=True):
        np.testing.assert_allclose(end, point, atol=1e-5)


MODULES = {"as published": Module(), "another, without bottlenecks": Module.published("4d").replace(bottlenecks=False)}


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_the_program_of_architectures_builds_what_the_page_counts(module: Module):
    names = executed(architectures_cells(module, Ending(picture_size=64)))
    assert names["model"].count_params() == counts()["resnet50"].parameters
    assert len(names["model"].metrics) == 2
    assert names["module"].count_params() == module.parameters(module.bottlenecks)
    assert names["module"].output_shape[1:] == (module.side, module.side, module.branches.together)
    assert names["block"].output_shape == (None, module.side, module.side, module.channels_in)
    assert (names["on_map"].output_shape, names["pooled"].output_shape) == ((None, 2, 2, 10), (None, 10))
