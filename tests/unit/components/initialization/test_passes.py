"""Passes that are kept for all who look at the same networks."""

from __future__ import annotations

import pytest

from components.initialization import passes
from components.process import gate
from models.initialization.fresh_network import FreshNetwork
from models.initialization.propagation import propagate


@pytest.mark.parametrize("is_large", [False, True])
def test_of_large_networks_one_passes_at_a_time(is_large: bool, monkeypatch: pytest.MonkeyPatch):
    seen = []

    def watched(network: FreshNetwork):
        seen.append(gate.is_taken)
        return propagate(network.replace(depth=1))

    monkeypatch.setattr(passes, "propagate", watched)
    network = FreshNetwork(depth=40, width=600, seed=77) if is_large else FreshNetwork(seed=77)
    assert passes.propagated(network) is passes.propagated(network)
    assert seen == [is_large]
