"""A small server beside something that works: it takes nothing in, and only tells how that fares."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


@contextmanager
def watched(app: Flask, host: str, port: int) -> Iterator[None]:
    """Serve it from a thread of its own. Ends the program with a message, if somebody else listens there."""
    server = make_server(host, port, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, name="watch-http", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Silent(WSGIRequestHandler):
    """The application writes its own line for each request."""

    timeout = 5.0

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""
