"""The lab's findings in words: one or two plain sentences each, with the numbers in them, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

from components.training.findings.advice import advice
from components.training.findings.fit import FIT_WORDS
from components.training.findings.layers import LAYER_WORDS
from components.training.findings.progress import PROGRESS_WORDS
from components.words.findings import Values
from models.training.findings import Finding

__all__ = ["advice", "sentences"]

_WORDS: dict[str, Callable[[Values], str]] = {**LAYER_WORDS, **PROGRESS_WORDS, **FIT_WORDS}


def sentences(findings: list[Finding]) -> list[str]:
    """The findings as Markdown sentences in the reader's language, in the same order."""
    return [" ".join(filter(None, [_WORDS[f.kind](f.values), advice(f.remedies)])) for f in findings]
