"""What the page asks the workers, each thing once, and what it remembers of the answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import streamlit as st
from cachetools import LRUCache

from components.imagenet.settings import PAGE
from components.runs.scheduler import scheduler
from components.session.identity import owner
from components.session.keys import session_key
from models.imagenet.networks import BUILT_IN, NETWORKS, NetworkInfo
from models.imagenet.weights import WeightsFile, find_weights
from models.jobs import Answer
from models.photos.samples import SAMPLES, load_sample

# So long a page waits for an answer before it shows that it waits: a warm worker answers sooner.
PATIENCE = 1.0
_MOST_BYTES, _MOST_BYTES_A_SESSION = 60_000_000, 20_000_000
ASKED, _ASKED_UNDER = session_key(PAGE, "asked"), session_key(PAGE, "asked under these settings")
_REMEMBERED, _LEFT_OPEN = session_key(PAGE, "answers"), session_key(PAGE, "drawn before all was answered")
_LIGHT = 120_000_000  # bytes of weights that every worker may load


@dataclass(frozen=True)
class Predictor:
    """A network that can answer, and the file of its weights; "" for the built-in one."""

    info: NetworkInfo
    path: str = ""

    @classmethod
    def of(cls, name: str, file: WeightsFile) -> Predictor:
        """The network of this name with the weights of this file."""
        return cls(NETWORKS[name], str(file.path))

    @property
    def is_light(self) -> bool:
        """Whether it costs little to have it in several workers."""
        return self.info.weights is None or self.info.weights.bytes < _LIGHT


def predictor_for(name: str) -> Predictor:
    """Who answers when this network is asked: itself, or the built-in one while its weights are not there."""
    found = None if NETWORKS[name].built_in else find_weights(name)
    if found is None or found.state == "damaged":
        return Predictor(NETWORKS[BUILT_IN])
    return Predictor.of(name, found)


def ask(
    task: str,
    predictor: Predictor | None,
    about: tuple[Hashable, ...],
    arguments: Callable[[], dict[str, Any]],
    patience: float = PATIENCE,
) -> Answer:
    """The answer to a question, which is sent off the first time that anybody asks it.

    Args:
        task: a name in the engine's table of tasks.
        predictor: the network that it needs, if any.
        about: what tells the question from others to the same network; the photo's id comes first.
        arguments: makes what the task needs beside the network.
        patience: seconds to wait for the answer if the question is sent off just now.
    """
    key = (task, predictor, about)
    mine = _mine()
    for old in [old for old, answer in mine.items() if answer.state in ("done", "cancelled")]:
        del mine[old]  # the memory, which is bounded, has what is worth keeping
    memory = _memory_of_samples() if about[0] in _samples() else _memory_of_session()
    known = mine.get(key) or memory.get(key)
    if known is None:
        known = _send(task, predictor, arguments())
        memory.put(key, known)
        known.wait(patience)
    mine[key] = known
    state = known.state  # as it is drawn; it may be another one by the time that the page has been
    if state in ("waiting", "working"):
        leave_open(known, state)
    return known


def _send(task: str, predictor: Predictor | None, arguments: dict[str, Any]) -> Answer:
    if predictor is None:
        return scheduler().ask(task, arguments, owner())
    network = {"network": predictor.info.name, "weights": predictor.path}
    needs = f"{predictor.info.name} {predictor.path}"
    return scheduler().ask(task, network | arguments, owner(), needs, predictor.is_light)


def begin_drawing() -> None:
    """The page is drawn from here on."""
    st.session_state[_LEFT_OPEN] = []


def leave_open(answer: Answer | None = None, state: str = "") -> None:
    """What is just drawn is not the last word.

    Args:
        answer: that is awaited, and its state as it is drawn; without one there is more to be drawn at once.
    """
    st.session_state.setdefault(_LEFT_OPEN, []).append((answer, state))


def was_left_open() -> bool:
    """Whether the page has to be drawn again: what was drawn counts, not what has been answered since."""
    return bool(st.session_state.get(_LEFT_OPEN))


def has_more() -> Callable[[], bool]:
    """Says, in any thread, whether there is more to be drawn than what was drawn."""
    drawn = list(st.session_state.get(_LEFT_OPEN, []))
    return lambda: any(answer is None or answer.state != state for answer, state in drawn)


def call_off_others(settings: Hashable) -> None:
    """What was asked under other settings and waits for its turn is not wanted any more."""
    before = st.session_state.get(_ASKED_UNDER, settings)
    st.session_state[_ASKED_UNDER] = settings
    if before != settings:
        for answer in _mine().values():
            if answer.state == "waiting":
                answer.cancel()
        _mine().clear()


def forget_failures() -> None:
    """Ask again what had failed."""
    for key, answer in list(_mine().items()):
        if answer.state == "failed":
            del _mine()[key]


class _Memory:
    """The latest answers, bounded in bytes. Thread-safe."""

    def __init__(self, most_bytes: int) -> None:
        self._lock = threading.Lock()
        self._coming: dict[Hashable, Answer] = {}
        self._come: LRUCache[Hashable, Answer] = LRUCache(most_bytes, getsizeof=lambda one: min(_size(one), most_bytes))

    def get(self, key: Hashable) -> Answer | None:
        """The answer, unless it failed or was called off."""
        with self._lock:
            for over in [key for key, answer in self._coming.items() if answer.is_over]:
                answer = self._coming.pop(over)
                if answer.state == "done":
                    self._come[over] = answer  # only now it has its size
            return self._coming.get(key) or self._come.get(key)

    def put(self, key: Hashable, answer: Answer) -> None:
        """Remember an answer that is still to come."""
        with self._lock:
            self._coming[key] = answer


@st.cache_resource(show_spinner=False)
def _memory_of_samples() -> _Memory:
    """What is known of the built-in pictures; a whole class looks at them."""
    return _Memory(_MOST_BYTES)


def _memory_of_session() -> _Memory:
    """What is known of the visitor's photos: it shows much of them, so it goes with the session as they do."""
    return st.session_state.setdefault(_REMEMBERED, _Memory(_MOST_BYTES_A_SESSION))


@cache
def _samples() -> frozenset[str]:
    return frozenset(load_sample(name).id for name in SAMPLES)


def _mine() -> dict[Hashable, Answer]:
    return st.session_state.setdefault(ASKED, {})


def _size(answer: Answer) -> int:
    arrays = answer.value.values() if isinstance(answer.value, dict) else ()
    return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))
