"""Wakes the workers of other processes and machines through PostgreSQL. On SQLite there are none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from engine.errors import StorageError
from engine.interfaces.bell import Waiting
from integrations.sql.engine import open_engine

_RINGS: Mapping[Waiting, str] = MappingProxyType({what: f"NOTIFY boloastro, '{what}'" for what in Waiting})
_MEANINGS: Mapping[str, tuple[Waiting, ...]] = MappingProxyType({str(what): (what,) for what in Waiting})
"""What is heard means one thing; what is not known, as another version may ring otherwise, means all."""
_LISTEN = "LISTEN boloastro"
_CONNECT_SECONDS = "2"
_GLANCE = 0.5
"""Seconds after which a listener looks whether it is to stop."""
_REST = 1.0
"""Seconds a listener waits after a lost connection."""
_PEAL = 0.01
"""Seconds after a ring in which all others become one: a ring costs a transaction here, and a look everywhere else."""


class PostgresBell:
    """A Bell, and the ears for it. Each has a connection of its own, made when it is first needed."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(_impatient(url))
        self._errors = (sa.exc.DBAPIError, self._engine.dialect.loaded_dbapi.Error)
        self._changed = threading.Condition()
        self._wanted: frozenset[Waiting] = frozenset()
        self._is_closing = False
        self._ringer: threading.Thread | None = None
        self._line: sa.PoolProxiedConnection | None = None

    def ring(self, what: Waiting) -> None:
        """Heard by all who listen on this database; rings in quick succession may be heard as one.

        A thread rings, so that nobody waits for it. When the database cannot be reached, nobody hears it.
        """
        if what in self._wanted:
            return  # and has not rung since
        with self._changed:
            self._wanted |= {what}
            self._changed.notify_all()
            if self._ringer is None:
                self._ringer = threading.Thread(target=self._ring_when_wanted, name="ringer", daemon=True)
                self._ringer.start()

    def listen(self, heard: Callable[[Waiting], None], stop: threading.Event) -> None:
        """Call `heard` at each ring until `stop` is set; also after each new connection, as rings may have been missed.

        Returns within a second after `stop` was set. What `heard` raises ends it.
        """
        while not stop.is_set():
            try:
                self._listen_on_a_line(heard, stop)
            except self._errors:
                stop.wait(_REST)

    def close(self) -> None:
        """Ring what is still to be rung, and close the connection of `ring`."""
        with self._changed:
            ringer, self._is_closing = self._ringer, True
            self._changed.notify_all()
        if ringer is not None:
            ringer.join()
        self._ringer, self._wanted, self._is_closing = None, frozenset(), False
        self._engine.dispose()

    def _ring_when_wanted(self) -> None:
        while wanted := self._next_wanted():
            self._ring_for(wanted)
            with self._changed:
                self._changed.wait_for(lambda: self._is_closing, _PEAL)
        self._hang_up()

    def _next_wanted(self) -> frozenset[Waiting]:
        """What is to be rung for, as soon as there is something; nothing, when the bell is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted or self._is_closing)
            wanted, self._wanted = self._wanted, frozenset()
            return wanted

    def _ring_for(self, wanted: Iterable[Waiting]) -> None:
        for _ in range(2):  # the line may be dead since a restart of the server
            try:
                for what in wanted:
                    _driver(self._dialled()).execute(_RINGS[what])
                return
            except Exception:  # the outer edge of a thread: whatever it is, the next ring has a new line
                self._hang_up()

    def _listen_on_a_line(self, heard: Callable[[Waiting], None], stop: threading.Event) -> None:
        line = self._new_line()
        try:
            _driver(line).execute(_LISTEN)
            for what in Waiting:
                heard(what)
            while not stop.is_set():
                for rung in _driver(line).notifies(timeout=_GLANCE):
                    for what in _MEANINGS.get(rung.payload, tuple(Waiting)):
                        heard(what)
        finally:
            _close(line)

    def _dialled(self) -> sa.PoolProxiedConnection:
        if self._line is None:
            self._line = self._new_line()
            # A ring is a transaction, which would wait for the disk; what is lost with the power wakes nobody.
            _driver(self._line).execute("SET synchronous_commit = off")
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            _close(self._line)
            self._line = None

    def _new_line(self) -> sa.PoolProxiedConnection:
        """A connection outside of the pool: nobody else must get one that listens."""
        line = self._engine.raw_connection()
        line.detach()
        _driver(line).autocommit = True
        return line


def _impatient(url: str) -> str:
    """The same address, where nobody waits for long for a server that does not answer."""
    place = sa.make_url(url)
    if not place.drivername.startswith("postgres"):
        raise StorageError("a bell needs a database that can ring: use postgresql://...")
    return place.update_query_dict({"connect_timeout": _CONNECT_SECONDS, **place.query}).render_as_string(
        hide_password=False
    )


def _driver(line: sa.PoolProxiedConnection) -> Any:
    """The edge: psycopg's own connection."""
    return line.dbapi_connection


def _close(line: sa.PoolProxiedConnection) -> None:
    with suppress(Exception):  # it may be dead already
        line.close()
