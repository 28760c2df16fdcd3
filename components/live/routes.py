"""The routes of the channel, for the app that serves the pages."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from components.live import pull as requests
from components.live import socket as sockets
from components.live.admission import Admission
from components.live.hub import Hub, hub

SOCKET, PULL = "live/socket", "live/pull"


def routes(
    base_path: str = "",
    channel: Hub | None = None,
    admission: Admission | None = None,
    limits: sockets.Limits | None = None,
) -> list[BaseRoute]:
    """The WebSocket route `SOCKET` and its twin for plain requests, `PULL`.

    Args:
        base_path: what the paths begin with: ``server.baseUrlPath``.
        channel: by default the hub of this process.
        admission, limits: by default those of a server that is open to all.
    """
    places, bounds = admission or Admission(), limits or sockets.Limits()

    async def socket(websocket: WebSocket) -> None:
        await sockets.serve(websocket, channel or hub(), places, bounds)

    async def pull(request: Request) -> Response:
        return await requests.pull(request, channel or hub(), places)

    return [
        WebSocketRoute(_path(base_path, SOCKET), socket),
        Route(_path(base_path, PULL), pull, methods=["POST"]),
    ]


def _path(base_path: str, path: str) -> str:
    return "/" + "/".join(filter(None, [base_path.strip("/"), path]))
