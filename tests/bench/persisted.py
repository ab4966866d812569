"""A whole persisted turn on SQLite against SQLAlchemy Core doing the same statements, few and many sessions stored."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.domain.messages import Inbound
from engine.domain.sessions import Contact, Session
from engine.services.turns import Turns
from integrations.sql.engine import open_engine
from integrations.sql.schema import migrate
from integrations.sql.tables import contacts, identities, inbox, outbox, sessions, turns
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import CountingIdentifiers, ManualClock
from tests.bench.clockwork import Figure, paired
from tests.bench.turn import interpreter, message

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
STORED = (100, 100_000)
ADDRESS = "whatsapp:+919800000001"


def figures() -> Iterator[Figure]:
    """The turn at each number of sessions, and what many cost against few."""
    taken: dict[int, float] = {}
    for stored in STORED:
        with tempfile.TemporaryDirectory() as folder:
            ours, core = _measured(f"sqlite:///{Path(folder)}/bench.sqlite3", stored)
        taken[stored] = ours
        yield Figure(f"persisted turn, {stored:,} sessions", ours, ours / core, 1.6, f"plain Core {core:.0f} us")
    many, few = taken[STORED[-1]], taken[STORED[0]]
    yield Figure(f"persisted turn, {STORED[-1]:,} sessions against {STORED[0]}", many, many / few, 1.2)


def _measured(url: str, stored: int) -> list[float]:
    migrate(url)
    decider = interpreter()
    filling = open_engine(url)
    _fill(SqlStorage(filling), decider, stored)
    filling.dispose()  # which writes the log into the file; or the first turns would pay for it
    engine = open_engine(url)
    storage = SqlStorage(engine)
    service = Turns(storage, decider, ManualClock(NOON), CountingIdentifiers("new"), "en")
    numbers = count()
    with storage.read() as work:
        person = work.contacts.find("whatsapp", ADDRESS)
    assert person is not None  # filled above

    def ours() -> None:
        service.message("whatsapp", ADDRESS, f"sm-{next(numbers)}", Inbound(text="never a number"))
        service.take(person.id)

    core = _core(engine, numbers)
    try:
        return paired([ours, core], 300, rounds=5, clock=time.perf_counter)
    finally:
        engine.dispose()


def _fill(storage: SqlStorage, decider: Any, stored: int) -> None:
    """So many people in the middle of the talk."""
    contact = Contact(id="c-0", channel="whatsapp", address=ADDRESS, language="en")
    session = Session(id="s-0", subject="c-0", frames=())
    for text in ("hello", "Asha Rao"):
        session = decider.decide(session, contact, message(text), NOON).session
    with storage.begin() as work:
        for number in range(stored):
            address = ADDRESS if number == 0 else f"whatsapp:+{number:012d}"
            work.contacts.add(replace(contact, id=f"c-{number}", address=address))
            work.sessions.add(replace(session, id=f"s-{number}", subject=f"c-{number}"))
        work.commit()


def _core(engine: sa.Engine, numbers: Iterator[int]) -> Any:
    """The statements of such a turn as Core runs them: built once, two transactions, the rows made beforehand."""
    moment = int(NOON.timestamp() * 1_000_000)
    with engine.connect() as connection:
        row = connection.execute(sa.select(sessions).where(sessions.c.id == "s-1")).mappings().one()
    state = {name: row[name] for name in ("configuration", "history", "data", "stack", "counter")}
    sql = _Statements()
    payload = json.dumps({"message": {"text": "never a number"}})
    body = json.dumps({"key": "order.ask_count", "text": "Please send a number.", "language": "en"})
    revisions = count(row["revision"])

    def core() -> None:
        number, revision = next(numbers), next(revisions)
        item = f"core-{number}"
        with engine.begin() as connection:
            connection.execute(sql.find, {"channel": "whatsapp", "address": f"whatsapp:+{1:012d}"}).one()
            connection.execute(
                sql.record,
                {
                    "id": item, "provider_id": item, "subject": "c-1", "kind": "message", "name": "message",
                    "payload": payload, "received_at": moment, "due_at": moment, "status": "new", "attempts": 0,
                },
            )  # fmt: skip
        with engine.begin() as connection:
            connection.execute(sql.next, {"who": "c-1", "now": moment}).one()
            connection.execute(sql.lock, {"who": "c-1"}).one()
            connection.execute(sql.contact, {"who": "c-1"}).one()
            changed = connection.execute(
                sql.save, {**state, "this": "s-1", "loaded": revision, "revision": revision + 1}
            )
            assert changed.rowcount == 1
            connection.execute(sql.seen, {"this": "c-1", "last_inbound_at": moment})
            connection.execute(
                sql.say,
                {
                    "id": f"out-{number}", "contact": "c-1", "session": "s-1", "key": "order.ask_count", "body": body,
                    "created_at": moment, "due_at": moment, "status": "pending", "attempts": 0, "claims": 0,
                    "asked": 1, "as_template": 0, "failures": 0,
                },
            )  # fmt: skip
            connection.execute(
                sql.turn,
                {
                    "session": "s-1", "revision": revision + 1, "event": "refused", "inbox": item,
                    "from_configuration": "[]", "to_configuration": "[]", "trace": "[]", "at": moment,
                },
            )  # fmt: skip
            connection.execute(sql.handled, {"this": item, "status": "handled"})

    return core


class _Statements:
    """Built once, so that Core finds them compiled in its cache."""

    def __init__(self) -> None:
        who: sa.BindParameter[str] = sa.bindparam("who")
        this: sa.BindParameter[str] = sa.bindparam("this")
        self.find = (
            sa.select(contacts)
            .join_from(contacts, identities)
            .where(identities.c.channel == sa.bindparam("channel"), identities.c.address == sa.bindparam("address"))
        )
        self.record = sa.insert(inbox)
        self.next = (
            sa.select(inbox)
            .where(inbox.c.subject == who, inbox.c.status == "new", inbox.c.due_at <= sa.bindparam("now"))
            .order_by(inbox.c.sequence)
            .limit(1)
        )
        self.lock = sa.select(sessions).where(sessions.c.subject == who, sessions.c.status == "open")
        self.contact = sa.select(contacts).where(contacts.c.id == who)
        self.save = sa.update(sessions).where(sessions.c.id == this, sessions.c.revision == sa.bindparam("loaded"))
        self.seen = sa.update(contacts).where(contacts.c.id == this)
        self.say = sa.insert(outbox)
        self.turn = sa.insert(turns)
        self.handled = sa.update(inbox).where(inbox.c.id == this)
