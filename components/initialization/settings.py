"""What the page owns: the network that the controls set, the one it is compared with, and what is shown of them."""

from __future__ import annotations

from components.session.page_settings import PageSettings
from models.initialization.fresh_network import FreshNetwork
from models.initialization.view import InitializationView

PAGE = "initialization"
NETWORK = PageSettings(PAGE, FreshNetwork)
KEPT = PageSettings(PAGE, FreshNetwork, prefix="a_", name="A")
VIEW = PageSettings(PAGE, InitializationView)
OWNERS = (NETWORK, KEPT, VIEW)


def compare() -> None:
    """Keep the current network as A; the controls go on with B."""
    KEPT.replace(NETWORK.current)
    VIEW.change(compare=True)


def end_comparison() -> None:
    """Go on with B alone."""
    VIEW.change(compare=False)


def exchange() -> None:
    """Let the controls go on with A."""
    kept, current = KEPT.current, NETWORK.current
    KEPT.replace(current)
    NETWORK.replace(kept)


def to_query() -> dict[str, str]:
    """Everything the page shows, as a link has it."""
    kept = KEPT.to_query() if VIEW.current.compare else {}
    return NETWORK.to_query() | VIEW.to_query() | kept
