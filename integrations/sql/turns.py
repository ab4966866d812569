"""The turn log in SQL. It has no statement that changes or deletes."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine.domain.records import TurnRecord
from integrations.sql.columns import decode, decode_words, encode, moment, time_of
from integrations.sql.statements import Compiler, Row, Transaction, param
from integrations.sql.tables import turns


class TurnStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = turns.c
        self.append = compiled(compiled.insert(turns))
        self.of_session = compiled(
            sa.select(turns).where(c.session == param("session", c.session)).order_by(c.revision)
        )


class SqlTurns:
    """A TurnLogRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: TurnStatements) -> None:
        self._run = run
        self._sql = sql

    def append(self, turn: TurnRecord) -> None:
        self._run.change(
            self._sql.append,
            {
                "session": turn.session,
                "revision": turn.revision,
                "event": turn.event,
                "inbox": turn.inbox,
                "from_configuration": encode(turn.source),
                "to_configuration": encode(turn.target),
                "trace": encode(turn.trace),
                "at": moment(turn.at),
            },
        )

    def of_session(self, session: str) -> Sequence[TurnRecord]:
        return [_turn(row) for row in self._run.all(self._sql.of_session, {"session": session})]


def _turn(row: Row) -> TurnRecord:
    session, revision, event, inbox, source, target, trace, at = row
    return TurnRecord(
        session=session,
        revision=revision,
        event=event,
        inbox=inbox,
        source=decode_words(source),
        target=decode_words(target),
        trace=decode(trace),
        at=time_of(at),
    )
