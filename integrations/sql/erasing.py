"""Empties the rows of a person, in SQL. Rows stay where others count on them: as numbers, without what was said."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound, Outbound
from engine.domain.payloads import body_of, payload_of
from engine.domain.records import InboxStatus, JobStatus, OutboxStatus
from engine.domain.sessions import Status
from integrations.sql.columns import encode, readable
from integrations.sql.outbox_statements import OPEN
from integrations.sql.owners import OwnerStatements, forget_owner
from integrations.sql.sessions import NO_FRAMES
from integrations.sql.statements import Compiler, Transaction, among, holds, one_more, param, value
from integrations.sql.tables import contacts, files, identities, inbox, jobs, outbox, sessions, timers, turns

_SILENCE = encode(payload_of(Event(kind=EventKind.MESSAGE, message=Inbound())))
_NOTHING = encode({})
_NO_WORDS = encode([])


class EraseStatements:
    """Compiled once for a database. Each takes the id of the contact as `contact`."""

    def __init__(self, compiled: Compiler) -> None:
        self._inbox(compiled)
        self._outbox(compiled)
        self._sessions(compiled)
        self._contact(compiled)
        self.owners = OwnerStatements(compiled)

    def _inbox(self, compiled: Compiler) -> None:
        c = inbox.c
        silence = sa.case(
            (holds(c.kind, EventKind.MESSAGE), param("silence", c.payload)), else_=param("nothing", c.payload)
        )
        emptied = {"payload": silence, "error": sa.null(), "status": value(InboxStatus.HANDLED)}
        self.inbox = compiled(sa.update(inbox).where(c.subject == param("contact", c.subject)).values(emptied))

    def _outbox(self, compiled: Compiler) -> None:
        c = outbox.c
        contact = c.contact == param("contact", c.contact)
        unsent = among(c.status, (*OPEN, OutboxStatus.PARKED))
        given_up = {"status": value(OutboxStatus.DEAD), "claims": one_more(c.claims)}
        self.give_up = compiled(sa.update(outbox).where(contact, unsent).values(given_up))
        self.bodies = compiled(sa.select(c.id, c.key, c.body).where(contact))
        self.body = compiled(
            sa.update(outbox)
            .where(c.id == param("this", c.id))
            .values(body=param("body", c.body), error=sa.null())
        )  # fmt: skip
        self.file = compiled(sa.delete(files).where(files.c.id == param("file", files.c.id)))

    def _sessions(self, compiled: Compiler) -> None:
        c, j, t = sessions.c, jobs.c, turns.c
        subject = c.subject == param("contact", c.subject)
        theirs = sa.select(c.id).where(subject)
        emptied = {"stack": param("stack", c.stack), "status": value(Status.DONE), "revision": one_more(c.revision)}
        for column in (c.data, c.history):
            emptied[column.name] = param("nothing", column)
        self.sessions = compiled(sa.update(sessions).where(subject).values(emptied))
        self.turns = compiled(sa.update(turns).where(t.session.in_(theirs)).values(trace=param("no_words", t.trace)))
        ended = sa.case((holds(j.status, JobStatus.PENDING), value(JobStatus.CANCELLED)), else_=j.status)
        self.jobs = compiled(
            sa.update(jobs).where(j.session.in_(theirs)).values(arguments=param("nothing", j.arguments), status=ended)
        )
        self.timers = compiled(sa.delete(timers).where(timers.c.session.in_(theirs)))

    def _contact(self, compiled: Compiler) -> None:
        c, i = contacts.c, identities.c
        gone = ("last_inbound_at", "last_inbound", "held_at", "leaving_at")
        self.identities = compiled(sa.delete(identities).where(i.contact == param("contact", i.contact)))
        self.contact = compiled(
            sa.update(contacts)
            .where(c.id == param("contact", c.id))
            .values(
                {
                    "data": param("nothing", c.data),
                    "address": sa.literal_column("'erased:'").concat(c.id),
                    **{name: sa.null() for name in gone},
                }
            )
        )


class SqlErasing:
    """Erases for an UpkeepRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: EraseStatements) -> None:
        self._run = run
        self._sql = sql

    def erase(self, contact: str) -> Mapping[str, int]:
        """Nothing of it is to be done afterwards, and what somebody still does meanwhile cannot be stored."""
        run, sql = self._run, self._sql
        who = {"contact": contact}
        nothing = who | {"nothing": _NOTHING}
        counts = {
            "inbox": run.change(sql.inbox, nothing | {"silence": _SILENCE}),
            "sessions": run.change(sql.sessions, nothing | {"stack": NO_FRAMES}),
            "turns": run.change(sql.turns, who | {"no_words": _NO_WORDS}),
            "jobs": run.change(sql.jobs, nothing),
            "timers": run.change(sql.timers, who),
        }
        counts |= self._outbox(contact)
        counts |= forget_owner(run, sql.owners, contact)
        counts["identities"] = run.change(sql.identities, who)
        counts["contacts"] = run.change(sql.contact, nothing)
        return counts

    def _outbox(self, contact: str) -> dict[str, int]:
        run, sql = self._run, self._sql
        run.change(sql.give_up, {"contact": contact})
        rows = run.all(sql.bodies, {"contact": contact})
        media = set[str]()
        for item, key, body in rows:
            said = readable(body) or {}
            media |= {str(said["media"])} if said.get("media") else set()
            silent = Outbound(key=key, text="", language=str(said.get("language", "")))
            run.change(sql.body, {"this": item, "body": encode(body_of(silent))})
        return {"outbox": len(rows), "files": sum(run.change(sql.file, {"file": file}) for file in sorted(media))}
