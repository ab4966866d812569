"""Points where a process may end: before and after every commit, and around every call that leaves it."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import requests
import urllib3.connection

from engine.actions.catalogue import Action
from engine.interfaces.contents import ContentRepository
from engine.interfaces.unit_of_work import Storage
from tests.services.faults import FaultyStorage
from tests.services.kill_child import CHANGES, CLAIMS

_PATIENCE = 10.0


class Fate:
    """Counts the points passed and kills the process, with no time for anything, at one of them; at none for 0."""

    def __init__(self, at: int) -> None:
        self._at = at
        self.passed: list[str] = []

    def point(self, name: str) -> None:
        """Here the process may end. It tells where; nobody hears anything else of it."""
        self.passed.append(name)
        if len(self.passed) == self._at:
            tell({"killed": name})
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        """A point before the call and one after it."""
        self.point(f"before {name}")
        answer = call()
        self.point(f"after {name}")
        return answer


def tell(message: object) -> None:
    """A line to whoever has started us."""
    os.write(sys.stdout.fileno(), (json.dumps(message) + "\n").encode())


class MortalStorage(FaultyStorage):
    """A storage with points around every commit that stores something."""

    def __init__(self, storage: Storage, fate: Fate) -> None:
        super().__init__(storage)
        self._fate = fate
        self._changed = ""

    def called(self, name: str, call: Callable[[], Any]) -> Any:
        """See Fate."""
        if name == "commit":
            changed, self._changed = self._changed, ""
            return self._fate.around(f"commit of {changed}", call) if changed else call()
        answer = call()
        if (name in CLAIMS and answer) or name.partition(".")[2] in CHANGES:
            self._changed = self._changed or name
        return answer


class MortalContents:
    """A ContentRepository with points around every commit."""

    def __init__(self, contents: ContentRepository, fate: Fate) -> None:
        self._contents = contents
        self._fate = fate

    def get(self, content: str) -> str | None:
        """See ContentRepository."""
        return self._contents.get(content)

    def put(self, content: str, provider_id: str) -> str:
        """See ContentRepository."""
        return str(self._fate.around("commit of contents.put", lambda: self._contents.put(content, provider_id)))

    def forget(self, content: str) -> None:
        """See ContentRepository."""
        self._fate.around("commit of contents.forget", lambda: self._contents.forget(content))


def mortal(actions: Mapping[str, Action], fate: Fate) -> Mapping[str, Action]:
    """Actions with points around them: they stand for calls of other gateways."""

    def around(call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda **given: fate.around("job", lambda: call(**given))

    return {name: replace(action, call=around(action.call)) for name, action in actions.items()}


def watch_the_wire(fate: Fate) -> None:
    """Four points in each request of this process: before, written, answered but not read, and read."""
    send, getresponse = requests.Session.send, urllib3.connection.HTTPConnection.getresponse
    names: list[str] = []

    def mortal_send(session: Any, request: Any, **more: Any) -> Any:
        names[:] = [f"{request.method} {request.path_url.partition('?')[0].rpartition('/')[2]}"]
        return fate.around(names[0], lambda: send(session, request, **more))

    def mortal_getresponse(connection: Any) -> Any:
        fate.point(f"written {names[0]}")
        select.select([connection.sock], [], [], _PATIENCE)
        fate.point(f"answered {names[0]}")
        return getresponse(connection)

    requests.Session.send = mortal_send  # type: ignore[assignment]
    urllib3.connection.HTTPConnection.getresponse = mortal_getresponse  # type: ignore[method-assign, assignment]
