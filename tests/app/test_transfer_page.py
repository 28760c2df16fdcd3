"""The page on transfer learning: its controls and links, the visitor's photos, and a real run to its result."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from components.session.identity import TOKEN
from components.transfer.classify import TRIALS
from components.transfer.drawer import _DRAWERS
from components.transfer.own_classes import CLASS_NAME, WAYS, fold_key
from components.transfer.settings import SETTINGS
from components.transfer.try_this import CASES
from components.words.labels import label
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.limits import LIMITS
from models.photo_sets import private
from models.photo_sets.drawn import draw
from models.photo_sets.own import OwnPhotos
from models.photo_sets.photo_set import SetMissing
from models.transfer.experiment import STRATEGIES, TransferExperiment
from models.transfer.presets import TRANSFER_PRESETS
from tests.app.controls_page import address, warnings
from tests.app.driver import VALUES, elements, opened, pressed, seen
from tests.app.transfer_page import PAGE, finished, has_result, status, text
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("empty_home", "scheduler")

QUICK = {"per_class": "10", "photo_size": "64", "epochs": "3"}
MOVES = {
    "dataset": ("digits", {}),
    "per_class": (100, {}),
    "label_noise": (0.2, {}),
    "augmentation": (["flip", "noise"], {}),
    "variants": (8, {"augmentation": "flip"}),
    "photo_size": ("64", {}),
    "network": ("mobilenet_v2", {"strategy": "from_scratch"}),
    "strategy": ("everything", {}),
    "pooling": ("flatten", {}),
    "head": ("softmax", {}),
    "dropout": (0.2, {}),
    "l2": (1e-4, {}),
    "optimizer": ("sgd", {}),
    "learning_rate": (0.01, {}),
    "base_rate": (1e-4, {"strategy": "everything"}),
    "head_epochs": (3, {"strategy": "everything"}),
    "batch_size": (8, {}),
    "epochs": (5, {}),
    "steps_per_epoch": (10, {}),
    "schedule": ("cosine", {}),
    "decay_factor": (0.9, {"schedule": "step"}),
    "decay_epochs": (5, {"schedule": "step"}),
    "early_stopping": ("val_loss", {}),
    "patience": (2, {"early_stopping": "val_loss"}),
    "restore_best": (False, {"early_stopping": "val_loss"}),
    "checkpoint": ("val_accuracy", {}),
    "seed": (7, {}),
}


@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_opens_with_every_strategy(network):
    at = opened(PAGE, network=network)
    for strategy in STRATEGIES:
        control(at, "strategy").set_value(strategy).run()
        assert not at.exception
        assert shown(at).strategy == strategy
        offered = any("are not on this machine yet" in item.value for item in at.markdown)
        pretrained = strategy not in ("from_scratch", "small_cnn")
        assert offered == (pretrained and network != BUILT_IN)


def shown(at: AppTest) -> TransferExperiment:
    return at.session_state.get(SETTINGS.key, None) or TransferExperiment()


def control(at: AppTest, field: str):
    kinds = ("selectbox", "select_slider", "multiselect", "toggle", "number_input")
    return next(widget for widget in elements(at, *kinds) if widget.label == label(field))


def button(at: AppTest, name: str):
    return next(button for button in at.button if button.label == name)


def opened_class(at: AppTest, name: str) -> AppTest:
    """The page with the fold of one of the visitor's classes open."""
    at.session_state[fold_key(name)] = True
    at.run()
    assert not at.exception
    return at


def sent(at: AppTest) -> bytes:
    """All that the browser gets of the page: texts, charts, tables and pictures' captions."""
    nodes = [node.proto for node in at._tree if getattr(node, "proto", None) is not None]
    return b"".join(node.SerializeToString() for node in nodes)


def bars(at: AppTest) -> dict[str, float]:
    """Names and probabilities of the chart that has them."""
    tables = [pa.ipc.open_stream(item.proto.data.data).read_all() for item in at.get("vega_lite_chart")]
    found = [table.to_pydict() for table in tables if "probability" in table.column_names]
    return dict(zip(found[0]["name"], found[0]["probability"], strict=True)) if found else {}


def png(kind: str, seed: int) -> bytes:
    data = io.BytesIO()
    Image.fromarray(draw(kind, seed, 64)).save(data, "PNG")
    return data.getvalue()


