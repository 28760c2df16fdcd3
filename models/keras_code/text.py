"""Python calls as text, laid out as the usual formatters (black, ruff) lay them out."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 100
_INDENT = " " * 4


def wrapped(name: str, arguments: Sequence[str], depth: int = 0, end: str = "") -> str:
    """A call on one line, or, where that is wider than `WIDTH`, with its arguments below it.

    Args:
        name: what is called, with what stands in front of it (``model = keras.Sequential``).
        arguments: code of one line each.
        depth: indentation in steps of four spaces.
        end: what follows the closing parenthesis.
    """
    pad, inner = _INDENT * depth, _INDENT * (depth + 1)
    joined = ", ".join(arguments)
    for text in (f"{pad}{name}({joined}){end}", f"{pad}{name}(\n{inner}{joined}\n{pad}){end}"):
        if max(map(len, text.split("\n"))) <= WIDTH:
            return text
    return exploded(name, arguments, depth, end)


def exploded(name: str, arguments: Sequence[str], depth: int = 0, end: str = "") -> str:
    """A call with one argument a line; arguments as for `wrapped`."""
    pad, inner = _INDENT * depth, _INDENT * (depth + 1)
    return "\n".join([f"{pad}{name}(", *(f"{inner}{argument}," for argument in arguments), f"{pad}){end}"])
