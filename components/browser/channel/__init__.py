"""What a component in the browser asks the channel for (`components.live`): one connection for all of a tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.i18n import language
from components.session.identity import owner

_FOLDER = Path(__file__).parent
_SCRIPTS = ("wire", "channel", "asking")
# Part of the module of each component that asks: the connection itself is the tab's.
SCRIPT = "\n".join((_FOLDER / f"{name}.js").read_text("utf-8") for name in _SCRIPTS)


@dataclass(frozen=True)
class Watch:
    """What a component asks for: a source's name, and the arguments that it reads."""

    source: str
    args: Mapping[str, str | int | float | bool]


def asked(watch: Watch | None, follows: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a component's script needs to ask, as a part of its data.

    Args:
        watch: ``None`` for nothing.
        follows: argument -> name of the live slider that sets it while it is dragged; then the argument "moved" lists
            such arguments, see `moved_in`.
    """
    return {
        "watch": watch and {"source": watch.source, "args": dict(watch.args)},
        "follows": dict(follows or {}),
        "language": language(),
        "viewer": owner(),
    }


def moved_in(args: Mapping[str, Any]) -> frozenset[str]:
    """Which of the arguments, as a browser says them, come from sliders that are dragged just now.

    Raises:
        ValueError: they are not told as our script tells them.
    """
    moved = args.get("moved", [])
    if not isinstance(moved, list) or not all(isinstance(name, str) for name in moved):
        raise ValueError("moved is no list of names")
    return frozenset(moved)
