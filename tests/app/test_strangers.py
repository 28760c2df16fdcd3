"""What strangers are not told: where the server keeps its files, what went wrong in the program, and how."""

from __future__ import annotations

import logging
import pwd
from pathlib import Path

import pytest
from streamlit.elements import exception
from streamlit.testing.v1 import AppTest

from components.i18n import LANGUAGES
from components.page import error_text
from components.streamlit_fixes import tell_errors_so
from models.datasets import fetch
from models.downloads import DownloadFailed
from models.home import home, keras_home
from tests.app.driver import elements, opened

pytestmark = pytest.mark.usefixtures("empty_home", "scheduler")

TEXTS = ("markdown", "caption", "error", "info", "warning", "exception")


def texts(at: AppTest) -> str:
    """All sentences on a page."""
    return "\n".join(str(element.value) for element in elements(at, *TEXTS))


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the server: errors are told in our words."""
    monkeypatch.setattr(exception, "marshall", exception.marshall)  # to be put back
    tell_errors_so(error_text)


def failing() -> None:
    import streamlit as st

    from components.i18n import settle_language

    settle_language()

    def fail() -> None:
        raise ValueError("/srv/secret/layerlab cannot be read")

    st.button("Fail", on_click=fail)
    if st.toggle("Fail here"):
        fail()


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("where", ["button", "toggle"])
def test_an_error_is_told_in_the_readers_words_and_its_traceback_is_in_the_log(words, code, where, caplog):
    logging.getLogger("streamlit").propagate = True
    at = AppTest.from_function(failing, default_timeout=20)
    at.query_params["lang"] = code
    at.run()
    with caplog.at_level(logging.ERROR):
        (at.button[0].click() if where == "button" else at.toggle[0].set_value(True)).run()
    (told,) = at.exception
    assert ("프로그램에 문제가 생겨" if code == "ko" else "Something went wrong in the program") in told.value
    assert not told.proto.type
    assert not told.proto.stack_trace
    for secret in ("secret", "ValueError", __file__, "site-packages"):
        assert secret not in str(told.proto)
    assert "/srv/secret/layerlab cannot be read" in caplog.text
    assert "Traceback" in caplog.text


# What has to be downloaded first there, in the reader's words.
MISSING = {
    "MNIST": ("training.py", {"dataset": "mnist"}),
    "Dogs and cats": ("transfer.py", {"dataset": "cats_and_dogs"}),
    "VGG16": ("transfer.py", {"network": "vgg16"}),
    "ResNet50": ("imagenet.py", {"model": "resnet50"}),
}


@pytest.mark.parametrize("place", MISSING.values(), ids=MISSING)
def test_no_page_tells_where_the_server_keeps_its_files(place):
    page, query = place
    at = opened(page, **query)
    assert not at.exception
    for folder in (home(), keras_home(), Path.home(), Path.cwd()):
        assert f"{folder}/" not in texts(at) + "/"
        assert f"{folder}`" not in texts(at)


def offers_downloads(at: AppTest) -> bool:
    return any(button.key.startswith("download ") for button in at.button if button.key)


@pytest.mark.parametrize("name", MISSING)
def test_with_downloads_off_no_page_offers_one_and_says_so(monkeypatch, name):
    page, query = MISSING[name]
    monkeypatch.setenv("LAYERLAB_DOWNLOADS", "off")
    at = opened(page, **query)
    assert not at.exception
    assert not offers_downloads(at)
    assert any(name in one.value and "is not available on this server" in one.value for one in at.info)
    assert "LAYERLAB_HOME" not in texts(at)


def test_it_is_said_in_korean_too_and_without_the_switch_there_is_a_download(monkeypatch):
    page, query = MISSING["VGG16"]
    assert offers_downloads(opened(page, **query))
    monkeypatch.setenv("LAYERLAB_DOWNLOADS", "off")
    assert "**VGG16: 이 서버에서는 쓸 수 없습니다.**" in texts(opened(page, lang="ko", **query))


def test_with_downloads_off_the_cards_offer_only_what_is_there(monkeypatch):
    def offered() -> int:
        return sum("With the textbook's data" in link.proto.label for link in opened("home.py").get("page_link"))

    assert offered()
    monkeypatch.setenv("LAYERLAB_DOWNLOADS", "off")
    assert not offered()


def test_with_downloads_off_the_owner_can_still_fetch(monkeypatch, tmp_path):
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path))
    monkeypatch.setenv("LAYERLAB_DOWNLOADS", "off")
    monkeypatch.setenv("LAYERLAB_MIRROR", "http://127.0.0.1:9")  # nobody listens there
    with pytest.raises(DownloadFailed, match="offline"):
        fetch("mnist")


@pytest.mark.parametrize("page", ["training.py", "imagenet.py", "transfer.py"])
def test_pages_work_for_a_user_without_a_home(monkeypatch, page):
    def unknown(_number: int) -> None:
        raise KeyError("no such user")

    monkeypatch.delenv("HOME")
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    at = opened(page)
    assert not at.exception
    assert keras_home() == home() / "keras"
