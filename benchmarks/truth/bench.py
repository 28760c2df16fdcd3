"""Two judges at a time, each in a process of its own, until all settings have been judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from benchmarks.data import PROJECT
from benchmarks.figures import Say
from benchmarks.truth.cases import Case
from benchmarks.truth.evidence import BUDGET
from benchmarks.truth.words import kinds

JUDGES = 2
MOST_TWINS = 10  # of each kind and page
# One thread a judge: they are as many as there are cores, and would wait for one another's.
_THREADS = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)
_ANEW_AFTER = 25  # compiled programs leave memory behind
_LONGEST = 30 * BUDGET  # seconds for a run and its twins, or their judge hangs


@dataclass(frozen=True)
class Verdict:
    """What became of one setting.

    Attributes:
        kinds: what was said -> why it was wrong, moment by moment; empty where it was right.
        twinned: the kinds whose remedies were tried. failure: why there is no verdict; "" where there is.
    """

    case: Case
    kinds: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    twinned: tuple[str, ...] = ()
    seconds: float = 0.0
    twin_seconds: float = 0.0
    end: str = ""
    failure: str = ""


class _Judge:
    """A child process that judges one setting after another."""

    def __init__(self, home: str) -> None:
        environment = {**os.environ, **_THREADS, "TF_CPP_MIN_LOG_LEVEL": "3", "LAYERLAB_HOME": home}
        self.done = 0
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.truth.judge"],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, case: Case, twins: list[str]) -> Verdict:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        alarm = threading.Timer(_LONGEST, self._process.kill)
        alarm.start()
        try:
            self._process.stdin.write(json.dumps({"case": asdict(case), "twins": twins}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            alarm.cancel()
        self.done += 1
        if not line:
            return Verdict(case, failure=f"the judge ended with exit code {self._process.wait()}")
        answer = json.loads(line)
        return Verdict(case, **(answer | {"twinned": tuple(answer["twinned"])}))

    def close(self) -> None:
        assert self._process.stdin is not None
        if self._process.poll() is None:
            self._process.stdin.close()
        self._process.wait()


def judge_all(cases: Sequence[Case], say: Say) -> list[Verdict]:
    """The verdicts, in the order they came."""
    waiting: SimpleQueue[Case] = SimpleQueue()
    for place in np.random.default_rng(0).permutation(len(cases)):  # so that twins are not only those of drawn settings
        waiting.put(cases[place])
    verdicts: list[Verdict] = []
    twins: Counter[tuple[str, str]] = Counter()
    lock = threading.Lock()

    def work(home: str) -> None:
        judge = _Judge(home)
        while True:
            try:
                case = waiting.get_nowait()
            except Empty:
                break
            with lock:
                open_kinds = [kind for kind in kinds(case.page) if twins[case.page, kind] < MOST_TWINS]
            verdict = judge.ask(case, open_kinds)
            with lock:
                verdicts.append(verdict)
                twins.update((case.page, kind) for kind in verdict.twinned)
                say(f"{len(verdicts)}/{len(cases)}", case.must or "drawn", case.link, _short(verdict))
            if verdict.failure or judge.done >= _ANEW_AFTER:
                judge.close()
                judge = _Judge(home)
        judge.close()

    with tempfile.TemporaryDirectory() as home:
        threads = [threading.Thread(target=work, args=(home,)) for _ in range(min(JUDGES, len(cases)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return verdicts


def _short(verdict: Verdict) -> str:
    if verdict.failure:
        return verdict.failure
    kinds = " ".join(kind + ("!" if wrong else "") for kind, wrong in verdict.kinds.items())
    return f"{verdict.end} {verdict.seconds:.1f} + {verdict.twin_seconds:.1f} s: {kinds}"
