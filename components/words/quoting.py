"""What visitors, links and files say, as Markdown that means nothing but itself; no other file makes it so."""

from __future__ import annotations

import string

from components.i18n import _

_LONGEST_VALUE, _LONGEST_NAME = 40, 60


def quote(value: object) -> str:
    """A value from outside as Markdown code: cut short, and on one line."""
    short = int(value) if isinstance(value, float) and value.is_integer() else value
    text = _on_one_line(str(short), _LONGEST_VALUE)
    fence = "`"
    while fence in text:
        fence += "`"
    return f"{fence} {text} {fence}" if text else _("(empty)")


def inside_code(text: str, longest: int) -> str:
    """For a sentence that has backticks around it: cut short, and without what would end it, as blank lines do."""
    return _on_one_line(text.replace("`", ""), longest)


def plain(name: str) -> str:
    """A name on one line, cut short, with every sign escaped that Markdown could read."""
    text = _on_one_line(name, _LONGEST_NAME)
    return "".join(f"\\{sign}" if sign in string.punctuation else sign for sign in text) or _("(empty)")


def in_quotes(name: str) -> str:
    """The same in quotation marks."""
    return f"“{plain(name)}”"


def _on_one_line(text: str, longest: int) -> str:
    shown = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return shown if len(shown) <= longest else shown[:longest] + "…"
