"""What the pages say: each finding with its English sentence."""

from __future__ import annotations

from typing import Any

from benchmarks.truth.evidence import Said
from components.initialization import findings as fresh_words
from components.training import findings as lab_words
from components.transfer import findings as photo_words
from models.finding import Finding
from models.initialization import findings as fresh
from models.training import findings as lab
from models.transfer import findings as photos

_PAGES: dict[str, Any] = {"lab": lab, "initialization": fresh, "transfer": photos}


def kinds(page: str) -> tuple[str, ...]:
    """The kinds of sentence of a page that are judged; those that only report are no statements to judge."""
    return tuple(kind for kind in _PAGES[page].KINDS if kind not in _PAGES[page].REPORTS)


def said(page: str, found: list[Finding], settings: Any, epoch: int, last: bool) -> list[Said]:
    """The sentences of findings; kinds that only report are left out."""
    wanted = set(kinds(page))
    return [
        Said(one.kind, dict(one.values), one.remedies, _sentence(page, one, settings), epoch, last)
        for one in found
        if one.kind in wanted
    ]


def _sentence(page: str, found: Finding, settings: Any) -> str:
    words = {"lab": lab_words.WORDS, "initialization": fresh_words.WORDS}
    return (words[page] if page in words else photo_words.words_for(settings)).say(found)
