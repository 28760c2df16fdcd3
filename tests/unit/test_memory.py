"""What control groups leave, on made-up trees of the files that Linux shows; what processes do so that it is enough."""

import ctypes
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from models.memory import allowed_bytes, available_bytes


@pytest.fixture
def tree(tmp_path):
    def write(**files):
        for path, text in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return tmp_path

    return lambda files: write(**files)


def test_without_groups_it_is_the_machines(tmp_path):
    assert abs(available_bytes(tmp_path) - psutil.virtual_memory().available) < 2e9


def test_version_2_counts_every_group_above_and_the_files_that_may_be_dropped(tree):
    root = tree(
        {
            "proc/self/cgroup": "0::/pod/app\n",
            "sys/fs/cgroup/pod/app/memory.max": "max\n",
            "sys/fs/cgroup/pod/app/memory.current": "30000000\n",
            "sys/fs/cgroup/pod/app/memory.stat": "anon 1\ninactive_file 2\n",
            "sys/fs/cgroup/pod/memory.max": "100000000\n",
            "sys/fs/cgroup/pod/memory.current": "40000000\n",
            "sys/fs/cgroup/pod/memory.stat": "anon 1\ninactive_file 5000000\n",
        }
    )
    assert available_bytes(root) == 65_000_000


def test_version_1(tree):
    root = tree(
        {
            "proc/self/cgroup": "4:cpu,cpuacct:/box\n3:memory:/box\n1:name=systemd:/\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "50000000\n",  # the box is mounted as the root
            "sys/fs/cgroup/memory/memory.usage_in_bytes": "20000000\n",
            "sys/fs/cgroup/memory/memory.stat": "total_inactive_file 1000000\n",
        }
    )
    assert available_bytes(root) == 31_000_000


def test_a_group_over_its_limit_has_nothing_left(tree):
    root = tree(
        {
            "proc/self/cgroup": "0::/\n",
            "sys/fs/cgroup/memory.max": "10\n",
            "sys/fs/cgroup/memory.current": "40\n",
            "sys/fs/cgroup/memory.stat": "inactive_file 0\n",
        }
    )
    assert available_bytes(root) == 0


def test_the_least_that_is_allowed_counts(tree, monkeypatch):
    root = tree(
        {
            "proc/self/cgroup": "4:memory:/box\n0::/pod\n",
            "sys/fs/cgroup/pod/memory.max": "3000000\n",
            "sys/fs/cgroup/memory.max": "max\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "5000000\n",
        }
    )
    monkeypatch.delenv("LAYERLAB_MEMORY_MB", raising=False)
    assert allowed_bytes(root) == 3_000_000
    monkeypatch.setenv("LAYERLAB_MEMORY_MB", "2")
    assert allowed_bytes(root) == 2_000_000
    monkeypatch.setenv("LAYERLAB_MEMORY_MB", "much")
    assert allowed_bytes(root) == 3_000_000


def test_without_groups_all_of_the_machine_is_allowed(tmp_path, monkeypatch):
    monkeypatch.delenv("LAYERLAB_MEMORY_MB", raising=False)
    assert allowed_bytes(tmp_path) == psutil.virtual_memory().total


GIVING_WAY = """
from pathlib import Path
from models.memory import give_way_to_server
give_way_to_server()
print(Path("/proc/self/oom_score_adj").read_text())
"""


@pytest.mark.skipif(not Path("/proc/self/oom_score_adj").exists(), reason="the system has no such order")
def test_a_worker_is_ended_before_the_server():
    told = subprocess.run([sys.executable, "-c", GIVING_WAY], check=True, capture_output=True, text=True)
    assert int(told.stdout) > int(Path("/proc/self/oom_score_adj").read_text())


SHARING = """
import ctypes, threading
from models.memory import share_free_memory
share_free_memory()
for _ in range(2):
    begun = threading.Barrier(8)
    threads = [threading.Thread(target=lambda: (bytearray(100_000), begun.wait())) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
ctypes.CDLL(None).malloc_stats()
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library is not glibc")
def test_threads_have_two_pools_of_freed_memory_together():
    told = subprocess.run([sys.executable, "-c", SHARING], check=True, capture_output=True, text=True)
    assert 1 <= told.stderr.count("Arena ") <= 2