def zipped(**classes: int) -> bytes:
    """A zip with so many drawn photos in each folder."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for place, (name, count) in enumerate(classes.items()):
            for number in range(count):
                archive.writestr(f"{name}/{number}.png", png(("cat", "dog")[place % 2], 9000 + number))
    return data.getvalue()


def upload(at: AppTest, data: bytes) -> AppTest:
    uploader = next(uploader for uploader in at.file_uploader if uploader.label == "Photos (zip)")
    uploader.set_value(("photos.zip", data, "application/zip"))
    at.run()
    assert not at.exception
    return at


def test_the_page_opens_with_photos_and_needs_no_download():
    at = opened(PAGE)
    assert not at.exception
    assert not warnings(at)
    assert address(at) == {}
    assert {"**cat**", "**dog**"} <= {item.value for item in at.markdown}
    assert "none of EfficientNet-Lite0's 3,413,024 parameters will change" in seen(at)
    assert not button(at, "Train").disabled
    assert button(at, "Stop").disabled


def test_every_field_but_the_photos_has_a_control():
    # The slider over the blocks speaks while it is dragged: the test driver cannot move it.
    assert set(MOVES) == set(TransferExperiment.FIELDS) - {"set_id", "score_only", "block"}


@pytest.mark.parametrize("field", MOVES)
def test_a_moved_control_changes_the_settings_and_the_link(field):
    value, query = MOVES[field]
    at = opened(PAGE, **query)
    before = shown(at)
    control(at, field).set_value(value)
    at.run()
    assert not at.exception
    assert not warnings(at)
    expected = before.replace(**{field: tuple(value) if isinstance(value, list) else value})
    assert shown(at) == expected
    assert address(at) == expected.to_query()
    assert TransferExperiment.from_query(address(at)) == (expected, [])


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    query=st.dictionaries(
        st.sampled_from([*TransferExperiment.FIELDS, "run", "runs", "colour"]),
        st.one_of(VALUES, st.sampled_from(["own", "cats_and_dogs", "vgg16", "as_is", "fine_tune", "64", "noise-x"])),
        max_size=5,
    )
)
def test_no_link_breaks_the_page(query):
    at = opened(PAGE, **query)
    assert not at.exception
    experiment = shown(at)
    assert experiment.set_id == ""
    assert TransferExperiment.from_query(experiment.to_query()) == (experiment, [])


@pytest.mark.parametrize("name", CASES)
def test_a_telling_case_sets_the_controls(name):
    at = pressed(opened(PAGE), name)
    assert shown(at) == CASES[name]
    assert not button(at, "Train").disabled


@pytest.mark.parametrize("key", TRANSFER_PRESETS)
def test_a_textbook_experiment_opens_with_its_figures_and_says_what_is_missing(key):
    preset = TRANSFER_PRESETS[key]
    at = opened(PAGE)
    assert f"{preset.published[-1].value:,} of them trainable" in text(at)  # in the menu, before it is opened
    assert "Textbook: probability of the right class 99.72\xa0%, 138,357,544 parameters." in text(at)  # E1's
    next(item for item in at.button if item.key == f"transfer_preset_{key}_textbook").click()
    at.run()
    assert not at.exception
    assert shown(at) == preset.experiment
    assert "here with EfficientNet-Lite0" not in text(at)
    assert button(at, "Train").disabled
    assert "The weights of **VGG16** are not on this machine yet" in text(at)
    assert "is not on this machine yet: " in text(at)
    next(item for item in at.button if item.key == f"transfer_preset_{key}_built_in").click()
    at.run()
    assert shown(at) == preset.built_in
    assert shown(at).network == BUILT_IN
    assert "here with EfficientNet-Lite0 and built-in photos." in text(at)
    assert not button(at, "Train").disabled


def test_a_run_ends_with_a_result_a_photo_to_try_and_a_link(scheduler):
    at = finished(pressed(opened(PAGE, **QUICK), "Train"), scheduler)
    assert "test photos** are named correctly" in seen(at)
    assert "The features took" in seen(at)
    assert {"Test accuracy", "Test loss", "Time for features", "Trained parameters"} <= {m.label for m in at.metric}
    assert "Download the model (.zip)" in [item.label for item in elements(at, "download_button")]
    link = address(at)
    assert {name: link[name] for name in QUICK} == QUICK
    pressed(at, "Try a sample photo")
    until(lambda: bars(at.run()), 60)
    answer = bars(at)
    assert set(answer) == {"cat", "dog"}
    assert sum(answer.values()) == pytest.approx(1, abs=1e-4)
    assert TRIALS.of(at.session_state[TOKEN]).photo is not None

    again = opened(PAGE, **link)
    assert not again.exception
    assert address(again) == link
    assert has_result(again)

    # Other settings leave a run that is over.
    control(at, "per_class").set_value(20)
    at.run()
    assert not has_result(at)
    assert "run" not in address(at)
    pressed(at, "Back to the last run")
    assert address(at) == link
    assert has_result(at)


def test_own_photos_become_a_network_and_its_link_names_no_classes(scheduler):
    at = opened(PAGE, dataset="own", **QUICK)
    assert button(at, "Train").disabled
    assert status(at) == (0, "Not trained yet: something is still missing.")
    upload(at, zipped(고양이=8, 개=8))
    assert "“고양이”: 8 photos" in text(at)
    pressed(at, "Train")
    finished(at, scheduler)
    assert "Trained on 12 photos, validated on 2, tested on 2." in text(at)
    assert "of 2 test photos** are named correctly" in seen(at)
    assert "one photo is worth 50 percentage points" in seen(at)
    assert "It overfits" not in seen(at)
    assert next(item.value for item in at.metric if item.label == "Test accuracy") in ("0\xa0%", "50\xa0%", "100\xa0%")
    assert "set_id" not in address(at)
    assert len(shown(at).set_id) == 32
    stranger = opened(PAGE, **address(at))
    assert has_result(stranger)
    names = [name.encode() for name in ("고양이", "개")]
    assert [name in sent(at) for name in (*names, b"class 1")] == [True, True, False]
    assert [name in sent(stranger) for name in (*names, b"class 1", b"class 2")] == [False, False, True, True]
    pressed(opened_class(at, "개"), "Remove the class")
    assert "There is only one class" in text(at)
    assert button(at, "Train").disabled


def test_photos_are_added_to_a_class_that_is_there_by_a_click():
    at = upload(opened(PAGE, dataset="own"), zipped(cat=5, dog=5))
    pressed(opened_class(at, "dog"), "Add photos")
    assert at.text_input(key=CLASS_NAME).value == "dog"
    assert at.session_state[WAYS] == "Class by class"


def test_a_class_may_be_called_name():
    at = opened_class(upload(opened(PAGE, dataset="own"), zipped(cat=5, name=5)), "name")
    assert button(at, "Remove the class")


REFUSED = {
    "There is only one class": zipped(cat=5),
    "This is no zip file": b"no zip at all",
}


@pytest.mark.parametrize("words", REFUSED)
def test_photos_that_cannot_be_learnt_from_are_refused_in_words(words):
    at = upload(opened(PAGE, dataset="own"), REFUSED[words])
    assert words in text(at)
    assert button(at, "Train").disabled


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("unforeseen"), SetMissing("own")], ids=repr)
def test_a_zip_that_cannot_be_read_for_whatever_reason_is_read_once(monkeypatch, error):
    read = []

    def fails(data, *_, **_more):
        read.append(data)
        raise error

    monkeypatch.setattr(OwnPhotos, "from_archive", fails)
    at = upload(opened(PAGE, dataset="own"), b"a zip")
    assert "The photos could not be read" in text(at) or "The photos were lost" in text(at)
    at.run()
    assert not at.exception
    assert read == [b"a zip"]
    monkeypatch.undo()
    upload(at, zipped(cat=5, dog=5))
    assert "“cat”: 5 photos" in text(at)
    assert "could not be read" not in text(at)


def test_a_full_server_tells_the_next_tab_and_has_room_when_the_first_is_closed(monkeypatch):
    first = upload(opened(PAGE, dataset="own"), zipped(cat=5, dog=5))
    monkeypatch.setattr(private, "LIMITS", replace(LIMITS, private_bytes=private.private_bytes() + 10_000))
    second = upload(opened(PAGE, dataset="own"), zipped(bird=5, fox=5))
    assert "The server is full: the photos of all visitors together" in text(second)
    assert button(second, "Train").disabled
    assert "“cat”: 5 photos" in text(first)
    for content in list(_DRAWERS._contents.values()):
        content.empty()
    upload(second, zipped(bird=5, fox=5))
    assert "“fox”: 5 photos" in text(second)
    assert "The server is full" not in text(second)


def test_a_class_with_too_few_photos_is_named():
    at = upload(opened(PAGE, dataset="own"), zipped(cat=5, dog=2))
    assert "The class “dog” has too few photos: 2." in text(at)


def test_a_zip_that_cannot_be_learnt_from_leaves_the_photos_before_and_another_can_be_taken_back():
    at = upload(opened(PAGE, dataset="own"), zipped(cat=5, dog=5))
    upload(at, zipped(bird=2, fox=3))
    assert "Nothing was changed" in text(at)
    assert all(f"The class “{name}” has too few photos" in text(at) for name in ("bird", "fox"))
    assert "“cat”: 5 photos" in text(at)
    assert not button(at, "Train").disabled
    upload(at, zipped(bird=5, fox=6))
    assert "“fox”: 6 photos" in text(at)
    assert "“cat”" not in text(at)
    button(at, "Back to the photos before").click().run()
    assert not at.exception
    assert "“cat”: 5 photos" in text(at)
    assert "Back to the photos before" not in [item.label for item in at.button]


def test_photos_come_class_by_class():
    at = opened(PAGE, dataset="own")
    for name, kind in (("cat", "cat"), ("dog", "dog")):
        camera = next(item for item in at.toggle if item.label == "Use the camera")
        assert camera.disabled == ("Give the class a name first." in text(at)) == (name == "cat")
        next(item for item in at.text_input if item.label == "Class name").set_value(name)
        at.run()
        uploader = next(item for item in at.file_uploader if item.label == "Photos of this class")
        uploader.set_value([(f"{number}.png", png(kind, number), "image/png") for number in range(4)])
        at.run()
        assert not at.exception
    assert "“cat”: 4 photos" in text(at)
    assert "“dog”: 4 photos" in text(at)
    assert not button(at, "Train").disabled


def test_a_first_photo_that_is_refused_leaves_no_set_behind():
    at = opened(PAGE, dataset="own")
    next(item for item in at.text_input if item.label == "Class name").set_value("cat")
    at.run()
    uploader = next(item for item in at.file_uploader if item.label == "Photos of this class")
    uploader.set_value([("note.jpg", b"hello", "image/jpeg")])
    at.run()
    assert not at.exception
    assert r"“note\.jpg”" in text(at)
    assert "No photo lies in a folder" not in text(at)
