"""A mirror of the official download places, on loopback, in its good and its bad moods."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *_):
        pass


class Silent(Quiet):
    """Takes the request and, as long as the test goes on, never answers."""

    over = threading.Event()

    def do_GET(self):
        self.over.wait()


class Stalling(Silent):
    """Sends half of what it promised, then nothing."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(bytes(500))
        self.wfile.flush()
        self.over.wait()


class Breaking(Quiet):
    """Sends half of what it promised, then hangs up."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(bytes(500))


class Sizeless(Quiet):
    """Sends the file without saying how large it is."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(Path(self.translate_path(self.path)).read_bytes())


@contextmanager
def mirror(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder; gives the address for ``LAYERLAB_MIRROR``."""
    Silent.over.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        Silent.over.set()
        server.shutdown()
        server.server_close()
