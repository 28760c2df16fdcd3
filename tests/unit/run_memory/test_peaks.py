"""The largest runs that a server of 2 GB allows, trained: none takes more than it was thought to, or than a run may."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from components.training.fitting import fitted as fitted_network
from components.transfer.fitting import fitted as fitted_transfer
from models.experiment import Experiment
from models.layers import parse_layers
from models.limits import ServerLimits
from models.run_memory import estimate, transfer
from models.run_memory.estimate import need_of
from models.transfer.experiment import TransferExperiment

PROJECT = Path(__file__).parents[3]
MEMORY_MB = 2000
SMALL = ServerLimits.of(MEMORY_MB * 1_000_000)

# What a worker does with a run, and its peak beside what the worker takes anyway: memory that is no file's, since what
# it has of files the system may drop.
WORKER = """
import sys, threading, time
from models.any_experiment import read_experiment
from models.engine import worker
from models.memory import give_back
from models.runs.control import Control

def taken():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))

def watch():
    while True:
        peaks.append(taken())
        peaks[:] = [max(peaks)]
        time.sleep(0.005)

worker.warm_up()
give_back()
before = taken()
peaks = [before]
threading.Thread(target=watch, daemon=True).start()
messages = []
worker.train(read_experiment(sys.argv[1]), Control(), lambda kind, value: messages.append(kind), 600.0)
assert messages[-1] == "result", messages
print("peak", max(peaks) - before)
"""

SHORT = Experiment(epochs=1, steps_per_epoch=4, optimizer="adam", batch_size=1024)
WIDE = SHORT.replace(layers=parse_layers("c128k1-c128k1-c128k1-c128k1"), activation="gelu", batch_norm="after")
PHOTOS = TransferExperiment(dataset="digits", per_class=30, epochs=1, steps_per_epoch=2, head_epochs=0, batch_size=256)
CASES = {
    "wide convolutions": WIDE.replace(dropout=0.5),
    "wide convolutions of one kind": WIDE.replace(activation="relu", batch_norm="off"),
    "large filters": SHORT.replace(layers=parse_layers("c64k11-c64k11"), batch_size=64, steps_per_epoch=2),
    "many parameters": SHORT.replace(layers=parse_layers("c16k3-650")),
    "many units": SHORT.replace(layers=parse_layers("-".join(["1024"] * 6))),
    "from scratch": PHOTOS.replace(strategy="from_scratch", photo_size="64"),
    "everything": PHOTOS.replace(strategy="everything", photo_size="160"),
    "fine-tuned": PHOTOS.replace(strategy="fine_tune", photo_size="160"),
    "small": PHOTOS.replace(strategy="small_cnn"),
}


def fitted(experiment):
    with pytest.MonkeyPatch.context() as patch:
        for module in (estimate, transfer):
            patch.setattr(module, "LIMITS", SMALL)
        if isinstance(experiment, TransferExperiment):
            experiment = fitted_transfer(experiment)
        else:
            experiment = fitted_network(experiment)[0]
        return experiment, need_of(experiment).bytes


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process takes")
@pytest.mark.parametrize("case", CASES)
def test_the_largest_runs_take_no_more_than_they_were_thought_to(case, tmp_path):
    experiment, thought = fitted(CASES[case])
    environment = {**os.environ, "LAYERLAB_MEMORY_MB": str(MEMORY_MB), "LAYERLAB_HOME": str(tmp_path)}
    command = [sys.executable, "-c", WORKER, experiment.to_json()]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    peak = int(re.findall(r"peak (\d+)", done.stdout)[0])
    print(f"{case}: {peak / 1e6:.0f} MB; thought {thought / 1e6:.0f} MB; {experiment.to_query()}")
    assert peak <= thought <= SMALL.run_bytes
    assert thought <= 4 * peak, "what fits should not be refused"
