"""What a worker does with a spec, in this process and without Dask."""

import errno
import os

import pytest

from models.jobs.entry import describe_failure, load_engine
from tests.unit.jobs import toy_engine


def test_the_engine_can_be_another(monkeypatch):
    monkeypatch.setenv("LAYERLAB_ENGINE", "tests.unit.jobs.toy_engine")
    assert load_engine() is toy_engine


def test_failures_of_ours_have_a_kind_and_others_do_not():
    ours = describe_failure(toy_engine.ToyMissing("x" * 900))
    assert (ours["failure"], len(ours["message"])) == ("toy_missing", 500)
    assert describe_failure(ZeroDivisionError("by 0"))["failure"] == "error"


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, "disk"), (errno.EROFS, "disk"), (errno.EACCES, "disk"), (errno.ENOENT, "error")]
)
def test_trouble_with_the_disk_has_a_kind_and_never_tells_a_path(number, kind):
    told = describe_failure(OSError(number, os.strerror(number), "/srv/secret/file"))
    assert (told["failure"], told["message"]) == (kind, os.strerror(number))
    assert "secret" not in str(told)
