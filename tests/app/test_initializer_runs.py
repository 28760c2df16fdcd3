"""A1 on the page of initialization: one network from three starting points, on the built-in digits or all of MNIST."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    from components.initialization.learning import does_it_learn

    does_it_learn()


@pytest.fixture
def opened(tmp_path, monkeypatch) -> AppTest:
    for name in ("LAYERLAB_HOME", "KERAS_HOME"):  # where MNIST may be
        monkeypatch.setenv(name, str(tmp_path))
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    return at


def test_the_built_in_digits_are_there(opened):
    assert opened.selectbox[0].value == "digits"
    assert not opened.button(key="train_three").disabled


def test_mnist_is_offered_and_loaded_before_it_is_trained_on(opened):
    at = opened.selectbox[0].set_value("mnist").run()
    assert not at.exception
    assert at.button(key="train_three").disabled
    assert any("is not on this machine yet" in text.value for text in at.markdown)
