"""Sessions in SQL. The innermost frame is spread over the columns, the others are JSON in `stack`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from engine.domain.sessions import Entry, Frame, Session, Status
from engine.errors import Conflict
from integrations.sql.columns import decode, decode_data, decode_words, encode
from integrations.sql.statements import Compiler, Row, Transaction, holds, param
from integrations.sql.tables import sessions

_KEPT = ("id", "subject", "newest_at")
_READ = [column for column in sessions.c if column is not sessions.c.newest_at]

NO_FRAMES = encode({"top": None, "below": []})
"""The `stack` of a session that stands nowhere."""


class SessionStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = sessions.c
        self.lock = compiled(
            sa.select(*_READ)
            .where(c.subject == param("subject", c.subject), holds(c.status, Status.OPEN))
            .with_for_update()
        )
        self.get = compiled(sa.select(*_READ).where(c.id == param("id", c.id)))
        self.add = compiled(compiled.insert(sessions))
        self.save = compiled(
            sa.update(sessions)
            .where(c.id == param("this", c.id), c.revision == param("loaded", c.revision))
            .values({column.name: param(column.name, column) for column in c if column.name not in _KEPT})
        )


class SqlSessions:
    """A SessionRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: SessionStatements) -> None:
        self._run = run
        self._sql = sql

    def lock(self, subject: str) -> Session | None:
        row = self._run.one(self._sql.lock, {"subject": subject})
        return None if row is None else _session(row)

    def get(self, session: str) -> Session | None:
        row = self._run.one(self._sql.get, {"id": session})
        return None if row is None else _session(row)

    def add(self, session: Session) -> None:
        values = _values(session)
        values["id"] = session.id
        values["subject"] = session.subject
        values["newest_at"] = 0
        self._run.change(self._sql.add, values)

    def save(self, session: Session) -> Session:
        stored = replace(session, revision=session.revision + 1)
        values = _values(stored)
        values["this"] = session.id
        values["loaded"] = session.revision
        if self._run.change(self._sql.save, values) != 1:
            raise Conflict(f"session {session.id} is no longer at revision {session.revision}: take the turn again")
        return stored


_NO_FRAME = Frame(serial=0, flow="", version=0, structure="", entry=Entry.ROOT, configuration=())


def _values(session: Session) -> dict[str, str | int | None]:
    frames = session.frames
    top = frames[-1] if frames else _NO_FRAME
    stack = {
        "top": [top.serial, top.entry, top.caller, top.calling, top.tokens] if frames else None,
        "below": [_as_json(frame) for frame in frames[:-1]],
    }
    return {
        "flow": top.flow,
        "version": top.version,
        "structure_hash": top.structure,
        "configuration": encode(top.configuration),
        "history": encode(top.history),
        "data": encode(top.data),
        "stack": encode(stack),
        "counter": session.counter,
        "status": session.status.value,
        "revision": session.revision,
    }


def _session(row: Row) -> Session:
    (
        identity,
        subject,
        flow,
        version,
        structure,
        configuration,
        history,
        data,
        stack,
        counter,
        status,
        revision,
    ) = row
    stacked: Any = decode(stack)
    frames = tuple(_frame(frame) for frame in stacked["below"])
    if stacked["top"] is not None:
        serial, entry, caller, calling, tokens = stacked["top"]
        top = Frame(
            serial=serial,
            flow=flow,
            version=version,
            structure=structure,
            entry=Entry(entry),
            caller=caller,
            calling=calling,
            configuration=decode_words(configuration),
            history=_history(decode(history)),
            data=decode_data(data),
            tokens=tokens,
        )
        frames = (*frames, top)
    return Session(
        id=identity, subject=subject, frames=frames, counter=counter, status=Status(status), revision=revision
    )


def _as_json(frame: Frame) -> dict[str, object]:
    return {
        "serial": frame.serial,
        "flow": frame.flow,
        "version": frame.version,
        "structure": frame.structure,
        "entry": frame.entry,
        "caller": frame.caller,
        "calling": frame.calling,
        "configuration": frame.configuration,
        "history": frame.history,
        "data": frame.data,
        "tokens": frame.tokens,
    }


def _frame(stored: dict[str, Any]) -> Frame:
    return Frame(
        serial=stored["serial"],
        flow=stored["flow"],
        version=stored["version"],
        structure=stored["structure"],
        entry=Entry(stored["entry"]),
        caller=stored["caller"],
        calling=stored["calling"],
        configuration=tuple(stored["configuration"]),
        history=_history(stored["history"]),
        data=stored["data"],
        tokens=stored["tokens"],
    )


def _history(stored: Any) -> dict[str, tuple[str, ...]]:
    return {state: tuple(states) for state, states in stored.items()}
