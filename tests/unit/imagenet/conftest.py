"""A home of one's own, without Keras's cache."""

from pathlib import Path

import pytest


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ``LAYERLAB_HOME``; Keras's cache is empty, too."""
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("LAYERLAB_MIRROR", raising=False)
    (tmp_path / "home").mkdir()
    return tmp_path / "home"
