"""How findings are said: a sentence for each kind, how its values are written, and what is advised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from components.i18n import _
from components.words.numbers import number
from models.finding import Finding

Values = dict[str, Any]
Sentence = str | Callable[[Values], str]
Sentences = Mapping[str, Sentence | tuple[Sentence, ...]]
Places = Mapping[str, Callable[[Values], object]]


@dataclass(frozen=True)
class Words:
    """How a lesson says its findings.

    Attributes:
        sentences: kind -> a text marked with `N_`, or what chooses one by the values and translates it, or several of
            these, said one after the other.
        places: place in the texts, such as {share} -> what writes it, of the values; without an entry it is the value
            of that name, with three figures if it is a float.
        advice: says what the remedies are.
    """

    sentences: Sentences
    places: Places = field(default_factory=dict)
    advice: Callable[[Sequence[str]], str] = lambda remedies: ""

    def say(self, finding: Finding) -> str:
        """A finding, and what it advises, as Markdown in the reader's language."""
        given = self.sentences[finding.kind]
        sentences = given if isinstance(given, tuple) else (given,)
        texts = (_(one) if isinstance(one, str) else one(finding.values) for one in sentences)
        said = joined(*texts).format_map(_Written(finding.values, self.places))
        return joined(said, self.advice(finding.remedies))


@dataclass(frozen=True)
class _Written:
    """What is written in the places of a text that has these values."""

    values: Values
    places: Places

    def __getitem__(self, place: str) -> object:
        if place in self.places:
            return self.places[place](self.values)
        value = self.values[place]
        return number(value) if isinstance(value, float) else value


def written_as(write: Callable[[Any], object], *names: str) -> Places:
    """Places for the values of these names, each written by itself."""

    def of(name: str) -> Callable[[Values], object]:
        return lambda values: write(values[name])

    return {name: of(name) for name in names}


def either(is_first: Callable[[Values], bool], first: str, second: str) -> Callable[[Values], str]:
    """The first text, or else the second, both marked with `N_`."""
    return lambda values: _(first if is_first(values) else second)


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
