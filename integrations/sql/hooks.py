"""Webhooks of the payment gateway in SQL: a queue like the inbox, without an order among its items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from engine.interfaces.orders import Hook, HookStatus
from integrations.sql.beginnings import beginning, ids_beginning
from integrations.sql.books import without_sequence
from integrations.sql.columns import moment, printable, printable_or_none, time_of, time_or_none
from integrations.sql.old_rows import old_rows
from integrations.sql.owners import SETTLED_HOOKS
from integrations.sql.statements import (
    Compiler,
    Row,
    Transaction,
    Values,
    among,
    at_most,
    holds,
    one_more,
    param,
    value,
)
from integrations.sql.tables import hooks

WAITING = (HookStatus.NEW, HookStatus.PARKED)
_LONGEST = 255
"""Characters of what others have named."""


class HookStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        self._look(compiled)
        self._work(compiled)
        c = hooks.c
        self.record = compiled(compiled.insert(hooks, "sequence").on_conflict_do_nothing(index_elements=["key"]))
        self.forget = old_rows(compiled, c.received_at, [c.sequence], among(c.status, SETTLED_HOOKS))

    def _look(self, compiled: Compiler) -> None:
        c, whole = hooks.c, sa.select(*without_sequence(hooks))
        self.get = compiled(whole.where(c.id == param("this", c.id)))
        self.latest = compiled(at_most(sa.select(c.received_at).order_by(c.sequence.desc()), 1))
        self.all = compiled(at_most(whole.order_by(c.sequence.desc())))
        self.of_order = compiled(whole.where(c.order == param("order", c.order)).order_by(c.sequence))
        self.beginning = compiled(beginning(hooks))
        latest = whole.order_by(c.received_at.desc(), c.sequence.desc())
        self.listed = {status: compiled(at_most(latest.where(holds(c.status, status)))) for status in HookStatus}

    def _work(self, compiled: Compiler) -> None:
        c, waits = hooks.c, among(hooks.c.status, WAITING)
        this = sa.update(hooks).where(c.id == param("this", c.id))
        due = sa.select(*without_sequence(hooks)).where(waits, c.due_at <= param("now", c.due_at))
        self.claim = compiled(at_most(due.order_by(c.due_at, c.sequence), 1).with_for_update(skip_locked=True))
        self.next_due = compiled(sa.select(sa.func.min(c.due_at)).where(waits))
        tried = {name: param(name, c[name]) for name in ("event", "error")} | {"attempts": one_more(c.attempts)}
        ended = {name: param(name, c[name]) for name in ("status", "order")}
        parked = {"status": value(HookStatus.PARKED), "due_at": param("due_at", c.due_at)}
        self.settle = compiled(this.values(tried | ended))
        self.put_off = compiled(this.values(tried | parked))
        again = {"status": value(HookStatus.NEW), "attempts": sa.literal_column("0"), "error": sa.null()}
        self.replay = compiled(this.values(again | {"due_at": param("due_at", c.due_at)}))


class SqlHooks:
    """A HookRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: HookStatements) -> None:
        self._run = run
        self._sql = sql

    def record(self, hook: Hook) -> bool:
        return self._run.change(self._sql.record, _values(hook)) == 1

    def claim(self, now: datetime) -> Hook | None:
        row = self._run.one(self._sql.claim, {"now": moment(now)})
        return None if row is None else _hook(row)

    def settle(self, hook: str, status: HookStatus, *, event: str, order: str | None, error: str | None) -> None:
        what: Values = {"event": _named(event), "order": order, "error": printable_or_none(error)}
        self._run.change(self._sql.settle, {"this": hook, "status": status.value, **what})

    def put_off(self, hook: str, due_at: datetime, *, event: str, error: str) -> None:
        values: Values = {"this": hook, "due_at": moment(due_at), "event": _named(event), "error": printable(error)}
        self._run.change(self._sql.put_off, values)

    def next_due(self) -> datetime | None:
        row = self._run.one(self._sql.next_due, {})
        return None if row is None else time_or_none(row[0])

    def get(self, hook: str) -> Hook | None:
        row = self._run.one(self._sql.get, {"this": hook})
        return None if row is None else _hook(row)

    def beginning(self, text: str, limit: int) -> Sequence[str]:
        return ids_beginning(self._run, self._sql.beginning, text, limit)

    def of_order(self, order: str) -> Sequence[Hook]:
        return [_hook(row) for row in self._run.all(self._sql.of_order, {"order": order})]

    def listed(self, status: HookStatus | None, limit: int) -> Sequence[Hook]:
        statement = self._sql.all if status is None else self._sql.listed[status]
        return [_hook(row) for row in self._run.all(statement, {"limit": limit})]

    def replay(self, hook: str, now: datetime) -> bool:
        return self._run.change(self._sql.replay, {"this": hook, "due_at": moment(now)}) == 1

    def latest(self) -> datetime | None:
        row = self._run.one(self._sql.latest, {})
        return None if row is None else time_of(row[0])

    def forget(self, before: datetime, limit: int) -> int:
        return self._run.change(self._sql.forget, {"before": moment(before), "limit": limit})


def _named(text: str) -> str:
    """What others have named, as far as there is room: a hook is never lost for its name."""
    return printable(text)[:_LONGEST]


def _values(hook: Hook) -> Values:
    return {
        "id": hook.id,
        "key": hook.key,
        "event_id": _named(hook.event_id),
        "event": _named(hook.event),
        "body": hook.body,
        "received_at": moment(hook.received_at),
        "due_at": moment(hook.due_at),
        "status": hook.status.value,
        "attempts": hook.attempts,
        "error": printable_or_none(hook.error),
        "order": hook.order,
    }


def _hook(row: Row) -> Hook:
    identity, key, event_id, event, body, received_at, due_at, status, attempts, error, order = row
    return Hook(
        id=identity,
        key=key,
        event_id=event_id,
        event=event,
        body=bytes(body),
        received_at=time_of(received_at),
        due_at=time_of(due_at),
        status=HookStatus(status),
        attempts=attempts,
        error=error,
        order=order,
    )
