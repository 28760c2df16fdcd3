"""What a judgement comes to: figures for the last line, and each wrong statement for whoever mends it."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Sequence

from benchmarks.figures import Figures
from benchmarks.truth.bench import Verdict
from benchmarks.truth.words import kinds

_OFTEN = 10  # a kind said less often has no share of its own


def figures_of(verdicts: Sequence[Verdict], pages: Sequence[str]) -> Figures:
    """The figures of a judgement.

    Returns:
        ``runs``; ``failed``: settings without a verdict; ``said_per_run``: statements, a kind in a run, over runs;
        ``kinds``: of these pages, those that only report left out, ``kinds_said`` of them; ``right_share`` of the
        statements; ``worst_kind_share``: the lowest among the kinds said ten times or more; ``missed_share``: of the
        settings built for a kind, those where it was never said; ``twins``: statements whose remedies were tried;
        ``PAGE_KIND_said``, ``_right`` and ``_missed`` for each kind; ``longest_run_s``.
    """
    told: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    missed: Counter[tuple[str, str]] = Counter()
    judged = [verdict for verdict in verdicts if not verdict.failure]
    built = [verdict for verdict in judged if verdict.case.must]
    for verdict in judged:
        for kind, wrong in verdict.kinds.items():
            told[verdict.case.page, kind] += 1
            right[verdict.case.page, kind] += not wrong
    for verdict in built:
        missed[verdict.case.page, verdict.case.must] += verdict.case.must not in verdict.kinds
    every = [(page, kind) for page in pages for kind in kinds(page)]
    shares = [right[key] / told[key] for key in every if told[key] >= _OFTEN]
    figures: Figures = {
        "runs": len(judged),
        "failed": len(verdicts) - len(judged),
        "said_per_run": told.total() / max(1, len(judged)),
        "kinds": len(every),
        "kinds_said": sum(told[key] > 0 for key in every),
        "right_share": right.total() / max(1, told.total()),
        "worst_kind_share": min(shares, default=1.0),
        "missed_share": missed.total() / max(1, len(built)),
        "twins": sum(len(verdict.twinned) for verdict in judged),
        "longest_run_s": max((verdict.seconds for verdict in judged), default=0.0),
    }
    for page, kind in every:
        figures[f"{page}_{kind}_said"] = told[page, kind]
        figures[f"{page}_{kind}_right"] = right[page, kind]
        figures[f"{page}_{kind}_missed"] = missed[page, kind]
    return figures


def tell_wrong(verdicts: Sequence[Verdict]) -> None:
    """Print each wrong statement, kind by kind, and what was built for and not said."""
    wrong = defaultdict(list)
    for verdict in verdicts:
        case = verdict.case
        if verdict.failure:
            wrong[case.page, "(no verdict)"].append(f"{case.link}\n    {verdict.failure}")
        elif case.must and case.must not in verdict.kinds:
            said = ", ".join(verdict.kinds) or "nothing"
            wrong[case.page, case.must].append(f"{case.link}\n    built for this, which was not said; said: {said}")
        for kind, moments in verdict.kinds.items():
            if moments:
                lines = [f"    epoch {one['epoch']}: {one['reason']} <- {one['sentence']}" for one in _few(moments)]
                wrong[case.page, kind].append("\n".join([f"{case.link} ({verdict.end})", *lines]))
    for (page, kind), texts in sorted(wrong.items()):
        print(f"\n== {page}: {kind} ({len(texts)})", *texts, sep="\n", file=sys.stderr)


def _few(moments: list[dict]) -> list[dict]:
    """The first and the last: a sentence that is wrong for long is wrong in the same way."""
    return moments if len(moments) < 3 else [moments[0], moments[-1]]
