"""What we use of Streamlit though it is private is there in this version; an upgrade that lacks it says so here."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from pathlib import Path

import pytest
import streamlit as st

from components.streamlit_fixes import vega_file

PROJECT = Path(__file__).parents[3]
OURS = ("app.py", "pages", "components")
_DROPS, _ENDS = "dropping Streamlit's copies of uploaded files", "ending the sessions of closed tabs on time"
# Module and name there, and, behind a point, what is asked of its objects -> what for.
PRIVATE = {
    ("streamlit.elements.exception", "marshall"): "telling of an error in the reader's words",
    ("streamlit.proto.BackMsg_pb2", "BackMsg"): "looking at what a browser says before Streamlit hears it",
    ("streamlit.runtime", "Runtime.exists"): _DROPS,
    ("streamlit.runtime", "Runtime.instance"): _DROPS,
    ("streamlit.runtime", "Runtime._session_mgr"): _ENDS,
    ("streamlit.runtime.memory_session_storage", "MemorySessionStorage._cache"): _ENDS,
    ("streamlit.runtime.memory_uploaded_file_manager", "MemoryUploadedFileManager.remove_file"): _DROPS,
    ("streamlit.runtime.memory_uploaded_file_manager", "MemoryUploadedFileManager.remove_session_files"): _DROPS,
    ("streamlit.runtime.scriptrunner", "get_script_run_ctx"): "knowing whose session is served",
    ("streamlit.runtime.scriptrunner_utils.script_run_context", "ScriptRunContext.session_id"): _DROPS,
    ("streamlit.runtime.scriptrunner_utils.script_run_context", "ScriptRunContext.uploaded_file_mgr"): _DROPS,
    ("streamlit.runtime.uploaded_file_manager", "UploadedFile.file_id"): _DROPS,
    ("streamlit.runtime.websocket_session_manager", "WebsocketSessionManager._session_storage"): _ENDS,
    ("streamlit.web.server.starlette.starlette_websocket", "_is_origin_allowed"): "letting the pages' own browsers in",
    ("starlette.formparsers", "SpooledTemporaryFile"): "keeping uploads off the disk",
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
    named = {(module, name.split(".")[0]) for module, name in PRIVATE}
    named |= {(module.rpartition(".")[0], module.rpartition(".")[2]) for module, _ in PRIVATE}  # modules as a whole
    others = {one: path.name for path in sources(".py") for one in imports(path) if one not in named}
    assert others == {}, "name in PRIVATE what is private of Streamlit and imported"


@pytest.mark.parametrize(("module", "name"), PRIVATE)
def test_what_is_private_is_there(module, name):
    kind, _, attribute = name.partition(".")
    found = getattr(importlib.import_module(module), kind, None)
    is_there = found is not None and (not attribute or attribute in attributes(found))
    assert is_there, f"Streamlit {st.__version__} has no {module}.{name}, needed for: {PRIVATE[module, name]}"


def attributes(kind: type) -> set[str]:
    """The attributes of a class's objects, also those that only its methods give to ``self``."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    targets = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)]
    given = {node.attr for node in targets if isinstance(node.value, ast.Name) and node.value.id == "self"}
    return {*dir(kind), *getattr(kind, "__annotations__", ()), *given}


def test_its_front_end_has_the_file_that_charts_are_drawn_with():
    assert (Path(st.__file__).parent / "static" / vega_file()).exists()


def test_its_front_end_marks_its_elements_as_our_styles_and_scripts_find_them():
    """A rule for an element that has another name now does nothing, and nobody is told."""
    front_end = "".join(
        path.read_text("utf-8") for path in (Path(st.__file__).parent / "static" / "static").rglob("*.[jc]s*")
    )
    known = set(re.findall(r"st[A-Z]\w+", front_end))
    missing = {
        mark: path.name
        for path in sources(".py", ".css", ".js")
        for found in _MARKS.findall(_COMMENTS.sub("", path.read_text("utf-8")))
        for mark in found
        if mark and mark not in known
    }
    assert missing == {}, f"Streamlit {st.__version__} has no elements that are called so"
