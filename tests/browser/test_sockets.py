"""Where the real app listens."""

import ipaddress

import psutil

from tests.browser.server import Server
from tests.waiting import until


def test_only_the_web_server_may_be_reached_from_other_machines(server: Server):
    until(lambda: len(listening_children(server)) >= 4, 120)  # Dask's scheduler, the nannies, two workers
    places = [place for places in listening_children(server) for place in places]
    assert [place for place in places if not ipaddress.ip_address(place).is_loopback] == []
    assert [place.port for place in listening_places(server.process)] == [int(server.url.rsplit(":", 1)[1])]


def listening_children(server: Server) -> list[list[str]]:
    """The addresses that each process of the server's listens at, without those that listen nowhere."""
    found = [[place.ip for place in listening_places(child)] for child in server.descendants()]
    return [places for places in found if places]


def listening_places(process: psutil.Process):
    try:
        return [one.laddr for one in process.net_connections("inet") if one.status == psutil.CONN_LISTEN]
    except psutil.NoSuchProcess:  # it ended just now
        return []
