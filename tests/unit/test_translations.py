"""Nothing is left untranslated.

After changing texts, from the project's folder (`pybabel` comes with Babel)::

    pybabel extract --no-location --sort-output -o layerlab.pot app.py pages components
    pybabel update -i layerlab.pot -d locales -D layerlab --no-fuzzy-matching --ignore-obsolete --omit-header

then fill in the new, empty entries of locales/ko/LC_MESSAGES/layerlab.po; layerlab.pot can go.
"""

import ast
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from components import i18n
from components.i18n import LANGUAGES, LESSONS, LOCALES

ROOT = Path(__file__).parents[2]
OTHERS = sorted(set(LANGUAGES) - {"en"})
Text = str | tuple[str, str]  # a msgid, or one with its plural
HEADING = re.compile(r"^(#+) ", re.MULTILINE)


def sources() -> list[Path]:
    return [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "components").rglob("*.py")]


def marked_texts(path: Path) -> set[Text]:
    """What stands in the calls `_("...")`, `N_("...")` and `ngettext("...", "...", n)` of a file, in f-strings too."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    named = [(call.func.id, call.args) for call in calls if isinstance(call.func, ast.Name)]
    texts: set[Text] = {text for name, args in named if name in ("_", "N_") for text in constants(args[:1])}
    for name, args in named:
        if name == "ngettext":
            one, many = constants(args[:2])
            texts.add((one, many))
    return texts


def constants(arguments: list[ast.expr]) -> list[str]:
    """The arguments of a call that are texts."""
    values = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
    return [value for value in values if isinstance(value, str)]


def source_texts() -> set[Text]:
    return set().union(*map(marked_texts, sources()))


def read(text: str) -> Catalog:
    return read_po(io.BytesIO(text.encode()), locale="ko")


def catalogue(code: str) -> Catalog:
    return read((LOCALES / code / "LC_MESSAGES" / "layerlab.po").read_text("utf-8"))


def placeholders(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\{(\w*)", text))


def wordings(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A text alone, or all its plural forms."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def faults(sources: set[Text], translated: Catalog) -> dict[str, list]:
    """The texts with each kind of fault."""
    entries = {message.id: message for message in translated if message.id}
    forms = {name: wordings(message.string) for name, message in entries.items()}
    texts = {name: texts for name, texts in forms.items() if all(texts)}
    # Of a plural, the wording for many names all values; that for one may leave its number out.
    named = {name: placeholders(wordings(name)[-1]) for name in texts}
    found: dict[str, set] = {
        "missing": sources - set(entries),
        "empty": set(entries) - set(texts),
        "fuzzy": {name for name, message in entries.items() if message.fuzzy},
        "other placeholders": {name for name in texts if {named[name]} != set(map(placeholders, texts[name]))},
        "obsolete": (set(entries) | set(translated.obsolete)) - sources,
    }
    return {fault: sorted(names, key=str) for fault, names in found.items() if names}


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated(code):
    assert faults(source_texts(), catalogue(code)) == {}


def test_the_texts_of_app_pages_and_components_are_found():
    found = source_texts()
    assert {"Training lab", "Open in the lab", "Why"} <= found  # app.py, pages, components
    assert "Early stopping" in found  # marked with N_
    assert ("{n} percentage point", "{n} percentage points") in found


def test_pybabel_finds_every_text():
    """It does not look into f-strings: write ``label = _("...")`` before one."""
    hidden = {
        str(path.relative_to(ROOT)): texts
        for path in sources()
        if (texts := marked_texts(path) - {message for _, message, *_ in extract_from_file("python", path)})
    }
    assert hidden == {}


@pytest.mark.parametrize(
    ("po", "fault"),
    [
        ("", "missing"),
        ('msgid "Layer {n}"\nmsgstr ""\n', "empty"),
        ('#, fuzzy\nmsgid "Layer {n}"\nmsgstr "{n}층"\n', "fuzzy"),
        ('msgid "Layer {n}"\nmsgstr "{m}층"\n', "other placeholders"),
        ('msgid "Layer {n}"\nmsgstr "{n}층"\n\nmsgid "Gone"\nmsgstr "없음"\n', "obsolete"),
        ('msgid "Layer {n}"\nmsgstr "{n}층"\n\n#~ msgid "Gone"\n#~ msgstr "없음"\n', "obsolete"),
    ],
)
def test_each_fault_is_noticed(po, fault):
    assert list(faults({"Layer {n}"}, read(po))) == [fault]


@pytest.mark.parametrize(
    ("po", "fault"),
    [
        ("", "missing"),
        ('msgid "one layer"\nmsgid_plural "{n} layers"\nmsgstr[0] ""\n', "empty"),
        ('msgid "one layer"\nmsgid_plural "{n} layers"\nmsgstr[0] "{m}개 층"\n', "other placeholders"),
        ('msgid "one layer"\nmsgid_plural "{n} layers"\nmsgstr[0] "층"\n', "other placeholders"),
    ],
)
def test_each_fault_of_a_plural_is_noticed(po, fault):
    assert list(faults({("one layer", "{n} layers")}, read(po))) == [fault]


@pytest.mark.parametrize(
    ("code", "texts"), [("en", ("1 percentage point", "2 percentage points")), ("ko", ("1%p", "2%p"))]
)
def test_a_plural_is_chosen_by_its_number(monkeypatch, code, texts):
    monkeypatch.setattr(i18n, "language", lambda: code)
    forms = (i18n.ngettext("{n} percentage point", "{n} percentage points", n).format(n=n) for n in (1, 2))
    assert tuple(forms) == texts


@pytest.mark.parametrize("code", OTHERS)
def test_every_lesson_has_the_same_parts_in_every_language(code):
    names = {path.name for path in (LESSONS / "en").glob("*.md")}
    assert names == {path.name for path in (LESSONS / code).glob("*.md")}
    for name in names:
        levels = [HEADING.findall((LESSONS / folder / name).read_text("utf-8")) for folder in ("en", code)]
        assert levels[0] == levels[1], name


@pytest.mark.parametrize("path", sorted(LESSONS.rglob("*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_formulas_of_a_lesson_are_closed(path):
    """Streamlit reads ``$$`` as a block only on a line of its own, and an open ``$`` swallows the rest."""
    lines = path.read_text("utf-8").splitlines()
    assert not [line for line in lines if "$$" in line and line != "$$"]
    assert lines.count("$$") % 2 == 0
    assert not [line for line in lines if line.count("$") % 2 and line != "$$"]


@pytest.mark.parametrize("code", OTHERS)
def test_every_lesson_has_the_same_formulas_in_every_language(code):
    """But for the words in them, such as the text "right class"."""
    for path in (LESSONS / "en").glob("*.md"):
        english, other = path.read_text("utf-8"), (LESSONS / code / path.name).read_text("utf-8")
        assert english.count("$$") == other.count("$$"), path.name
        assert english.count("|\n") == other.count("|\n"), path.name
