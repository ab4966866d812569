"""The statements of the outbox. Those a worker runs all the time read only the indexes of what is not yet done."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.domain.deliveries import Progress
from engine.domain.records import OutboxStatus
from integrations.sql.statements import Compiler, among, at_most, holds, one_more, param, value, yes
from integrations.sql.tables import outbox

OPEN = (OutboxStatus.PENDING, OutboxStatus.SENDING, OutboxStatus.UNCERTAIN)
DOUBTFUL = (OutboxStatus.SENDING, OutboxStatus.UNCERTAIN)
SETTLED = (OutboxStatus.SENT, OutboxStatus.PARKED, OutboxStatus.WITHHELD, OutboxStatus.DEAD)
_NOT_YET_SENT_ON = (Progress.QUEUED, Progress.SENDING)
_SAVED = (
    "due_at", "status", "attempts", "asked", "as_template", "failures", "provider_id", "sent_at", "progress", "error",
)  # fmt: skip


class OutboxStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        self._look(compiled)
        self._claim(compiled)
        self._change(compiled)

    def _look(self, compiled: Compiler) -> None:
        c, whole = outbox.c, sa.select(outbox)
        contact = c.contact == param("contact", c.contact)
        latest = (c.created_at.desc(), c.sequence.desc())
        self.get = compiled(whole.where(c.id == param("this", c.id)))
        self.find = compiled(whole.where(c.provider_id == param("provider_id", c.provider_id)))
        self.of_session = compiled(whole.where(c.session == param("session", c.session)).order_by(c.sequence))
        self.of_contact = compiled(at_most(whole.where(contact).order_by(*latest)))
        self.listed = {
            status: compiled(at_most(whole.where(*held_as(status)).order_by(*latest))) for status in OutboxStatus
        }
        self.waiting = compiled(
            at_most(sa.select(sa.literal_column("1")).where(contact, among(c.status, OPEN)), 1)
        )  # fmt: skip

    def _claim(self, compiled: Compiler) -> None:
        c = outbox.c
        pending, now = holds(c.status, OutboxStatus.PENDING), param("now", c.due_at)
        self.claimable = compiled(
            at_most(
                sa.select(outbox)
                .where(pending, c.due_at <= now, ~_ahead(now), ~_underway())
                .order_by(c.due_at, c.sequence)
            ).with_for_update(of=outbox, skip_locked=True)
        )
        self.doubtful = compiled(
            at_most(
                sa.select(outbox)
                .where(among(c.status, DOUBTFUL), c.due_at <= now)
                .order_by(c.due_at, c.sequence)
            ).with_for_update(skip_locked=True)
        )  # fmt: skip
        self.unreported = compiled(
            at_most(
                sa.select(outbox)
                .where(*_not_yet_out(c), c.due_at <= now, c.sent_at > param("since", c.sent_at))
                .order_by(c.due_at, c.sequence)
            ).with_for_update(skip_locked=True)
        )  # fmt: skip
        self.next_pending = compiled(at_most(sa.select(c.due_at).where(pending, ~_ahead(None)).order_by(c.due_at), 1))
        self.next_doubtful = compiled(sa.select(sa.func.min(c.due_at)).where(among(c.status, DOUBTFUL)))

    def _change(self, compiled: Compiler) -> None:
        c = outbox.c
        this = c.id == param("this", c.id)
        taken = {"due_at": param("until", c.due_at), "claims": one_more(c.claims)}
        sending = {
            "status": value(OutboxStatus.SENDING),
            "attempts": one_more(c.attempts),
            "sent_at": param("now", c.sent_at),
        }
        self.add = compiled(compiled.insert(outbox, "sequence"))
        self.take = compiled(sa.update(outbox).where(this).values(taken | sending))
        self.doubt = compiled(sa.update(outbox).where(this).values(taken | {"status": value(OutboxStatus.UNCERTAIN)}))
        self.save = compiled(
            sa.update(outbox)
            .where(this, c.claims == param("claimed", c.claims))
            .values({name: param(name, c[name]) for name in _SAVED})
        )
        self.progress = compiled(
            sa.update(outbox).where(this).values(progress=param("progress", c.progress), error=param("error", c.error))
        )


def held_as(status: OutboxStatus) -> tuple[sa.ColumnElement[bool], ...]:
    """The condition on a status, said so that the index of the open, or of the settled ones is used."""
    c = outbox.c
    return holds(c.status, status), among(c.status, OPEN if status in OPEN else SETTLED)


def _ahead(now: sa.BindParameter[int] | None) -> sa.Exists:
    """An older message to the same contact must be out of the way first.

    Not one that nobody asked for and that is not yet due; without a time none of those.
    """
    older = outbox.alias("older")
    c = older.c
    in_the_way = [c.status != value(OutboxStatus.PENDING), yes(c.asked)]
    if now is not None:
        in_the_way.append(c.due_at <= now)
    return _older(older).where(among(c.status, OPEN), sa.or_(*in_the_way))


def _underway() -> sa.Exists:
    """An older message to the same contact has only just been sent, and has not yet left the channel."""
    older = outbox.alias("sent")
    c = older.c
    return _older(older).where(*_not_yet_out(c), c.sent_at > param("settled", c.sent_at))


def _not_yet_out(c: sa.ColumnCollection[str, sa.ColumnElement[Any]]) -> tuple[sa.ColumnElement[bool], ...]:
    """The channel has it, and has not told that it left."""
    return holds(c.status, OutboxStatus.SENT), sa.or_(c.progress.is_(None), among(c.progress, _NOT_YET_SENT_ON))


def _older(older: sa.FromClause) -> sa.Exists:
    return sa.exists(sa.literal_column("1")).where(
        older.c.contact == outbox.c.contact, older.c.sequence < outbox.c.sequence
    )
