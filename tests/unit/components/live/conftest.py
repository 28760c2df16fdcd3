from __future__ import annotations

from collections.abc import Iterator

import pytest

from components.live.hub import Hub
from components.live.routes import routes
from components.live.source import SOURCES
from tests.unit.components.live.channel import Client, Server, Toy, serving


@pytest.fixture
def source(monkeypatch) -> Iterator[Toy]:
    """The only source there is, under the name "toy"."""
    toy = Toy()
    monkeypatch.setitem(SOURCES, "toy", toy)
    yield toy
    toy.may_go_on.set()


@pytest.fixture(autouse=True)
def offline(monkeypatch) -> None:
    """Streamlit asks the internet for this machine's address when a page of another origin comes."""
    for name in ("get_external_ip", "get_internal_ip"):
        monkeypatch.setattr(f"streamlit.net_util.{name}", lambda: None)


@pytest.fixture
def server(source) -> Iterator[Server]:
    """The channel, served."""
    hub = Hub()
    with serving(routes(channel=hub)) as address:
        yield Server(address, hub, source)


@pytest.fixture
def client(server) -> Iterator[Client]:
    """A browser that is connected."""
    with server.client() as connected:
        yield connected
