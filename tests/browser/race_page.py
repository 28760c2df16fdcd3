"""The race board's files."""

from __future__ import annotations

from pathlib import Path

from components.browser import channel
from components.browser.race_board import board

_FOLDER = Path(board.__file__).parent
SOURCE = "\n".join([channel.SCRIPT, *((_FOLDER / f"{name}.js").read_text("utf-8") for name in board._SCRIPTS)])
