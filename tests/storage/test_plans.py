"""How statements find their rows: through indexes, and the hot ones through those of what is not yet done.

So what a turn or a worker pays does not grow with what was done before.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest

from integrations.sql.compiled import Statements
from integrations.sql.contents import ContentStatements
from integrations.sql.engine import open_engine
from integrations.sql.statements import Compiler

HOT = {
    "inbox.next": {"ix_inbox_new_subject"},
    "inbox.claim": {"ix_inbox_new_due", "ix_inbox_new_subject"},
    "inbox.waiting": {"ix_inbox_new_subject"},
    "inbox.overdue": {"ix_inbox_new_due", "ix_inbox_new_subject"},
    "inbox.next_due": {"ix_inbox_new_due", "ix_inbox_new_subject"},
    "outbox.claimable": {"ix_outbox_pending_due", "ix_outbox_open_contact", "ix_outbox_underway_contact"},
    "outbox.doubtful": {"ix_outbox_doubtful_due"},
    "outbox.unreported": {"ix_outbox_unreported_due"},
    "outbox.waiting": {"ix_outbox_open_contact"},
    "outbox.next_pending": {"ix_outbox_pending_due", "ix_outbox_open_contact"},
    "outbox.next_doubtful": {"ix_outbox_doubtful_due"},
    "outbox.find": {"uq_outbox_provider_id"},
    "jobs.claimable": {"ix_jobs_pending_due"},
    "jobs.overdue": {"ix_jobs_pending_timeout"},
    "jobs.unannounced": {"ix_jobs_unannounced"},
    "timers.due": {"ix_timers_due_at"},
    "sessions.lock": {"uq_sessions_open_subject"},
    "contacts.held": {"ix_contacts_held"},
    "contacts.leaving": {"ix_contacts_leaving"},
}
"""Statements that run all the time, and the indexes they read."""

# An index of rows that are not yet done may be read as a whole: somebody wants to see or count all of them. So may
# the names of all definitions, of which there are as many as edits.
MAY_BE_SCANNED = re.compile(
    r"SCAN (inbox USING (COVERING )?INDEX ix_inbox_new_\w+"
    r"|outbox USING (COVERING )?INDEX ix_outbox_(open_contact|pending_due|doubtful_due)"
    r"|jobs USING (COVERING )?INDEX (ix|uq)_jobs_pending_\w+"
    r"|contacts USING (COVERING )?INDEX ix_contacts_(held|leaving)"
    r"|definitions$|newest$)"
)

# These read all of a table on purpose, or its end only.
SCANNING = {
    "orders.latest": "stops after so many, from the end of an index",
    "hooks.all": "stops after so many, from the end of the table",
    "hooks.latest": "stops after the last row",
    "audit.latest": "stops after so many, from the end of the table",
    "checks.found.unpaid": "reads so many from the end of the table, and all when an operator wants it",
    "checks.found.credits": "the same",
    "checks.found.ledger": "the same of two tables",
    "ledger.balances": "sums up every transfer there is",
}


def statements(url: str) -> Iterator[tuple[str, str]]:
    """All statements of a database by name."""
    engine = open_engine(url)
    yield from _named("", Statements(engine.dialect))
    yield from _named("contents.", ContentStatements(Compiler(engine.dialect)))
    engine.dispose()


def _named(prefix: str, group: object) -> Iterator[tuple[str, str]]:
    parts = group if isinstance(group, dict) else dict(enumerate(group)) if isinstance(group, list) else vars(group)
    for name, part in parts.items():
        if isinstance(part, str):
            yield f"{prefix}{name}", part
        else:
            yield from _named(f"{prefix}{name}.", part)


@pytest.fixture
def sqlite_plans(sqlite_url: str) -> dict[str, list[str]]:
    """What SQLite does for each statement, in a database without statistics."""
    plans = {}
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        for name, sql in statements(sqlite_url):
            values = dict.fromkeys(re.findall(r":(\w+)", sql), 1)
            plans[name] = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    return plans


def test_every_statement_is_looked_at(sqlite_plans: dict[str, list[str]]) -> None:
    """Those that are kept in groups as well."""
    assert len(sqlite_plans) > 100
    assert set(HOT) < set(sqlite_plans)
    assert {"outbox.listed.dead", "upkeep.backlog.inbox.new", "upkeep.forget.sessions.rows.0"} < set(sqlite_plans)


def test_sqlite_finds_all_rows_through_an_index(sqlite_plans: dict[str, list[str]]) -> None:
    """No statement reads a whole table, however large it is."""
    scans = {
        name: [step for step in plan if step.startswith("SCAN") and not MAY_BE_SCANNED.match(step)]
        for name, plan in sqlite_plans.items()
        if name not in SCANNING
    }
    assert {name: steps for name, steps in scans.items() if steps} == {}


@pytest.mark.parametrize("name", HOT)
def test_on_sqlite_hot_statements_read_only_what_is_not_done(sqlite_plans: dict[str, list[str]], name: str) -> None:
    """An index of all rows would do, and be slower from day to day."""
    used = {found for step in sqlite_plans[name] for found in re.findall(r"INDEX (\w+)", step)}
    assert used == HOT[name], sqlite_plans[name]


FILLING = """
INSERT INTO contacts (id, channel, address, language, data, silent, held_at, leaving_at)
    SELECT 'c' || n, 'test', 'a' || n, 'en', '{}', 0, NULL, NULL FROM generate_series(1, 3000) n;
