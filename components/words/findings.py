"""How findings are said: a sentence for each kind, and what it advises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from components.i18n import _
from models.finding import Finding

Values = dict[str, Any]
Words = Mapping[str, Callable[[Values], str]]


def say(finding: Finding, words: Words, advice: Callable[[Sequence[str]], str] | None = None) -> str:
    """A finding as Markdown in the reader's language.

    Args:
        words: kind -> what makes a sentence of its values.
        advice: says what its remedies are; nothing is said of them without it.
    """
    return joined(words[finding.kind](finding.values), advice(finding.remedies) if advice else "")


def advised(remedies: Sequence[str], names: Mapping[str, str]) -> str:
    """A sentence that names what can be tried, in the order of the remedies; empty without any.

    Args:
        names: remedy -> what it is called, to be translated.
    """
    if not remedies:
        return ""
    *most, last = (_(names[remedy]) for remedy in remedies)
    listed = _("{several} or {last}").format(several=", ".join(most), last=last) if most else last
    return _("Try {remedies}.").format(remedies=listed)


def joined(*parts: str) -> str:
    """The sentences that there are, one after the other."""
    return " ".join(filter(None, parts))
