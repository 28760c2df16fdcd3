"""What happens before the first visitor comes, and after the last."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

import app
from models.home import private_root, trained_folder
from models.photo_sets.own import OwnPhotos
from tests.there import there
from tests.unit.photo_sets.own_zips import png

KILLED = """
import os, signal
from models.home import UNFINISHED, owner_mark, trained_folder
from models.photo_sets.private import new_private, private_folder
(private_folder(new_private()) / "draft-0.rgb").write_bytes(b"a visitor's photo")
trained_folder().mkdir()
(trained_folder() / f"{UNFINISHED}{owner_mark()}-0123.keras").touch()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_is_gone_before_anybody_comes_and_after_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path))
    monkeypatch.delenv("LAYERLAB_PRIVATE", raising=False)
    for name in ("begin_process", "scheduler", "close_scheduler"):
        monkeypatch.setattr(app, name, lambda: None)

    def killed() -> None:
        subprocess.run([sys.executable, "-c", KILLED], cwd=Path(there(app.__file__)).parent, check=False)
        assert len(files()) == 2

    def files() -> list[Path]:
        return [path for folder in (private_root(), trained_folder()) for path in folder.rglob("*") if path.is_file()]

    async def serve() -> None:
        async with app.lifespan(app.app):
            assert files() == []
            trained_folder().rmdir()
            killed()
            OwnPhotos().add("cats", png(0), "0.png")

    killed()
    asyncio.run(serve())
    assert files() == []
    assert list(private_root().iterdir()) == []
