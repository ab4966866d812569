"""The inbox in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from engine.domain.events import EventKind
from engine.domain.records import InboxItem, InboxStatus
from engine.domain.values import Data
from engine.errors import Damaged
from integrations.sql.columns import encode, moment, printable, readable, time_of, time_or_none
from integrations.sql.statements import Compiler, Row, Transaction, among, at_most, holds, one_more, param, value
from integrations.sql.tables import contacts, identities, inbox

SETTLED = (InboxStatus.HANDLED, InboxStatus.DEAD, InboxStatus.LIMITED)
_PAYLOAD = 6
"""The place of the payload in a row."""
_TO_BE_REPLAYED = (InboxStatus.DEAD, InboxStatus.LIMITED)


class InboxStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = inbox.c
        this = c.id == param("this", c.id)
        due = (holds(c.status, InboxStatus.NEW), c.due_at <= param("now", c.due_at))
        failed = {"error": param("error", c.error), "attempts": one_more(c.attempts)}
        self.record = compiled(
            compiled.insert(inbox, "sequence").on_conflict_do_nothing(index_elements=["provider_id"])
        )
        self.record_from = compiled(_recorded_from(compiled))
        self.get = compiled(sa.select(inbox).where(this))
        mine = (c.subject == param("subject", c.subject), *due, ~_postponed(param("now", c.due_at)))
        self.next = compiled(at_most(sa.select(inbox).where(*mine).order_by(c.sequence), 1).with_for_update(of=inbox))
        self.claim = compiled(
            at_most(sa.select(inbox).where(*due, ~_earlier()).order_by(c.due_at, c.sequence), 1).with_for_update(
                of=inbox, skip_locked=True
            )
        )
        self.next_due = compiled(
            at_most(
                sa.select(c.due_at).where(holds(c.status, InboxStatus.NEW), ~_postponed(None)).order_by(c.due_at), 1
            )
        )
        self._begin(compiled)
        self.limit = compiled(sa.update(inbox).where(this).values(status=value(InboxStatus.LIMITED)))
        self.handled = compiled(sa.update(inbox).where(this).values(status=value(InboxStatus.HANDLED)))
        self.failed = compiled(sa.update(inbox).where(this).values(failed))
        self.bury = compiled(sa.update(inbox).where(this).values(failed | {"status": value(InboxStatus.DEAD)}))
        self.rewrite = compiled(sa.update(inbox).where(this).values(payload=param("payload", c.payload)))
        self._look(compiled)
        self._put_off(compiled)

    def _begin(self, compiled: Compiler) -> None:
        c = inbox.c
        this, due_at = c.id == param("this", c.id), param("due_at", c.due_at)
        self.begin = compiled(sa.update(inbox).where(this).values(attempts=one_more(c.attempts), due_at=due_at))
        self.lock = compiled(sa.select(inbox).where(this, holds(c.status, InboxStatus.NEW)).with_for_update(of=inbox))
        before = {"attempts": param("attempts", c.attempts), "due_at": due_at}
        self.give_back = compiled(sa.update(inbox).where(this).values(before))

    def _look(self, compiled: Compiler) -> None:
        c, whole = inbox.c, sa.select(inbox)
        subject = c.subject == param("subject", c.subject)
        latest = (c.received_at.desc(), c.sequence.desc())
        self.waiting = compiled(whole.where(subject, holds(c.status, InboxStatus.NEW)).order_by(c.sequence))
        is_message, before = holds(c.kind, EventKind.MESSAGE), param("before", c.due_at)
        waits = (holds(c.status, InboxStatus.NEW), c.due_at > param("since", c.due_at), c.due_at <= before)
        self.overdue = compiled(
            at_most(whole.where(*waits, is_message, ~_postponed(before)).order_by(c.due_at, c.sequence))
        )
        self.of_subject = compiled(at_most(whole.where(subject).order_by(*latest)))
        self.listed = {
            status: compiled(at_most(whole.where(*held_as(status)).order_by(*latest))) for status in InboxStatus
        }

    def _put_off(self, compiled: Compiler) -> None:
        c = inbox.c
        this, due_at = c.id == param("this", c.id), param("due_at", c.due_at)
        self.postpone = compiled(sa.update(inbox).where(this).values(due_at=due_at))
        again = {"status": value(InboxStatus.NEW), "attempts": sa.literal_column("0"), "error": sa.null()}
        self.replay = compiled(
            sa.update(inbox).where(this, among(c.status, _TO_BE_REPLAYED)).values(again | {"due_at": due_at})
        )


def _recorded_from(compiled: Compiler) -> sa.Insert:
    """Find a contact by the name and the address that both are theirs, and store the item as theirs: one statement."""
    named, addressed = identities.alias("named"), identities.alias("addressed")
    given = {c.name: sa.bindparam(c.name, type_=c.type) for c in inbox.columns if c.name not in ("sequence", "subject")}
    where = [contacts.c.address == param("address", contacts.c.address)]
    for one, name in ((named, "user"), (addressed, "address")):
        where += [one.c.contact == contacts.c.id, one.c.channel == param("channel", one.c.channel)]
        where += [one.c.address == param(name, one.c.address)]
    found = sa.select(contacts.c.id, *given.values()).where(*where)
    insert = compiled.insert_from(inbox, ["subject", *given], found)
    return insert.on_conflict_do_nothing(index_elements=["provider_id"]).returning(inbox.c.subject)


def held_as(status: InboxStatus) -> tuple[sa.ColumnElement[bool], ...]:
    """The condition on a status, said so that the index of the new, or of the settled ones is used."""
    condition = holds(inbox.c.status, status)
    return (condition, among(inbox.c.status, SETTLED)) if status in SETTLED else (condition,)


def _earlier() -> sa.Exists:
    """An older item of the same subject is to be handled first: one that is due, or that is waited for, due or not."""
    older = inbox.alias("older")
    is_due = older.c.due_at <= param("now", inbox.c.due_at)
    return _older(older).where(sa.or_(is_due, *_waited_for(older)))


def _postponed(now: sa.BindParameter[int] | None) -> sa.Exists:
    """An older item of the same subject is waited for, and is not yet due; without a time: due or not.

    An older one that is due is not looked for here: whoever waited for its turn must find the next one.
    """
    older = inbox.alias("older")
    not_yet = () if now is None else (older.c.due_at > now,)
    return _older(older).where(sa.or_(*_waited_for(older)), *not_yet)


def _waited_for(older: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    """A message, or what somebody has begun: a later item never overtakes it."""
    return holds(older.c.kind, EventKind.MESSAGE), older.c.attempts > sa.literal_column("0")


def _older(older: sa.FromClause) -> sa.Exists:
    return sa.exists(sa.literal_column("1")).where(
        older.c.subject == inbox.c.subject,
        holds(older.c.status, InboxStatus.NEW),
        older.c.sequence < inbox.c.sequence,
    )


class SqlInbox:
    """An InboxRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: InboxStatements) -> None:
        self._run = run
        self._sql = sql

    def record(self, item: InboxItem) -> bool:
        return self._run.change(self._sql.record, _values(item)) == 1

    def record_from(self, channel: str, user: str, address: str, item: InboxItem) -> str | None:
        whose = {"channel": channel, "user": user, "address": address}
        row = self._run.one(self._sql.record_from, {**_values(item), **whose})
        return None if row is None else str(row[0])

    def limit(self, item: str) -> None:
        self._run.change(self._sql.limit, {"this": item})

    def get(self, item: str) -> InboxItem | None:
        row = self._run.one(self._sql.get, {"this": item})
        return None if row is None else _shown(row)

    def next_unhandled(self, subject: str, now: datetime) -> InboxItem | None:
        row = self._run.one(self._sql.next, {"subject": subject, "now": moment(now)})
        return None if row is None else _item(row)

    def claim(self, now: datetime) -> InboxItem | None:
        row = self._run.one(self._sql.claim, {"now": moment(now)})
        return None if row is None else _item(row)

    def begin(self, item: str, until: datetime) -> None:
        self._run.change(self._sql.begin, {"this": item, "due_at": moment(until)})

    def lock(self, item: str) -> InboxItem | None:
        row = self._run.one(self._sql.lock, {"this": item})
        return None if row is None else _item(row)

    def give_back(self, item: InboxItem) -> None:
        due_at = moment(item.due_at or item.received_at)
        self._run.change(self._sql.give_back, {"this": item.id, "due_at": due_at, "attempts": item.attempts})

    def next_due(self) -> datetime | None:
        row = self._run.one(self._sql.next_due, {})
        return None if row is None else time_or_none(row[0])

    def handled(self, item: str) -> None:
        self._run.change(self._sql.handled, {"this": item})

    def failed(self, item: str, error: str) -> None:
        self._run.change(self._sql.failed, {"this": item, "error": printable(error)})

    def bury(self, item: str, error: str) -> None:
        self._run.change(self._sql.bury, {"this": item, "error": printable(error)})

    def waiting(self, subject: str) -> Sequence[InboxItem]:
        return [_item(row) for row in self._run.all(self._sql.waiting, {"subject": subject})]

    def overdue(self, since: datetime, before: datetime, limit: int) -> Sequence[InboxItem]:
        between = {"since": moment(since), "before": moment(before), "limit": limit}
        return [_shown(row) for row in self._run.all(self._sql.overdue, between)]

    def rewrite(self, item: str, payload: Data) -> None:
        self._run.change(self._sql.rewrite, {"this": item, "payload": encode(payload)})

    def postpone(self, items: Sequence[str], due_at: datetime) -> None:
        for item in items:
            self._run.change(self._sql.postpone, {"this": item, "due_at": moment(due_at)})

    def listed(self, status: InboxStatus, limit: int) -> Sequence[InboxItem]:
        return [_shown(row) for row in self._run.all(self._sql.listed[status], {"limit": limit})]

    def of_subject(self, subject: str, limit: int) -> Sequence[InboxItem]:
        rows = self._run.all(self._sql.of_subject, {"subject": subject, "limit": limit})
        return [_shown(row) for row in rows]

    def replay(self, item: str, now: datetime) -> bool:
        return self._run.change(self._sql.replay, {"this": item, "due_at": moment(now)}) == 1


