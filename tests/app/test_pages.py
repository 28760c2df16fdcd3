"""Every page of the app, opened as a reader opens it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.i18n import LANGUAGES
from components.training.settings import EXPERIMENT
from models.datasets import download_folder
from models.experiment import Experiment
from tests.app.driver import PROJECT, VALUES, opened

PAGES = sorted(path.name for path in (PROJECT / "pages").glob("*.py") if path.stem != "__init__")

pytestmark = pytest.mark.usefixtures("scheduler")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_every_language(page, code):
    app = opened(page, lang=code)
    assert not app.exception
    assert not app.warning
    assert len(app.title) == 1
    assert any("가" <= sign <= "힣" for sign in app.title[0].value) == (code == "ko")


QUERIES = st.dictionaries(st.sampled_from([*Experiment.FIELDS, "run", "lang", "colour"]), VALUES, max_size=6)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(query=QUERIES)
def test_no_link_breaks_the_training_lab(query):
    app = opened("training.py", **query)
    assert not app.exception
    experiment = app.session_state.get(EXPERIMENT.key, None) or Experiment()
    assert Experiment.from_query(experiment.to_query()) == (experiment, [])
    for name in set(query) & set(Experiment.FIELDS):
        taken = experiment.to_query().get(name) == query[name]
        assert taken or app.warning or getattr(experiment, name) == getattr(Experiment(), name)


_OPEN_ALL = """
import sys
from streamlit.testing.v1 import AppTest
for page in sys.argv[1:]:
    app = AppTest.from_file("pages/navigation.py", default_timeout=60)
    app.switch_page(page).run()
    assert not app.exception, page
from components.runs.scheduler import close_scheduler
close_scheduler()
assert "components.page" in sys.modules
print(sorted({name.split(".")[0] for name in sys.modules} & {"tensorflow", "keras"}))
"""


def test_the_server_process_never_loads_tensorflow():
    command = [sys.executable, "-c", _OPEN_ALL, *PAGES]
    output = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)
    assert output.returncode == 0, output.stderr
    assert output.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_damaged_dataset_is_told_of_and_another_can_be_chosen(tmp_path, monkeypatch, code):
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path))
    folder = download_folder("mnist")
    folder.mkdir(parents=True)
    (folder / "mnist.npz").write_bytes(b"no archive")
    app = opened("training.py", dataset="mnist", lang=code)
    assert not app.exception
    assert "mnist.npz" in app.error[0].value
    assert next(button for button in app.button if button.key == "run_Train").disabled
    app.session_state[EXPERIMENT.key] = Experiment()
    app.run()
    assert not app.exception
    assert not app.error
