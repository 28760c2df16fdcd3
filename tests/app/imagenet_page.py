"""The page on ImageNet prediction under AppTest, and what a reader sees and does on it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from streamlit.testing.v1 import AppTest

from components.imagenet.asking import ASKED
from components.imagenet.photos import ALBUMS, Album
from components.imagenet.settings import VIEW
from components.session.identity import TOKEN
from models.imagenet.view import ImageNetView
from models.jobs import Answer
from models.photos.samples import load_sample
from tests.app.driver import opened
from tests.waiting import until

CHART = "vega_lite_chart"


def answered(at: AppTest, seconds: float = 120.0) -> AppTest:
    """Run the page again and again, as it does itself, until it shows the answers to all that it asks."""

    def shows_all() -> bool:
        before = _answers(at)
        at.run()
        assert not at.exception
        return before is not None and before == _answers(at)

    until(shows_all, seconds)
    return at


def _answers(at: AppTest) -> set[Answer] | None:
    """What the page has asked; ``None`` while an answer, or a photo, is on its way."""
    asked = set(at.session_state[ASKED].values())
    is_over = not album_of(at).undecoded and all(answer.is_over for answer in asked)
    return asked if is_over else None


def photo_page(**query: str) -> AppTest:
    return answered(opened("imagenet.py", **query))


def album_of(at: AppTest) -> Album:
    """The photos of the page's reader."""
    return ALBUMS.of(at.session_state[TOKEN])


def shown(at: AppTest) -> ImageNetView:
    return at.session_state.get(VIEW.key, None) or ImageNetView()


def picked(at: AppTest, field: str, value: object) -> AppTest:
    """Another one of the buttons in a row."""
    next(group for group in at.button_group if group.key == f"imagenet.{field}").set_value(value)
    return answered(at.run())


def bars(at: AppTest, place: int = 0) -> list[tuple[str, float]]:
    """The names and probabilities of a chart's bars."""
    proto = at.get(CHART)[place].proto
    rows = pa.ipc.open_stream(proto.data.data).read_all().to_pydict()
    return list(zip(rows["name"], rows["probability"], strict=True))


def text(at: AppTest) -> str:
    return "\n".join(item.value for item in [*at.markdown, *at.caption, *at.error, *at.warning, *at.info])


def upload(at: AppTest, *files: tuple[str, bytes], name: str = "Photo") -> AppTest:
    return answered(hand_in(at, *files, name=name))


def hand_in(at: AppTest, *files: tuple[str, bytes], name: str = "Photo") -> AppTest:
    """Upload files, and let the page run once."""
    uploader = next(uploader for uploader in at.file_uploader if uploader.label == name)
    typed = [(name, data, "application/octet-stream") for name, data in files]
    uploader.set_value(typed if uploader.accept_multiple_files else typed[0])
    return at.run()


def pixels_of(name: str) -> np.ndarray:
    return load_sample(name).pixels
