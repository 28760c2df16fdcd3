"""The least that pushes pictures: ``python -m benchmarks.push_sketch_server FOLDER PORT``.

Nothing of the app is in it. The folder holds ``specs.json``, the charts' specs by their names, and the pictures, one
file each, as they travel; a page is sent the next one as soon as it has drawn the last, and after the last the first.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

PICTURES = "*.picture"
_PAGE = Path(__file__).with_name("push_sketch.html")


def streamlit_files() -> Path:
    """Where Streamlit's front end lies, which has a copy of Vega in it."""
    spec = find_spec("streamlit")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "static"


def vega_file() -> str:
    """Streamlit's module that loads Vega, below `streamlit_files`."""
    [found] = streamlit_files().glob("static/js/loadVegaEmbed.*.js")
    return found.relative_to(streamlit_files()).as_posix()


def application(folder: Path) -> Starlette:
    """The page, its specs, Streamlit's files, and the way that the pictures come by."""
    page = _PAGE.read_text("utf-8").replace("VEGA", f"./{vega_file()}")
    pictures = [path.read_bytes() for path in sorted(folder.glob(PICTURES))]

    async def show_page(_request: Request) -> HTMLResponse:
        return HTMLResponse(page)

    async def show_specs(_request: Request) -> FileResponse:
        return FileResponse(folder / "specs.json")

    async def push(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            for picture in cycle(pictures):
                await websocket.send_bytes(picture)
                await websocket.receive_text()
        except WebSocketDisconnect:
            return

    return Starlette(
        routes=[
            Route("/", show_page),
            Route("/specs.json", show_specs),
            WebSocketRoute("/push", push),
            Mount("/static", StaticFiles(directory=streamlit_files() / "static")),
        ]
    )


def main() -> None:
    folder, port = sys.argv[1:]
    uvicorn.run(application(Path(folder)), port=int(port), log_level="warning", ws_per_message_deflate=False)


if __name__ == "__main__":
    main()
