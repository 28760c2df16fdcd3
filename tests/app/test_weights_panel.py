"""What the panel says while a network's weights are missing, damaged, or not known to be Keras's."""

import hashlib
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import h5py
import pytest
from streamlit.testing.v1 import AppTest

from models.home import downloaded_folder, shown, weights_folder
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.imagenet.weights import find_weights, verify_weights
from tests.mirror import mirror
from tests.there import there

OFFICIAL = there(NETWORKS["mobilenet_v2"].weights)
FILE = OFFICIAL.name


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The folder that an otherwise empty mirror serves."""
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    (tmp_path / "mirror").mkdir()
    with ExitStack() as servers:
        monkeypatch.setenv("LAYERLAB_MIRROR", servers.enter_context(mirror(tmp_path / "mirror")))
        yield tmp_path / "mirror"


def write_weights(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        file["kernel"] = [1.0] * 500
    return path


def panel(name: str, refused: bool = False) -> AppTest:
    def script(name, refused):
        from components.imagenet.weights_panel import weights_panel

        weights_panel(name, refused)

    return AppTest.from_function(script, args=(name, refused), default_timeout=20).run()


def said(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(item.value for item in [*app.markdown, *app.caption, *app.error])


def test_nothing_is_said_of_the_built_in_network(place):
    assert said(panel(BUILT_IN)) == ""


def test_missing_weights_are_offered_with_size_link_folder_and_command(place):
    app = panel("mobilenet_v2")
    for text in (
        "The weights of **MobileNetV2** are not on this machine yet: 15\xa0MB",
        f"[`{FILE}`]({OFFICIAL.url}) (15\xa0MB)",
        f"`{shown(weights_folder())}`",
        "python -m models.fetch mobilenet_v2",
        f"`{shown(downloaded_folder())}`",
        "Meanwhile EfficientNet-Lite0",
    ):
        assert text in said(app)
    assert [button.label for button in app.button] == ["Download"]


def test_a_download_that_fails_says_why(place):
    app = panel("mobilenet_v2")
    app.button[0].click().run()
    assert f"`{FILE}` (15\xa0MB) could not be loaded" in app.error[0].value
    assert "http 404" in app.error[0].value
    assert f"lay it into `{shown(weights_folder())}` by hand" in app.error[0].value
    assert app.button[0].label == "Download"
    app.button[0].click().run()
    assert len(app.error) == 1


def test_a_download_that_succeeds_leaves_nothing_to_say(place, monkeypatch):
    content = write_weights(place / FILE).read_bytes()
    official = replace(OFFICIAL, checksum=f"md5:{hashlib.md5(content).hexdigest()}", bytes=len(content))
    monkeypatch.setitem(NETWORKS, "mobilenet_v2", replace(NETWORKS["mobilenet_v2"], weights=official))
    app = panel("mobilenet_v2")
    app.button[0].click().run()
    assert said(app) == ""
    assert there(find_weights("mobilenet_v2")).path == downloaded_folder() / FILE


def test_a_damaged_file_is_named_and_offered_anew(place):
    path = write_weights(weights_folder() / FILE)
    path.write_bytes(path.read_bytes()[:-500])
    app = panel("mobilenet_v2")
    assert f"`{shown(path)}` is damaged" in said(app)
    assert app.button[0].label == "Download"


def test_a_file_that_is_not_known_to_be_official_gets_one_line(place):
    path = write_weights(weights_folder() / FILE)
    assert there(verify_weights("mobilenet_v2")).state == "unverified"
    app = panel("mobilenet_v2")
    assert [item.value for item in app.caption] == [said(app)]
    assert f"`{shown(path)}`, laid by hand: unverified" in said(app)
    assert not app.button


def test_a_file_that_the_network_refused_is_offered_anew(place):
    path = write_weights(weights_folder() / FILE)
    app = panel("mobilenet_v2", refused=True)
    assert f"`{shown(path)}` is damaged, or no weights file of **MobileNetV2**" in said(app)
    assert app.button[0].label == "Download"
