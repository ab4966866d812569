"""Consents in SQL. There is no statement that changes or deletes one."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine.domain.records import Consent
from integrations.sql.columns import moment, time_of
from integrations.sql.statements import Compiler, Row, Transaction, param
from integrations.sql.tables import consents


class ConsentStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = consents.c
        self.add = compiled(compiled.insert(consents, "sequence"))
        self.of_contact = compiled(
            sa.select(*[column for column in c if column is not c.sequence])
            .where(c.contact == param("contact", c.contact))
            .order_by(c.sequence)
        )


class SqlConsents:
    """A ConsentRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: ConsentStatements) -> None:
        self._run = run
        self._sql = sql

    def add(self, consent: Consent) -> None:
        self._run.change(
            self._sql.add,
            {
                "id": consent.id,
                "contact": consent.contact,
                "purpose": consent.purpose,
                "given": int(consent.given),
                "wording": consent.wording,
                "channel": consent.channel,
                "message": consent.message,
                "at": moment(consent.at),
            },
        )

    def of_contact(self, contact: str) -> Sequence[Consent]:
        return [_consent(row) for row in self._run.all(self._sql.of_contact, {"contact": contact})]


def _consent(row: Row) -> Consent:
    identity, contact, purpose, given, wording, channel, message, at = row
    return Consent(
        id=identity,
        contact=contact,
        purpose=purpose,
        given=bool(given),
        wording=wording,
        channel=channel,
        message=message,
        at=time_of(at),
    )
