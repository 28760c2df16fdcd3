"""Judges settings in a process of its own: ``python -m benchmarks.truth.judge``.

Reads one JSON object a line, ``{"case": ..., "twins": [kinds]}``, and answers each with one line: what `judged`
returns."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.truth import rules_fit, rules_layers, rules_passes, rules_photos, rules_progress
from benchmarks.truth.cases import Case
from benchmarks.truth.evidence import Run, Said
from benchmarks.truth.passes import passed
from benchmarks.truth.remedies import CHANGES, changed, is_cause, is_set
from benchmarks.truth.twins import did_better, pass_better
from benchmarks.truth.words import said as sentences
from models.initialization.findings import propagation_findings
from models.initialization.propagation import propagate
from models.training.findings import findings
from models.transfer.findings import transfer_findings

RULES: Mapping[str, Mapping[str, Callable[[Any, Said], str]]] = {
    "lab": rules_layers.RULES | rules_progress.RULES | rules_fit.RULES,
    "initialization": rules_passes.RULES,
    "transfer": rules_photos.RULES,
}


@dataclass(frozen=True)
class Wrong:
    """Why a statement is wrong, and where it stood."""

    epoch: int
    sentence: str
    reason: str


def judged(case: Case, twins: list[str]) -> dict[str, Any]:
    """The statements of one setting.

    Args:
        twins: the kinds whose remedies are tried.

    Returns:
        "kinds": {kind: list of `Wrong` as dicts, empty where it is right}; "twinned": kinds whose remedies were tried;
        "seconds"; "end": epochs trained and why they ended.
    """
    started = time.perf_counter()
    evidence, told, better = _observed(case)
    verdicts: dict[str, list[Wrong]] = {one.kind: [] for one in told}
    for one in told:
        if reason := _reason(case, evidence, one):
            verdicts[one.kind].append(Wrong(one.epoch, one.sentence, reason))
    ran = time.perf_counter() - started
    twinned = []
    for one in {one.kind: one for one in told}.values():  # the last of each kind
        if one.kind in twins and any(name in CHANGES for name in one.remedies):
            twinned.append(one.kind)
            if not better(one):
                reason = f"none of {', '.join(one.remedies)} did better"
                verdicts[one.kind].append(Wrong(one.epoch, one.sentence, reason))
    return {
        "kinds": {kind: [asdict(wrong) for wrong in wrongs] for kind, wrongs in verdicts.items()},
        "twinned": twinned,
        "seconds": ran,
        "twin_seconds": time.perf_counter() - started - ran,
        "end": f"{evidence.end} epochs, {evidence.reason}" if isinstance(evidence, Run) else "",
    }


def _reason(case: Case, evidence: Any, said: Said) -> str:
    settings = _settings_at(case, said.epoch)
    held = [name for name in said.remedies if is_set(name, settings)]
    if held:
        return f"advises what is set already: {', '.join(held)}"
    if case.page == "lab":
        penalty = "less_penalty" if said.values.get("collapsed") is not None else None
        causes = [*said.values.get("causes", ()), said.values.get("cause"), penalty]
        if absent := [name for name in causes if name is not None and not is_cause(name, settings)]:
            return f"names a cause that is not there: {', '.join(absent)}"
    rule = RULES[case.page].get(said.kind)
    return rule(evidence, said) if rule else "there is no rule for this kind"


def _settings_at(case: Case, epoch: int) -> Any:
    """A live change is taken up by the epoch's next step: what is said at the epoch's end is said before it."""
    return case.tuned_settings if case.tuned_at and epoch > case.tuned_at else case.settings


def _observed(case: Case) -> tuple[Any, list[Said], Callable[[Said], bool]]:
    """The evidence, what was said, and what tries a sentence's remedies."""
    if case.page == "initialization":
        network = case.settings
        done = passed(network)
        told = sentences(case.page, propagation_findings(network, propagate(network)), network, 0, True)

        def pass_twin(one: Said) -> bool:
            others = (other for name in one.remedies for other in changed(name, network))
            return any(pass_better(one.kind, done, passed(other)) for other in others)

        return done, told, pass_twin
    from benchmarks.truth.trained import observe, twin_run  # loads TensorFlow

    told = []
    with _material(case.page, case.settings, case.tuned_at, case.tuned_settings if case.tuned_at else None) as material:
        last: dict[str, Any] = {}

        def listen(epoch: int, frame: Any, result: Any, now: Any) -> None:
            if case.page == "lab":
                found = findings(now, frame, result, since=case.tuned_at if epoch > case.tuned_at else 0)
            else:
                found = transfer_findings(case.settings, frame, result)
            told.extend(sentences(case.page, found, case.settings, epoch, result is not None))
            last["result"] = result

        run = observe(material, listen)
    run.extra = last | {"settings": case.settings}

    def run_twin(one: Said) -> bool:
        # What was changed while it ran is what the advice is given on: without it a twin would be better anyway.
        others = (other for name in one.remedies for other in changed(name, _settings_at(case, one.epoch)))
        for other in others:
            with _material(case.page, other, 0, None) as material:
                if did_better(one.kind, run, twin_run(material), one):
                    return True
        return False

    return run, told, run_twin


@contextmanager
def _material(page: str, settings: Any, tuned_at: int, tuned: Any) -> Iterator[Any]:
    from benchmarks.truth.photo_runs import photo_material
    from benchmarks.truth.trained import lab_material

    with lab_material(settings, tuned_at, tuned) if page == "lab" else photo_material(settings) as material:
        yield material


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(judged(Case(**asked["case"]), asked["twins"])), flush=True)


if __name__ == "__main__":
    main()
