"""Processes of the bot, to be killed; run as a program, by `crew.py`.

The parent holds the listening socket and forks a process for each line that asks for one: `worker`, or `web`. A
process ends with its parent.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from server.wiring import Application
from server.worker import Worker
from tests.chaos.bot import Place, be_silent, bot, web
from tests.chaos.story import STORIES, shelf_of

_LOOK = 0.3


def main(story: str) -> None:
    """Fork until there are no more orders."""
    be_silent()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    shelf = shelf_of(STORIES[story])
    _ = shelf.library
    with socket.create_server(("127.0.0.1", 0), backlog=512) as door:
        _tell({"door": door.getsockname()[1]})
        for line in sys.stdin:
            order = json.loads(line)
            parent, child = os.getpid(), os.fork()
            if child == 0:
                _run(order["what"], bot(Place(**order["place"]), shelf), door, parent)
            _tell({"process": child})


def _run(what: str, application: Application, door: socket.socket, parent: int) -> None:
    """Until the parent has ended."""
    if what == "web":
        threading.Thread(target=_serve, args=(application, door), daemon=True).start()
    else:
        Worker(application, poll=0.1).start()
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(0)


def _serve(application: Application, door: socket.socket) -> None:
    host, port = door.getsockname()
    make_server(
        host, port, web(application), threaded=True, request_handler=_Silent, fd=door.fileno()
    ).serve_forever(0.1)  # fmt: skip


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


def _tell(message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
