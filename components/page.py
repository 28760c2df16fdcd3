"""The frame all pages share: title and language; below the picture what you see, what to try, why, in Keras."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.i18n import LANGUAGES, _, choose_language, language
from components.words.quoting import inside_code
from models.keras_code.cells import as_notebook, as_text

_LONGEST_SHOWN = 20  # characters of an unknown language that are quoted
_SWITCH = "language/switch"


STYLE = (Path(__file__).parent / "page.css").read_text("utf-8")


def page_head(title: str, sentence: str) -> None:
    """The page's title and its one sentence, with the language switch beside them."""
    pages = _("Pages")
    st.html(f'<style>:root {{ --pages: "{pages}"; }}</style>')
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(title, anchor=False, width="content")
        _language_switch()
    st.markdown(sentence)


def page_parts(name: str = "") -> tuple[DeltaGenerator, DeltaGenerator]:
    """Where a page's controls stand, and beside it, on a narrow screen below it, where its picture does.

    Args:
        name: of the part of the page, where it has several.
    """
    left, right = st.container(key=f"page_parts{name}").columns([1, 2.7], gap="medium")
    return left.container(key=f"controls{name}"), right


def what_you_see(sentences: Sequence[str]) -> None:
    """What the data on the screen say, most important first; one Markdown text, so a live page keeps its place."""
    heading = _("What you see")
    with st.container(border=True):
        st.markdown("\n\n".join([f"### {heading}", *(sentences or [_("Nothing to tell yet.")])]))


def try_this(buttons: Sequence[tuple[str, Callable[[], None]]], name: str = "") -> None:
    """Buttons that set the controls to a telling case: label and what a click does. Above the picture that changes.

    Args:
        name: see `page_parts`.
    """
    heading = _("Try this")
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"try_this{name}"):
        st.markdown(f"**{heading}**", width="content")
        for label, act in buttons:
            st.button(label, on_click=act, key=f"try_{label}")


def why(markdown: str) -> None:
    """The formulas and a short explanation, folded, as are its sections: their titles are the contents."""
    # Drawn when it is opened: a browser that does not show formulas need not load what draws them.
    fold = st.expander(_("Why"), icon=":material/lightbulb:", key="why", on_change="rerun")
    if not fold.open:
        return
    beginning, *sections = f"\n{markdown}".split("\n## ")
    with fold:
        if beginning.strip():
            st.markdown(beginning)
        for section in sections:
            title, text = section.split("\n", 1)
            with st.expander(title, type="compact"):
                st.markdown(text)


def in_keras(cells: Sequence[str], name: str) -> None:
    """The program that does the same, folded, and to take along.

    Args:
        name: of the page, for the files.
    """
    fold = st.expander(_("In Keras"), icon=":material/code:", key="in_keras", on_change="rerun")
    if not fold.open:  # as above: colouring a program takes a megabyte
        return
    code, notebook, file = as_text(cells), as_notebook(cells), f"layerlab-{name}"
    with fold:
        with st.container(horizontal=True):
            st.download_button(_("Program (.py)"), code, f"{file}.py", "text/x-python", on_click="ignore")
            st.download_button(
                _("Notebook (.ipynb)"), notebook, f"{file}.ipynb", "application/x-ipynb+json", on_click="ignore"
            )
        if language() != "en":
            st.caption(_("The comments in the program are in English."))
        st.code(code, language="python")


def on_phone() -> bool:
    """Whether the reader's browser says that it runs on a phone, where what can be folded should be."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def error_text() -> str:
    """What a reader is told of an error in the program, whose traceback is in the server's log."""
    return _(
        "Something went wrong in the program, so this part of the page is missing. Load the page again; if that does "
        "not help, tell whoever runs this server: its log says what happened."
    )


def unknown_language_notice(code: str) -> None:
    """Say that the link asks for a language that is not spoken here."""
    st.warning(
        _("The link asks for `lang={code}`, which is not spoken here. Possible: {allowed}.").format(
            code=inside_code(code, _LONGEST_SHOWN),
            allowed=", ".join(f"`{known}` ({name})" for known, name in LANGUAGES.items()),
        )
    )


def _language_switch() -> None:
    st.segmented_control(
        _("Language"),
        LANGUAGES,
        default=language(),
        format_func=LANGUAGES.__getitem__,
        key=_SWITCH,
        required=True,
        label_visibility="collapsed",
        width="content",
        on_change=_switch_language,
    )


def _switch_language() -> None:
    # Streamlit calls this too when another page's switch comes to it in a run that was cut short: there is none, or it
    # stands as it was drawn.
    code = st.session_state.get(_SWITCH)
    if code is None or code == language():
        return
    choose_language(code)
    st.query_params["lang"] = code
