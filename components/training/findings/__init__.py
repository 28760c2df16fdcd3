"""The lab's findings in words: one or two plain sentences each, with the numbers in them, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from components.training.findings.fit import FIT_WORDS
from components.training.findings.layers import LAYER_WORDS
from components.training.findings.progress import PROGRESS_WORDS
from components.training.findings.remedies import REMEDY_WORDS
from components.words.findings import Words, advised, say
from models.finding import Finding

WORDS: Words = {**LAYER_WORDS, **PROGRESS_WORDS, **FIT_WORDS}


def sentences(findings: Iterable[Finding]) -> list[str]:
    """The findings as Markdown sentences in the reader's language, in the same order."""
    return [say(finding, WORDS, _advice) for finding in findings]


def _advice(remedies: Sequence[str]) -> str:
    return advised(remedies, REMEDY_WORDS)
