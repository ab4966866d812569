"""Lives that end where they are told to; run as a program, by `lives.py`.

The parent holds the listening socket and forks the lives, which inherit it: who calls while nobody lives waits. A life
does what there is to do whenever it is told to go, in one thread, and says then when there will be more.
"""

from __future__ import annotations

import json
import os
import select
import socket
import sys
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from engine.services.flows import FlowShelf
from server.wiring import Application
from tests.chaos.bot import Place, be_silent, bot, web
from tests.chaos.fate import Fate, MortalContents, MortalStorage, mortal, tell, watch_the_wire
from tests.chaos.story import STORIES, shelf_of

_BREATH = 0.01


class Life:
    """One process of the bot: web and worker by turns."""

    def __init__(self, place: Place, shelf: FlowShelf, fate: Fate, door: socket.socket) -> None:
        watch_the_wire(fate)
        self._application = bot(
            place, shelf, storage_by=lambda storage: MortalStorage(storage, fate),
            contents_by=lambda contents: MortalContents(contents, fate), run_by=lambda actions: mortal(actions, fate),
        )  # fmt: skip
        self._fate = fate
        self._door = door
        host, port = door.getsockname()
        self._server = make_server(host, port, self._answer, request_handler=_Silent, fd=door.fileno())
        self._flask = web(self._application)

    def go(self) -> float | None:
        """Do all there is to do; how many seconds from now there will be more."""
        while self._work() or self._is_called():
            pass
        return _next_due(self._application)

    def _work(self) -> bool:
        app, calls = self._application, 0
        while self._is_called(0.0):
            self._server.handle_request()
            self._fate.point("after answer")
            calls += 1
        turn = app.turns.take_any()
        counts = (app.sending.send_next(), app.sending.look_up(), app.work.run_jobs(), app.work.fire_timers())
        return bool(calls) or turn is not None or any(counts)

    def _is_called(self, timeout: float = _BREATH) -> bool:
        return bool(select.select([self._door], [], [], timeout)[0])

    def _answer(self, environ: Any, start: Any) -> list[bytes]:
        body = list(self._flask(environ, start))
        self._fate.point("before answer")
        return body


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


def _next_due(application: Application) -> float | None:
    with application.storage.read() as work:
        found = (work.inbox.next_due(), work.outbox.next_due(), work.jobs.next_due(), work.timers.next_due())
    due = min((moment for moment in found if moment is not None), default=None)
    return None if due is None else (due - application.clock.now()).total_seconds()


def _live(place: Place, shelf: FlowShelf, at: int, door: socket.socket) -> None:
    fate, life = Fate(at), None
    while _line() == "go":
        life = life or Life(place, shelf, fate, door)
        tell({"due": life.go()})
    tell({"passed": fate.passed})


def _line() -> str:
    """One line, and not a byte of the next, which may be for somebody else."""
    read = bytearray()
    while (byte := os.read(sys.stdin.fileno(), 1)) not in (b"\n", b""):
        read += byte
    return read.decode()


def main(story: str) -> None:
    """Fork a life for each line that asks for one, until there is no more; tell how each has ended."""
    be_silent()
    shelf = shelf_of(STORIES[story])
    _ = shelf.library
    with socket.create_server(("127.0.0.1", 0), backlog=128) as door:
        tell({"door": door.getsockname()[1]})
        while order := _line():
            asked = json.loads(order)
            child = os.fork()
            if child == 0:
                _live(Place(**asked["place"]), shelf, asked["at"], door)
                os._exit(0)
            tell({"ended": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])})


if __name__ == "__main__":
    main(sys.argv[1])
