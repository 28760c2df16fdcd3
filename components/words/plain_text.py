"""Names that visitors gave, such as those of files and classes, as Markdown that means nothing but itself."""

from __future__ import annotations

import string

from components.i18n import _

_LONGEST = 60


def plain(name: str) -> str:
    """A name on one line, cut short, with every sign escaped that Markdown could read."""
    text = "".join(sign for sign in " ".join(name.split()) if sign.isprintable())
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return "".join(f"\\{sign}" if sign in string.punctuation else sign for sign in text) or _("(empty)")


def quoted(name: str) -> str:
    """The same in quotation marks."""
    return f"“{plain(name)}”"
