"""Without the cluster's certificate nobody gets anything from its processes, whoever he is on this machine."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from models.jobs.certificate import Certificate, make_certificate
from tests.unit.jobs.schedulers import PROJECT
from tests.waiting import until

NOBODY = 65534


@pytest.fixture
def cluster(scheduler):
    """The embedded cluster of a scheduler, with both of its workers."""
    until(lambda: scheduler.cluster.workers == 2)
    return scheduler._dispatcher._cluster


@pytest.fixture
def own(cluster):
    """The certificate that the cluster has."""
    return Certificate(Path(cluster.folder.name))


def tries(cluster, certificate, user=0):
    """What somebody gets with a certificate: from Dask's scheduler, a nanny and a worker. "key": whether he read it."""
    address, info = next(iter(cluster.workers().items()))
    addresses = [cluster.client.scheduler.address, info["nanny"], address]
    files = map(str, (certificate.public, certificate.key))
    command = [sys.executable, "-m", "tests.unit.jobs.stranger", str(user), *files, *addresses]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    return json.loads(told)


def answers(tried):
    return [given for given in tried.values() if not given.startswith("refused")]


def test_nobody_else_may_read_certificate_and_key(own):
    assert stat.S_IMODE(own.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in (own.public, own.key)] == [0o600, 0o600]


def test_who_has_the_certificate_gets_answers_by_tls_alone(cluster, own):
    assert answers(tries(cluster, own)) == ["read", "Scheduler", "Nanny", "Worker"]


def test_who_has_another_certificate_gets_nothing(cluster, tmp_path):
    assert answers(tries(cluster, make_certificate(tmp_path))) == ["read"]


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="becoming another user needs root")
def test_another_user_of_the_machine_gets_nothing(cluster, own):
    tried = tries(cluster, own, NOBODY)
    assert tried["key"] == "refused, PermissionError"
    assert answers(tried) == []


def test_each_cluster_has_a_certificate_of_its_own(tmp_path):
    made = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        made.append(make_certificate(tmp_path / name))
    assert made[0].key.read_bytes() != made[1].key.read_bytes()


def test_a_certificate_is_never_written_over(tmp_path):
    make_certificate(tmp_path)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        make_certificate(tmp_path)
    assert "FileExistsError" in caught.value.stderr
