"""What the pages say: each finding with its English sentence."""

from __future__ import annotations

from typing import Any

from benchmarks.truth.evidence import Said
from components.initialization import findings as fresh_words
from components.training import findings as lab_words
from components.transfer import findings as photo_words
from models.initialization import findings as fresh
from models.training import findings as lab
from models.training.findings import Finding
from models.transfer import findings as photos

# Kinds that only report are no statements to judge.
REPORTS = {
    "lab": ("state",),
    "initialization": ("state",),
    "transfer": ("score", "time", "ahead", "learning"),
}


def kinds(page: str) -> tuple[str, ...]:
    """The kinds of sentence of a page that are judged."""
    source = {"lab": lab, "initialization": fresh, "transfer": photos}[page]
    words: dict[str, Any] = {
        "lab": lab_words._WORDS,
        "initialization": fresh_words._WORDS,
        "transfer": photo_words._WORDS,
    }
    known: tuple[str, ...] = tuple(words[page])
    every = getattr(source, "KINDS", None) or (*known, *(("confused",) if page == "transfer" else ()))
    reports = (*REPORTS[page], *getattr(source, "REPORTS", ()))
    return tuple(kind for kind in every if kind not in reports)


def said(page: str, found: list[Finding], settings: Any, epoch: int, last: bool) -> list[Said]:
    """The sentences of findings; kinds that only report are left out."""
    wanted = set(kinds(page))
    return [
        Said(
            one.kind,
            dict(one.values),
            tuple(getattr(one, "remedies", ())),
            _sentence(page, one, settings),
            epoch,
            last,
        )
        for one in found
        if one.kind in wanted
    ]


def _sentence(page: str, found: Finding, settings: Any) -> str:
    if page == "lab":
        return lab_words.sentences([found])[0]
    if page == "initialization":
        return fresh_words._WORDS[found.kind](found.values)
    return photo_words._text(found.kind, found.values, settings)
