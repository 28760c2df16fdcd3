"""What the page owns: the network that the controls set, the one it is compared with, and what is shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.i18n import _
from components.session.page_settings import PageSettings, replace_together
from components.words.labels import label
from models.initialization.fresh_network import FreshNetwork
from models.initialization.view import InitializationView


def _drawn(network: FreshNetwork, changes: Mapping[str, Any]) -> tuple[FreshNetwork, tuple[()]]:
    """The network with these changes: a std that is set chooses the initializer which has one."""
    normal = {"initializer": "normal"} if "init_std" in changes else {}
    return network.replace(**normal | dict(changes)), ()


PAGE = "initialization"
NETWORK = PageSettings(PAGE, FreshNetwork, _drawn)
KEPT = PageSettings(PAGE, FreshNetwork, prefix="a_", name="A")
VIEW = PageSettings(PAGE, InitializationView)
OWNERS = (NETWORK, KEPT, VIEW)


def compare() -> None:
    """Keep the current network as A; the controls go on with B."""
    replace_together({KEPT: NETWORK.current, VIEW: VIEW.current.replace(compare=True)}, label("compare"))


def end_comparison() -> None:
    """Go on with B alone."""
    VIEW.replace(VIEW.current.replace(compare=False), _("End comparison"))


def exchange() -> None:
    """Let the controls go on with A."""
    replace_together({KEPT: NETWORK.current, NETWORK: KEPT.current}, _("Swap A and B"))


def to_query() -> dict[str, str]:
    """Everything the page shows, as a link has it."""
    kept = KEPT.to_query() if VIEW.current.compare else {}
    return NETWORK.to_query() | VIEW.to_query() | kept
