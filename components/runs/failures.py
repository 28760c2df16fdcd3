"""Why something failed, in the reader's words: tables of sentences, to which a lesson adds its own."""

from __future__ import annotations

from collections.abc import Mapping

from components.i18n import N_, _
from components.words.numbers import megabytes, number
from components.words.quoting import inside_code
from models.imagenet.networks import NETWORKS
from models.jobs import Failure

# Kind of failure, see `models.jobs.Failure` -> sentence, as Markdown; "error" for all kinds that the table has not.
RUN_FAILURES = {
    "worker_lost": N_("The run failed: its worker was lost twice. Press Train to try again."),
    "cluster": N_("The run failed: there are no workers ({message}). Press Train to try again."),
    "dataset_missing": N_("The run failed: the dataset is not on the worker's machine ({message})."),
    "dataset_broken": N_("The run failed: the dataset's file is damaged ({message})."),
    "error": N_("The run failed: {message}"),
}
ANSWER_FAILURES = {
    "worker_lost": N_(
        "**The computing process ended twice while it was at this.** It may have run out of memory; try a smaller "
        "network."
    ),
    "timeout": N_("**No answer within {seconds} seconds.** The machine may be overloaded; try again."),
    "cluster": N_("**The computing processes cannot be reached** {address}: {reason}."),
    "error": N_("**Something went wrong in the computing process:** {message}."),
}
_LONGEST = 200


def failure_text(failure: Failure, sentences: Mapping[str, str]) -> str:
    """Why it failed and what can be done, as Markdown.

    Args:
        sentences: kind -> sentence; its braces may name the network, the memory that is needed and available, the path
            of a file, the seconds, the address and the reason, and as message what Python would say.
    """
    values, reason = failure.values, inside_code(failure.message, _LONGEST)
    network = str(values.get("network") or values.get("name") or "")
    return _(sentences.get(failure.kind, sentences["error"])).format(
        network=NETWORKS[network].title if network in NETWORKS else network,
        needed=megabytes(values.get("needed", 0)),
        available=megabytes(values.get("available", 0)),
        path=inside_code(str(values.get("path", "")), _LONGEST),
        seconds=number(values.get("seconds", 0)),
        address=failure.type,
        reason=reason,
        message=f"{failure.type}: {reason}".strip(": "),
    )