def _values(item: InboxItem) -> dict[str, str | int | None]:
    received_at = moment(item.received_at)
    return {
        "id": item.id,
        "provider_id": item.provider_id,
        "subject": item.subject,
        "kind": item.kind.value,
        "name": item.name,
        "payload": encode(item.payload),
        "received_at": received_at,
        "due_at": received_at if item.due_at is None else moment(item.due_at),
        "status": item.status.value,
        "attempts": item.attempts,
        "error": item.error,
    }


def _item(row: Row) -> InboxItem:
    """To be handled: Damaged, if nobody can tell what has happened."""
    item = _shown(row)
    if readable(row[_PAYLOAD]) is None:
        raise Damaged(f"the payload of inbox item {item.id} is no JSON", item.id)
    return item


def _shown(row: Row) -> InboxItem:
    """To be looked at: also without a payload."""
    (
        sequence,
        identity,
        provider_id,
        subject,
        kind,
        name,
        payload,
        received_at,
        due_at,
        status,
        attempts,
        error,
    ) = row
    return InboxItem(
        id=identity,
        provider_id=provider_id,
        subject=subject,
        kind=EventKind(kind),
        name=name,
        payload=readable(payload) or {},
        received_at=time_of(received_at),
        due_at=time_of(due_at),
        status=InboxStatus(status),
        attempts=attempts,
        error=error,
        sequence=sequence,
    )
