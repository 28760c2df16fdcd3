"""How much room there is for a network, one that finds none, and giving back memory that is no longer used."""

from __future__ import annotations

import gc
import itertools

from models.limits import LIMITS
from models.memory import available_bytes, give_back

_CALLS_BETWEEN = 12  # a collection holds up training for 0.1 s
_calls = itertools.count(1)


class NotEnoughMemory(Exception):
    """A network would not fit; nothing was loaded.

    Attributes:
        network: its name. needed, available: bytes.
    """

    def __init__(self, network: str, needed: int, available: int) -> None:
        super().__init__(network, needed, available)  # all of them, so that it survives pickling
        self.network, self.needed, self.available = network, needed, available

    def __str__(self) -> str:
        return f"{self.network} needs {self.needed / 1e6:.0f} MB; {self.available / 1e6:.0f} MB are available"


def free_bytes() -> int:
    """Memory that may be filled: some is always left to the server, for visitors who come meanwhile."""
    return max(0, available_bytes() - LIMITS.kept_free_bytes)


def release_memory() -> None:
    """Give everything back that is no longer used. Models are cycles: without a collection they stay."""
    gc.collect()
    give_back()


def keep_what_is_loaded() -> None:
    """Take what there is by now out of garbage collections, each of which would hold up training for 0.2 to 0.4 s.

    What is dropped of it later is never given back.
    """
    gc.collect()
    gc.freeze()


def release_now_and_then() -> None:
    """Give back what runs have left, at every so manyth call: once a run is over.

    The model that goes into a run's file takes 4 MB and is a cycle. By itself Python looks for those of long ago only
    when there are a quarter more objects than before, and a worker that always has runs is never renewed.
    """
    if next(_calls) % _CALLS_BETWEEN == 0:
        release_memory()
