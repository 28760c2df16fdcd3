"""The lab's findings in words: one or two plain sentences each, with the numbers in them, and what can be done."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial

from components.training.findings.fit import FIT_SENTENCES
from components.training.findings.layers import LAYER_SENTENCES, roughly
from components.training.findings.progress import PROGRESS_SENTENCES
from components.training.findings.remedies import REMEDY_WORDS
from components.words.findings import Words, advised, written_as
from components.words.numbers import number, percent
from models.finding import Finding

WORDS = Words(
    sentences={**LAYER_SENTENCES, **PROGRESS_SENTENCES, **FIT_SENTENCES},
    places={
        **written_as(percent, "share", "accuracy", "validation", "honest"),
        **written_as(roughly, "times"),
        "guessing": lambda values: number(math.log(values["classes"])),
    },
    advice=partial(advised, names=REMEDY_WORDS),
)


def sentences(findings: Iterable[Finding]) -> list[str]:
    """The findings as Markdown sentences in the reader's language, in the same order."""
    return [WORDS.say(finding) for finding in findings]
