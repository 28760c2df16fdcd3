"""A home of one's own, for tests that must not find what lies in the user's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty ``LAYERLAB_HOME``; Keras's cache is empty, too."""
    folder = tmp_path_factory.mktemp("empty")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_HOME", str(folder / "home"))
        patch.setenv("KERAS_HOME", str(folder / "keras"))
        yield folder / "home"
