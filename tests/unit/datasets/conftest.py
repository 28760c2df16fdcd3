"""Every test has a home of its own, and no cache of Keras's."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The datasets folder of an otherwise empty home."""
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("LAYERLAB_MIRROR", raising=False)
    folder = tmp_path / "home" / "datasets"
    folder.mkdir(parents=True)
    return folder
