"""Passes through the fresh networks that the page shows, each computed once for all who look at the same."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Condition

from cachetools import LRUCache, cached

from components.process import one_large_at_a_time
from models.initialization.fresh_network import FreshNetwork
from models.initialization.mean_field import theory
from models.initialization.propagation import Propagation, propagate

_KEPT = 64


# The other side of a comparison, and what a few students look at together, are computed once, also at the same time.
@cached(LRUCache(_KEPT), condition=Condition())
def propagated(network: FreshNetwork) -> Propagation:
    """What the network does to its inputs, and to a gradient on its way back."""
    with one_large_at_a_time(network.seconds):  # its values take some hundred megabytes, too
        return propagate(network)


expected = cached(LRUCache(_KEPT), condition=Condition())(theory)


@dataclass(frozen=True)
class Shown:
    """What a picture of fresh networks depends on.

    Attributes:
        wished: the networks as they are set, by name: "B", the one of the controls, or before it "A", which was kept.
        in_motion: it follows a hand, or is the first that a page shows: a large network has fewer examples.
        own_scale: each layer's histogram is stretched over the whole width.
    """

    wished: tuple[tuple[str, FreshNetwork], ...]
    in_motion: bool
    own_scale: bool

    @property
    def networks(self) -> dict[str, FreshNetwork]:
        """Each network with the examples that go through it."""
        return {name: network.in_motion if self.in_motion else network for name, network in self.wished}

    @property
    def is_in_full(self) -> bool:
        """Whether no more examples will go through when the hand rests."""
        return all(self.networks[name].examples == network.examples for name, network in self.wished)
