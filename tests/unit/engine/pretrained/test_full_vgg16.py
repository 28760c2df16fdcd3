"""Full VGG16: 553 MB of weights, in a process of its own that gives its memory back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak memory from Linux's /proc")
def test_full_vgg16_equals_keras_and_stays_small(tmp_path):
    script = [sys.executable, str(HERE / "full_vgg16.py"), str(tmp_path / "vgg16.h5")]
    ended = subprocess.run(
        script, env=os.environ | {"PYTHONPATH": str(HERE.parents[3])}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    figures = json.loads(ended.stdout.splitlines()[-1])
    assert figures["difference"] < 1e-5
    assert figures["spread"] > 1e-3
    assert figures["peak_mb"] < 1700
    assert figures["steady_mb"] < 1400  # TensorFlow 680, the weights 553; a second copy of fc1 would be 411 more