UPDATE contacts SET held_at = CASE WHEN id = 'c7' THEN 1 END, leaving_at = CASE WHEN id = 'c8' THEN 1 END;
INSERT INTO identities (channel, address, contact) SELECT channel, address, id FROM contacts;
INSERT INTO sessions (id, subject, flow, version, structure_hash, configuration, history, data, stack, counter,
        status, revision, newest_at)
    SELECT 's' || n, 'c' || (n % 3000 + 1), 'f', 1, 'x', '[]', '{}', '{}', '{}', 0,
        CASE WHEN n < 3000 THEN 'open' ELSE 'done' END, 0, 0 FROM generate_series(0, 9000) n;
INSERT INTO inbox (id, provider_id, subject, kind, name, payload, received_at, due_at, status, attempts)
    SELECT 'i' || n, 'p' || n, 'c' || (n % 3000 + 1), 'message', 'message', '{}', n, n,
        CASE WHEN n > 29950 THEN 'new' ELSE 'handled' END, 0 FROM generate_series(1, 30000) n;
INSERT INTO outbox (id, contact, session, key, body, created_at, due_at, status, attempts, claims, asked, as_template,
        failures, provider_id, sent_at, progress)
    SELECT 'o' || n, 'c' || (n % 3000 + 1), 's' || (n % 3000), 'k', '{}', n, n,
        CASE WHEN n > 29950 THEN 'pending' WHEN n > 29940 THEN 'sending' ELSE 'sent' END, 1, 1, 1, 0, 0,
        CASE WHEN n <= 29940 THEN 'SM' || n END, n, CASE WHEN n <= 29900 THEN 'read' END
        FROM generate_series(1, 30000) n;
INSERT INTO jobs (id, subject, session, action, arguments, frame, state, token, created_at, due_at, timeout_at,
        status, attempts, announced)
    SELECT 'j' || n, 'c1', 's' || (n % 3000), 'a', '{}', 1, 's', n, n, n, n,
        CASE WHEN n > 9990 THEN 'pending' ELSE 'done' END, 0, 0 FROM generate_series(1, 10000) n;
INSERT INTO timers (id, subject, session, timer, due_at, event, data, frame, state, token)
    SELECT 't' || n, 'c1', 's' || (n % 3000), 't' || n, n, 'e', '{}', 1, 's', 1 FROM generate_series(1, 9000) n;
INSERT INTO turns (session, revision, event, inbox, from_configuration, to_configuration, trace, at)
    SELECT 's' || (n % 3000), n, 'e', 'i', '[]', '[]', '[]', n FROM generate_series(1, 30000) n;
ANALYZE;
"""
GIVEN = {"subject": "c9", "contact": "c9", "session": "s9", "provider_id": "SM9", "limit": 5, "now": 40}


@pytest.fixture
def postgres_plans(postgres_url: str) -> dict[str, dict[str, set[str]]]:
    """What PostgreSQL does for each hot statement when nearly all of many rows are done: kinds of nodes, indexes."""
    plans = {}
    with psycopg.connect(postgres_url) as connection:
        connection.execute(FILLING)
        for name, sql in statements(postgres_url):
            if name in HOT:
                values = {key: GIVEN.get(key, 0) for key in re.findall(r"%\((\w+)\)s", sql)}
                row = connection.execute(f"EXPLAIN (FORMAT JSON) {sql}", values).fetchone()
                assert row is not None
                found = list(nodes(json.loads(row[0]) if isinstance(row[0], str) else row[0]))
                plans[name] = {key: {node[key] for node in found if key in node} for key in ("Node Type", "Index Name")}
    return plans


def nodes(plan: Any) -> Iterator[dict[str, str]]:
    """All nodes of a plan of PostgreSQL."""
    if isinstance(plan, list):
        for part in plan:
            yield from nodes(part)
    elif isinstance(plan, dict):
        if "Node Type" in plan:
            yield plan
        for part in (plan.get("Plan"), plan.get("Plans")):
            yield from nodes(part)


def test_on_postgresql_hot_statements_read_only_what_is_not_done(
    postgres_plans: dict[str, dict[str, set[str]]],
) -> None:
    """Whatever way it goes, it reads no whole table, and no index of all rows."""
    whole = {name: plan for name, plan in postgres_plans.items() if "Seq Scan" in plan["Node Type"]}
    assert whole == {}
    assert {name: plan["Index Name"] - HOT[name] for name, plan in postgres_plans.items()} == {
        name: set() for name in HOT
    }
    assert all(plan["Index Name"] for plan in postgres_plans.values())


def test_dialects_have_the_same_statements(sqlite_url: str, postgres_url: str) -> None:
    """So what is looked at on the one is there on the other."""
    assert [name for name, _ in statements(sqlite_url)] == [name for name, _ in statements(postgres_url)]
