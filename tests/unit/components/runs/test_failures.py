"""Why something failed, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.i18n import LANGUAGES, speaking
from components.imagenet import failures as of_photos
from components.runs import status
from components.runs.failures import ANSWER_FAILURES, RUN_FAILURES, failure_text
from components.runs.status import state_text
from components.transfer import continued
from components.transfer import status as of_transfer
from models.datasets import DatasetBroken
from models.experiment import Experiment
from models.jobs import Failure, Run
from models.jobs.entry import describe_failure
from models.layers import parse_layers
from models.limits import ServerLimits
from models.transfer.experiment import TransferExperiment

TABLES = {
    "run": RUN_FAILURES,
    "answer": ANSWER_FAILURES,
    "photo": of_photos._SENTENCES,
    "transfer run": of_transfer.RUN_FAILURES,
    "transfer answer": of_transfer.ANSWER_FAILURES,
    "continued": continued._FAILURES,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_sentence_can_be_filled_in_whatever_is_known(table):
    for kind in TABLES[table]:
        assert failure_text(Failure(kind), TABLES[table])


def test_a_lesson_has_its_own_words_and_the_common_ones():
    gone = Failure("set_missing")
    assert "photos are not there" in failure_text(gone, of_transfer.RUN_FAILURES)
    assert "photos are not there" not in failure_text(gone, continued._FAILURES)
    gone = Failure("dataset_missing", values={"name": "fashion_mnist"})
    assert "the dataset Fashion-MNIST is not" in failure_text(gone, of_transfer.RUN_FAILURES)


@pytest.mark.parametrize(
    ("experiment", "told"),
    [
        (Experiment(), False),
        (Experiment(layers=parse_layers("c128k1-c128k1-c128k1"), batch_size=64), True),
        (TransferExperiment(), True),
    ],
)
def test_of_a_lost_worker_memory_is_named_where_the_run_takes_much_of_it(experiment, told, monkeypatch):
    monkeypatch.setattr(status, "LIMITS", ServerLimits.of(2_000_000_000))
    run: Run = Run("run", "owner", experiment, state="failed", failure=Failure("worker_lost"))
    assert ("Memory may have run out" in state_text(run)) is told


def test_a_run_that_is_too_large_is_told_in_figures():
    failure = Failure("run_too_large", values={"needed": 9e8, "available": 8e8})
    text = failure_text(failure, RUN_FAILURES)
    assert all(part in text for part in ("900\xa0MB", "800\xa0MB", "smaller batch"))


def test_what_is_known_of_a_failure_is_told():
    values = {"network": "vgg16", "needed": 9e8, "available": 1e8}
    text = failure_text(Failure("not_enough_memory", values=values), of_photos._SENTENCES)
    assert all(part in text for part in ("VGG16", "900\xa0MB", "100\xa0MB", "smaller network"))
    text = failure_text(Failure("weights_broken", values={"name": "vgg16", "path": "/a/b`c"}), of_photos._SENTENCES)
    assert "`bc` cannot be read" in text


def test_a_damaged_dataset_is_named_by_its_file():
    told = describe_failure(DatasetBroken(Path("/srv/secret/mnist.npz"), "keys"))
    failure = Failure.told(told)
    assert failure.kind == "dataset_broken"
    assert "`mnist.npz` is damaged" in failure_text(failure, RUN_FAILURES)


SECRET = "/srv/secret/layerlab"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_failure_tells_a_path_or_an_address_of_the_server(table, language):
    values = dict.fromkeys(("path", "folder", "file"), f"{SECRET}/mnist.npz") | {"name": "mnist"}
    with speaking(language):
        for kind in [*TABLES[table], "file_not_found", "set_broken"]:
            message = f"[Errno 2] No such file or directory: '{SECRET}' at tls://10.0.0.5:8786\n\n![a](//e.ex/i)"
            type_of = "tls://10.0.0.5:8786" if kind == "cluster" else "FileNotFoundError"
            text = failure_text(Failure(kind, type_of, message, values), TABLES[table])
            assert not any(part in text for part in (SECRET, "10.0.0.5", "Errno", "e.ex", "\n"))


def test_of_an_unknown_failure_the_type_is_told():
    assert "(`ValueError`)" in failure_text(Failure("error", "ValueError", "no"), RUN_FAILURES)
    assert "(`ValueError`)" in failure_text(Failure("error", "ValueError", "no"), ANSWER_FAILURES)
