"""Every text that a user sees: English in the code, other languages from locales/.

`_("Train")` gives the text in the reader's language. `N_("Train")` marks a text that is
translated later, where it is shown. Texts take values by name: ``_("Layer {n}").format(n=3)``.
Where a count decides the wording, `ngettext("{n} epoch", "{n} epochs", n)` chooses it.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from components.streamlit_fixes import is_in_session

LANGUAGES = {"en": "English", "ko": "한국어"}
LOCALES = Path(__file__).parent.parent / "locales"
LESSONS = Path(__file__).parent.parent / "lessons"
_STATE, _ASKED = "language/spoken", "language/asked for"
_spoken: ContextVar[str | None] = ContextVar("language", default=None)


def N_(text: str) -> str:  # noqa: N802 (gettext's own name)
    """Mark a text for translation and return it as it is."""
    return text


def _(text: str) -> str:
    """The text in the reader's language; English where there is no translation."""
    return translate(text, language())


def translate(text: str, code: str) -> str:
    """The text in the language ``code``, one of `LANGUAGES`."""
    return text if code == "en" else _catalogue(code).gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The wording for ``n`` things in the reader's language, such as "{n} epoch" for 1 and "{n} epochs" for 2."""
    return _catalogue(language()).ngettext(singular, plural, n)


def language() -> str:
    """The code of the reader's language: what `speaking` set, or the session's; "en" outside of both."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    if not is_in_session():
        return "en"
    return st.session_state.get(_STATE, "en")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak the language ``code``, one of `LANGUAGES`, in this context: what is written belongs to no session."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def choose_language(code: str) -> None:
    """Speak this language to this session from now on, as a link or the reader asked; every address then says so."""
    st.session_state[_STATE] = st.session_state[_ASKED] = code


def asked_language() -> str | None:
    """The language that a link or the reader chose; ``None`` where it is only the browser's."""
    return st.session_state.get(_ASKED)


def with_language(query: Mapping[str, str]) -> dict[str, str]:
    """A link's query that keeps the language, if a link or the reader asked for it."""
    code = asked_language()
    return {**query, **({"lang": code} if code else {})}


def settle_language() -> str | None:
    """Pick the session's language: the link's ``lang``, what was chosen before, or the browser's.

    Returns:
        The link's ``lang`` if it is no language that is spoken here, else ``None``.
    """
    wished = st.query_params.get("lang")
    if wished in LANGUAGES:
        choose_language(wished)
    elif _STATE not in st.session_state:
        browser = (st.context.locale or "en").split("-")[0]
        st.session_state[_STATE] = browser if browser in LANGUAGES else "en"
    return wished if wished is not None and wished not in LANGUAGES else None


def lesson(name: str) -> str:
    """The lesson text ``lessons/<language>/<name>.md``, in English where it is not translated."""
    own = LESSONS / language() / f"{name}.md"
    return (own if own.exists() else LESSONS / "en" / f"{name}.md").read_text("utf-8")


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    path = LOCALES / code / "LC_MESSAGES" / "layerlab.po"
    if not path.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(path.read_bytes()), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
