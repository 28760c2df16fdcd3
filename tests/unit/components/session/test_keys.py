"""Each key of the session says whose it is."""

import ast
from pathlib import Path

import pytest

from components.session.keys import session_key

PROJECT = Path(__file__).parents[4]
MODULES = [path for floor in ("components", "pages") for path in sorted((PROJECT / floor).rglob("*.py"))]


def is_session(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "session_state"


def key_of(node: ast.AST) -> ast.expr | None:
    """What a node asks the session for."""
    if isinstance(node, ast.Subscript) and is_session(node.value):
        return node.slice
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and is_session(node.func.value)
        and node.args
    ):
        return node.args[0]
    return node.left if isinstance(node, ast.Compare) and any(map(is_session, node.comparators)) else None


def texts_of(tree: ast.Module) -> dict[str, str]:
    """The constants of a module that are texts as they stand."""
    texts = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = value.elts if isinstance(value, ast.Tuple) else [value]
            for name, text in zip(names, values, strict=False):
                if isinstance(name, ast.Name) and isinstance(text, ast.Constant) and isinstance(text.value, str):
                    texts[name.id] = text.value
    return texts


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_key_is_a_loose_text(path):
    tree = ast.parse(path.read_text("utf-8"))
    texts = texts_of(tree)
    for node in ast.walk(tree):
        key = key_of(node)
        loose = texts.get(key.id) if isinstance(key, ast.Name) else key.value if isinstance(key, ast.Constant) else None
        # Below the folder of the session there is no `session_key`; there a key has its form.
        assert loose is None or ("/" in str(loose) and path.parent.name == "components"), f"{loose!r}: use session_key"


def test_the_same_name_on_two_pages_is_two_keys():
    assert session_key("training", "runs") != session_key("transfer", "runs")
