"""The pretrained networks that this worker keeps, least recently used dropped first."""

from __future__ import annotations

import threading
from pathlib import Path

from cachetools import LRUCache

from models.engine.pretrained.lite0 import weights_path
from models.engine.pretrained.memory import NotEnoughMemory, free_bytes, release_memory
from models.engine.pretrained.network import LIGHT, PretrainedNetwork, load_network
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.imagenet.weights import WeightsBroken

# Besides the built-in network, which stays: VGG16, or VGG19, or most of the others together.
MOST_BYTES = 700_000_000
_PASS_BYTES = 64 << 20
_KERAS_COPIES = 3  # Keras draws random weights, reads the file's, and assigns them

_Key = tuple[str, str, tuple[int, int]]
_lock = threading.Lock()  # held while a network loads: one at a time, and who wants the same one waits for it
_stays: dict[_Key, PretrainedNetwork] = {}  # the built-in network
_others: LRUCache[_Key, PretrainedNetwork] = LRUCache(
    MOST_BYTES, getsizeof=lambda network: min(network.bytes, MOST_BYTES)
)


def acquire(network: str, weights: str = "") -> PretrainedNetwork:
    """A network, loaded the first time and again when its file has changed.

    Args:
        network: a name of `models.imagenet.networks.NETWORKS`.
        weights: path of its weights file; "" for the built-in network.

    Raises:
        ValueError: no such network, or no weights for one that is not built in.
        WeightsBroken: the file is not there, or not what this network needs.
        NotEnoughMemory: it would not fit.
    """
    if network not in NETWORKS or bool(weights) == NETWORKS[network].built_in:
        raise ValueError(f"no network {network!r} with weights {weights!r}")
    with _lock:
        path = _existing_path(network, weights)
        state = path.stat()
        key = (network, weights, (state.st_mtime_ns, state.st_size))
        cache = _stays if network == BUILT_IN else _others
        if key not in cache:
            for stale in [old for old in cache if old[:2] == (network, weights)]:
                del cache[stale]
            _make_room(network, state.st_size)
            cache[key] = load_network(NETWORKS[network], path if weights else None)
            release_memory()
        return cache[key]


def make_room(needed: int) -> None:
    """Drop networks, the least recently used first, until there is so much memory, in bytes, for something else."""
    with _lock:
        while _others and needed > free_bytes():
            _others.popitem()
            release_memory()


def clear() -> None:
    """Forget all networks."""
    with _lock:
        _stays.clear()
        _others.clear()
        release_memory()


def _existing_path(network: str, weights: str) -> Path:
    path = Path(weights)
    try:
        path = path if weights else weights_path()
        path.stat()
    except OSError as error:
        raise WeightsBroken(network, weights, str(error)) from error
    return path


def _make_room(network: str, size: int) -> None:
    """Drop what is older until a network with a file of this size fits."""
    needed = round(size * (1.25 if network in LIGHT else _KERAS_COPIES)) + _PASS_BYTES
    while _others and (_others.currsize + size > _others.maxsize or needed > free_bytes()):
        _others.popitem()
        release_memory()
    available = free_bytes()
    if needed > available:
        raise NotEnoughMemory(network, needed, available)
