"""A folder for what runs leave and for the pictures that they draw, shared by the tests here."""

import pytest


@pytest.fixture(scope="session")
def small_home_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def small_home(small_home_folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_HOME", str(small_home_folder))
        patch.delenv("LAYERLAB_PRIVATE", raising=False)
        yield small_home_folder
