"""Without any network, everything built in works and nothing waits for it."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.browser.server import PROJECT

WAYS = (["unshare", "--net"], ["unshare", "--net", "--map-root-user"])


def isolated() -> list[str] | None:
    """The command that starts another one in a network namespace of its own; ``None`` where that is not allowed."""
    if shutil.which("unshare") is None:
        return None
    allowed = (way for way in WAYS if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0)
    return next(allowed, None)


@pytest.mark.slow
def test_everything_built_in_works_without_a_network():
    way = isolated()
    if way is None or shutil.which("chromium") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs the program chromium and network namespaces")
    visit = subprocess.run(
        [*way, sys.executable, "-m", "tests.browser.offline_visit"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert visit.returncode == 0, visit.stderr[-3000:]
