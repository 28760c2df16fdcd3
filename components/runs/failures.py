"""Why something failed, in the reader's words: tables of sentences, to which a lesson adds its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from components.i18n import N_, _
from components.words.labels import choice
from components.words.numbers import megabytes, number
from components.words.quoting import inside_code
from models.datasets import DATASETS
from models.imagenet.networks import NETWORKS
from models.jobs import Failure

_NO_ROOM = N_(
    "The run failed: a file could not be written, since the server's disk is full or cannot be written to. Whoever "
    "runs the server can make room; then press Train again."
)
# Kind of failure, see `models.jobs.Failure` -> sentence, as Markdown; "error" for all kinds that the table has not.
# What Python says of an error may hold paths and addresses of the server: it stands in the log, never on a page.
RUN_FAILURES = {
    "worker_lost": N_("The run failed: its worker was lost twice. Press Train to try again."),
    "run_too_large": N_(
        "The run failed: it would take about {needed} of memory, and the machine that computes has {available} for one "
        "run. Choose a smaller batch or network, or smaller photos, then press Train."
    ),
    "dataset_missing": N_("The run failed: the dataset {dataset} is not on the worker's machine."),
    "dataset_broken": N_("The run failed: the dataset's file `{file}` is damaged."),
    "no_room": _NO_ROOM,
    "disk": _NO_ROOM,
    "error": N_(
        "The run failed: an error in the program (`{type}`). Press Train to try again; the server's log says what it "
        "was."
    ),
}
ANSWER_FAILURES = {
    "worker_lost": N_(
        "**The computing process ended twice while it was at this.** It may have run out of memory; try a smaller "
        "network."
    ),
    "timeout": N_("**No answer within {seconds} seconds.** The machine may be overloaded; try again."),
    "cluster": N_(
        "**The computing processes cannot be reached at the moment.** The server keeps trying: ask again in a minute. "
        "Whoever runs the server finds the reason in its log."
    ),
    "disk": N_("**The server's disk is full or cannot be written to.** Whoever runs the server can make room."),
    "error": N_(
        "**Something went wrong in the computing process** (`{type}`). Try again; the server's log says what it was."
    ),
}
_LONGEST = 60


def failure_text(failure: Failure, sentences: Mapping[str, str]) -> str:
    """Why it failed and what can be done, as Markdown.

    Args:
        sentences: kind -> sentence; its braces may name the network or the dataset, the memory that is needed and
            available, the name of a file, the seconds, and the type of the error.
    """
    values = failure.values
    network = dataset = str(values.get("network") or values.get("name") or "")
    return _(sentences.get(failure.kind, sentences["error"])).format(
        network=NETWORKS[network].title if network in NETWORKS else network,
        needed=megabytes(values.get("needed", 0)),
        available=megabytes(values.get("available", 0)),
        dataset=choice("dataset", dataset) if dataset in DATASETS else "",
        file=inside_code(PurePath(str(values.get("path", ""))).name, _LONGEST),
        seconds=number(values.get("seconds", 0)),
        type=inside_code(failure.type, _LONGEST) or "Exception",
    )
