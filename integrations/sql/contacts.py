"""Contacts in SQL."""

from __future__ import annotations

import sqlalchemy as sa

from engine.domain.sessions import Contact
from engine.errors import StorageError
from integrations.sql.columns import decode_data, encode, moment_or_none, time_or_none
from integrations.sql.statements import Compiler, Row, Transaction, param
from integrations.sql.tables import contacts


class ContactStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = contacts.c
        self.find = compiled(
            sa.select(contacts).where(
                c.channel == param("channel", c.channel), c.address == param("address", c.address)
            )
        )
        self.get = compiled(sa.select(contacts).where(c.id == param("id", c.id)))
        self.lock = compiled(sa.select(contacts).where(c.id == param("id", c.id)).with_for_update())
        self.add = compiled(compiled.insert(contacts).on_conflict_do_nothing(index_elements=["channel", "address"]))
        self.save = compiled(
            sa.update(contacts)
            .where(c.id == param("this", c.id))
            .values({n: param(n, c[n]) for n in ("language", "data", "last_inbound_at")})
        )


class SqlContacts:
    """A ContactRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: ContactStatements) -> None:
        self._run = run
        self._sql = sql

    def find(self, channel: str, address: str) -> Contact | None:
        row = self._run.one(self._sql.find, {"channel": channel, "address": address})
        return None if row is None else _contact(row)

    def get(self, contact: str) -> Contact | None:
        row = self._run.one(self._sql.get, {"id": contact})
        return None if row is None else _contact(row)

    def lock(self, contact: str) -> Contact | None:
        row = self._run.one(self._sql.lock, {"id": contact})
        return None if row is None else _contact(row)

    def add(self, contact: Contact) -> Contact:
        added = self._run.change(
            self._sql.add,
            {
                "id": contact.id,
                "channel": contact.channel,
                "address": contact.address,
                "language": contact.language,
                "data": encode(contact.data),
                "last_inbound_at": moment_or_none(contact.last_inbound_at),
            },
        )
        if added:
            return contact
        stored = self.find(contact.channel, contact.address)
        if stored is None:
            raise StorageError(f"contact {contact.id} was deleted while it was added: try again")
        return stored

    def save(self, contact: Contact) -> None:
        self._run.change(
            self._sql.save,
            {
                "this": contact.id,
                "language": contact.language,
                "data": encode(contact.data),
                "last_inbound_at": moment_or_none(contact.last_inbound_at),
            },
        )


def _contact(row: Row) -> Contact:
    identity, channel, address, language, data, last_inbound_at = row
    return Contact(
        id=identity,
        channel=channel,
        address=address,
        language=language,
        data=decode_data(data),
        last_inbound_at=time_or_none(last_inbound_at),
    )
