"""Whether what the pages say is true: settings are trained, and each sentence is held to a rule of its own.

The rules (`rules_layers`, `rules_progress`, `rules_fit`, `rules_passes`, `rules_photos`) and the twins were written
from the sentences and from arrays, not from the code that finds what to say. Parts: "lab", "initialization",
"transfer", each with ":20" behind it for that many settings only; "fresh": all of them with other seeds. On a machine
that does other things too, ``TRUTH_SECONDS`` lets a run take longer than 11 s, so that it is not cut off.
"""

from __future__ import annotations

import time

from benchmarks.calibration import calibrate
from benchmarks.figures import Figures, Say, UnknownPart
from benchmarks.truth.bench import judge_all
from benchmarks.truth.report import figures_of, tell_wrong
from benchmarks.truth.settings import PAGES, SEED, settings


def measure(say: Say, only: str | None) -> Figures:
    """The figures of all pages, or of the part asked for.

    Raises:
        UnknownPart: there is no such part.
    """
    name, _, most = (only or "").partition(":")
    if name not in ("", "fresh", *PAGES) or (most and not most.isdecimal()):
        raise UnknownPart(f"no part {only!r}; there are: {', '.join(PAGES)}, each with :NUMBER or without, and fresh")
    seed = int(time.time()) % 9000 if name == "fresh" else SEED
    pages = (name,) if name in PAGES else tuple(PAGES)
    cases = [case for page in pages for case in settings(page, seed, int(most) if most else None)]
    started = time.perf_counter()
    verdicts = judge_all(cases, say)
    tell_wrong(verdicts)
    figures = figures_of(verdicts, pages)
    return figures | {"seed": seed, "minutes": (time.perf_counter() - started) / 60, "numpy_gflops": calibrate()}
