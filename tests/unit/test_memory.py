"""What control groups leave, on made-up trees of the files that Linux shows."""

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
