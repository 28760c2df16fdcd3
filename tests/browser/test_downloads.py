"""What comes from outside, and what can be taken along."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab

# Plain Keras: nothing of ours but the test pictures, stored as bytes; the model takes them from 0 to 1.
_SCORE = """
import json, sys
import keras
from models.training.data import split_for
from models.experiment import Experiment
split = split_for(Experiment())
model = keras.models.load_model(sys.argv[1])
score = model.evaluate(split.x_test / 255.0, split.y_test, verbose=0, return_dict=True)
print(json.dumps(score))
"""


def test_a_dataset_that_is_missing_is_asked_for_and_all_else_works(lab: Lab):
    lab.page.goto(f"{lab.url}/training?dataset=mnist&epochs=5")
    download = lab.button("Download")
    expect(download).to_be_visible()
    expect(lab.page.get_by_test_id("stMain")).to_contain_text("MNIST digits is not on this machine yet")
    expect(lab.button("Train")).to_be_disabled()
    download.click()
    error = lab.page.get_by_test_id("stAlert").filter(has_text="could not be loaded")
    expect(error).to_contain_text("there is no connection to the server", timeout=5000)
    expect(error).to_contain_text("by hand")
    expect(lab.button("Train")).to_be_disabled()
    lab.open(epochs="5")
    expect(lab.button("Train")).to_be_enabled()
    lab.expect_no_error()


@pytest.mark.slow  # the file itself is held against plain Keras in tests/unit/engine/test_results.py
def test_the_downloaded_model_scores_the_same_in_plain_keras(lab: Lab, tmp_path: Path):
    lab.open(epochs="5")
    lab.train()
    lab.expect_over()
    accuracy, loss = lab.metric("Test accuracy"), lab.metric("Test loss")
    with lab.page.expect_download() as download:
        lab.button("Download the model (.keras)").click()
    model = tmp_path / "layerlab.keras"
    download.value.save_as(model)
    command = [sys.executable, "-c", _SCORE, str(model)]
    output = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    score = json.loads(output.stdout.splitlines()[-1])
    assert 100 * score["accuracy"] == pytest.approx(accuracy, abs=0.01)
    assert score["loss"] == pytest.approx(loss, abs=0.001)
