"""What we use of Streamlit though it is private is there in this version; an upgrade that lacks it says so here."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest
import streamlit as st

from components.streamlit_fixes import vega_file

PROJECT = Path(__file__).parents[3]
OURS = ("app.py", "pages", "components")
# (module, name) -> what for. What is imported from a private module of Streamlit stands here.
IMPORTED = {
    ("streamlit.proto.BackMsg_pb2", "BackMsg"): "what a browser says is looked at before Streamlit hears it",
    ("streamlit.runtime.scriptrunner", "get_script_run_ctx"): "whose session is served, and where its uploads lie",
    ("streamlit.web.server.starlette.starlette_websocket", "_is_origin_allowed"): "whose pages the channel lets in",
}
# (module, class, names) -> what for. What is asked of Streamlit's objects without being imported.
USED = {
    (
        "streamlit.runtime.scriptrunner_utils.script_run_context",
        "ScriptRunContext",
        ("session_id", "uploaded_file_mgr"),
    ): ("dropping Streamlit's copies of uploaded files"),
    ("streamlit.runtime.memory_uploaded_file_manager", "MemoryUploadedFileManager", ("remove_file",)): (
        "dropping Streamlit's copies of uploaded files"
    ),
    ("streamlit.runtime.uploaded_file_manager", "UploadedFile", ("file_id",)): (
        "dropping Streamlit's copies of uploaded files"
    ),
}
PUBLIC = ("streamlit", "streamlit.delta_generator")
_MARKS = re.compile(r"data-testid=[\"'\\]*(st\w+)|\.(st[A-Z]\w+)")
_COMMENTS = re.compile(r"/\*.*?\*/|^\s*//.*$", re.DOTALL | re.MULTILINE)


def sources(*endings: str) -> list[Path]:
    files = [
        path for place in OURS for path in ((PROJECT / place).rglob("*") if "." not in place else [PROJECT / place])
    ]
    return [path for path in files if path.suffix in endings]


def imports(path: Path) -> set[tuple[str, str]]:
    """(module, name) of what a file imports from Streamlit's modules."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "streamlit":
            found |= {(node.module or "", one.name) for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {(one.name, "") for one in node.names if one.name.startswith("streamlit.")}
    return {(module, name) for module, name in found if module not in PUBLIC}


def test_all_that_is_imported_is_named_here():
    used = {one: path for path in sources(".py") for one in imports(path)}
    assert used.keys() == IMPORTED.keys(), "name in IMPORTED what is private of Streamlit and imported, and no more"


@pytest.mark.parametrize(("module", "name"), IMPORTED)
def test_what_is_imported_is_there(module, name):
    has = hasattr(importlib.import_module(module), name)
    assert has, f"Streamlit {st.__version__} has no {module}.{name}, which is needed for: {IMPORTED[module, name]}"


@pytest.mark.parametrize(("module", "kind", "names"), USED)
def test_what_is_asked_of_its_objects_is_there(module, kind, names):
    found = getattr(importlib.import_module(module), kind, None)
    known = {*dir(found), *getattr(found, "__dataclass_fields__", ()), *assigned(module, kind)}
    missing = [name for name in names if found is None or name not in known]
    purpose = USED[module, kind, names]
    assert missing == [], f"{kind} of Streamlit {st.__version__} has no {missing}, needed for: {purpose}"


def assigned(module: str, kind: str) -> set[str]:
    """The attributes that a class's methods give to ``self``."""
    tree = ast.parse(Path(importlib.import_module(module).__file__ or "").read_text("utf-8"))
    [body] = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == kind]
    targets = [node for node in ast.walk(body) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)]
    return {node.attr for node in targets if isinstance(node.value, ast.Name) and node.value.id == "self"}


def test_its_front_end_has_the_file_that_charts_are_drawn_with():
    assert (Path(st.__file__).parent / "static" / vega_file()).exists()


def test_its_front_end_marks_its_elements_as_our_styles_and_scripts_find_them():
    """A rule for an element that has another name now does nothing, and nobody is told."""
    front_end = "".join(
        path.read_text("utf-8") for path in (Path(st.__file__).parent / "static" / "static").rglob("*.[jc]s*")
    )
    known = set(re.findall(r"\bst[A-Z]\w+", front_end))
    missing = {
        mark: path.name
        for path in sources(".py", ".css", ".js")
        for found in _MARKS.findall(_COMMENTS.sub("", path.read_text("utf-8")))
        for mark in found
        if mark and mark not in known
    }
    assert missing == {}, f"Streamlit {st.__version__} has no elements that are called so"
