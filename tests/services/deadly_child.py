"""Processes that end by an event, one after the other; run as a program by `test_deadly.py`.

The first hears what is said, and all of them do what there is to do, until one comes to the end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import timedelta
from typing import Any

import structlog

from engine.interfaces.unit_of_work import Storage
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import ManualClock
from tests.runtime.stage import NOON
from tests.services.faults import FaultyStorage
from tests.services.house import House

SAID = (("a", "hi"), ("b", "hi"), ("a", "poison"), ("a", "after"), ("b", "Pune"))
_REST = timedelta(seconds=10)
_MOST = 9


class _Mortal(FaultyStorage):
    """Ends the process as soon as a session has learnt of the poison: as a segmentation fault does."""

    def __init__(self, storage: Storage) -> None:
        super().__init__(storage)
        self.is_poisoned = False

    def called(self, name: str, call: Any) -> Any:
        """See FaultyStorage."""
        answer = call()
        if name in ("inbox.claim", "inbox.lock") and answer is not None:
            self.is_poisoned = "poison" in str(answer.payload)
        if name == "sessions.save" and self.is_poisoned:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def live(url: str, number: int) -> None:
    """One process."""
    structlog.configure(processors=[_forget])
    engine = open_engine(url)
    house = House(_Mortal(SqlStorage(engine)), clock=ManualClock(NOON + number * _REST))
    for address, text in SAID if number == 0 else ():
        house.hear(text, address=address)
    house.settle()
    engine.dispose()


def _forget(_logger: Any, _name: str, _line: Any) -> Any:
    raise structlog.DropEvent


def main(url: str) -> None:
    """Fork them; print how each has ended."""
    ended: list[int] = []
    while len(ended) < _MOST and 0 not in ended:
        child = os.fork()
        if child == 0:
            live(url, len(ended))
            os._exit(0)
        ended.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    print(json.dumps(ended))


if __name__ == "__main__":
    main(sys.argv[1])
