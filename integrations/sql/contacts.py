"""Contacts and their identities in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from engine.domain.sessions import MOVED, Contact
from engine.domain.values import Data
from engine.errors import StorageError
from integrations.sql.columns import decode_data, encode, moment_or_none, readable, time_or_none
from integrations.sql.statements import Compiler, Row, Sql, Transaction, at_most, param
from integrations.sql.tables import contacts, identities

_KEPT = ("id", "channel")


class ContactStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c, i = contacts.c, identities.c
        named = (i.channel == param("channel", i.channel), i.address == param("address", i.address))
        whole = sa.select(contacts)
        self.find = compiled(whole.join_from(contacts, identities).where(*named))
        self.get = compiled(whole.where(c.id == param("id", c.id)))
        self.lock = compiled(whole.where(c.id == param("id", c.id)).with_for_update())
        self.held = _since(compiled, c.held_at)
        self.leaving = _since(compiled, c.leaving_at, locks=True)
        self.joined = compiled(whole.where(c.address == param("moved", c.address)).order_by(c.id).with_for_update())
        self.add = compiled(compiled.insert(contacts))
        self.remove = compiled(sa.delete(contacts).where(c.id == param("id", c.id)))
        self.save = compiled(
            sa.update(contacts)
            .where(c.id == param("this", c.id))
            .values({column.name: param(column.name, column) for column in c if column.name not in _KEPT})
        )
        self._identity(compiled, named)

    def _identity(self, compiled: Compiler, named: tuple[sa.ColumnElement[bool], ...]) -> None:
        i = identities.c
        insert = compiled.insert(identities, "sequence")
        key, contact = ["channel", "address"], insert.excluded["contact"]
        self.name = compiled(insert.on_conflict_do_nothing(index_elements=key))
        self.rename = compiled(
            insert.on_conflict_do_update(index_elements=key, set_={"contact": contact}, where=i.contact != contact)
        )
        self.take = compiled(sa.delete(identities).where(*named, i.contact != param("contact", i.contact)))
        of_contact = i.contact == param("contact", i.contact)
        self.identities = compiled(sa.select(i.address).where(of_contact).order_by(i.sequence))
        self.unlink = compiled(sa.delete(identities).where(of_contact))


def _since(compiled: Compiler, column: sa.Column[int], *, locks: bool = False) -> Sql:
    """Those for whom a time is set, the earliest first."""
    found = at_most(sa.select(contacts).where(column.is_not(None)).order_by(column, contacts.c.id))
    return compiled(found.with_for_update(skip_locked=True) if locks else found)


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
        self._run.change(self._sql.add, {"id": contact.id, "channel": contact.channel, **_values(contact)})
        # Who greets at the same moment from the same address waits here for the other.
        if self._run.change(self._sql.name, _identity(contact, contact.address)):
            return contact
        self._run.change(self._sql.remove, {"id": contact.id})
        stored = self.find(contact.channel, contact.address)
        if stored is None:
            raise StorageError(f"the address of contact {contact.id} was unlinked while it was added: try again")
        return stored

    def link(self, contact: Contact, address: str) -> None:
        identity = _identity(contact, address)
        self._run.change(self._sql.take, identity)  # and not just changed: with the new owner it is the youngest
        self._run.change(self._sql.rename, identity)

    def identities(self, contact: str) -> Sequence[str]:
        return [address for (address,) in self._run.all(self._sql.identities, {"contact": contact})]

    def unlink(self, contact: str) -> None:
        self._run.change(self._sql.unlink, {"contact": contact})

    def save(self, contact: Contact) -> None:
        self._run.change(self._sql.save, {"this": contact.id, **_values(contact)})

    def held(self, limit: int) -> Sequence[Contact]:
        return [_shown(row) for row in self._run.all(self._sql.held, {"limit": limit})]

    def joined(self, contact: Contact) -> Sequence[Contact]:
        return [_shown(row) for row in self._run.all(self._sql.joined, {"moved": f"{MOVED}{contact.id}"})]

    def leaving(self, limit: int) -> Sequence[Contact]:
        return [_shown(row) for row in self._run.all(self._sql.leaving, {"limit": limit})]


def _identity(contact: Contact, address: str) -> dict[str, str | int | None]:
    return {"channel": contact.channel, "address": address, "contact": contact.id}


def _values(contact: Contact) -> dict[str, str | int | None]:
    return {
        "address": contact.address,
        "language": contact.language,
        "data": encode(contact.data),
        "last_inbound_at": moment_or_none(contact.last_inbound_at),
        "last_inbound": contact.last_inbound,
        "silent": int(contact.silent),
        "held_at": moment_or_none(contact.held_at),
        "leaving_at": moment_or_none(contact.leaving_at),
    }


def _shown(row: Row) -> Contact:
    """One of several: what is damaged of it must not keep the others from being looked at, or erased."""
    return _contact(row, readable)


def _contact(row: Row, read: Callable[[str], Data | None] = decode_data) -> Contact:
    identity, channel, address, language, data, inbound_at, inbound, silent, held_at, leaving_at = row
    return Contact(
        id=identity,
        channel=channel,
        address=address,
        language=language,
        data=read(data) or {},
        last_inbound_at=time_or_none(inbound_at),
        last_inbound=inbound,
        silent=bool(silent),
        held_at=time_or_none(held_at),
        leaving_at=time_or_none(leaving_at),
    )
